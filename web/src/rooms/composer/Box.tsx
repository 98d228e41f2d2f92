import { type FormEvent, type KeyboardEvent, useId } from 'react';
import { Skeleton } from '../../ui/Skeleton';
import styles from './Box.module.css';
import { Choices } from './Choices';
import { Inputs } from './Inputs';
import { Modes } from './Modes';
import { Press } from './Press';
import { Prompt } from './Prompt';
import { pictureTaker } from './picture';
import { Samples } from './Samples';
import { Unsent } from './Unsent';
import { useBox } from './useBox';

interface BoxProps {
  readonly uid: string;
}

export function Box({ uid }: BoxProps) {
  const box = useBox(uid);
  const { draft, change, fold, wish, models } = box;
  const choices = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    box.send();
  };
  return (
    <form
      ref={fold.form}
      className={styles.box}
      aria-label="Make a video"
      data-open={fold.open || undefined}
      onSubmit={submit}
      onKeyDown={keepEnter}
      {...pictureTaker(box.takePicture)}
    >
      <div className={styles.scroll}>
        <Unsent uid={uid} />
        {wish?.instead && (
          <p className={styles.instead} role="status">
            {wish.instead}
          </p>
        )}
        {draft.mode === 'generate' && draft.prompt === '' && (
          <Samples onChoose={(prompt) => change({ prompt })} />
        )}
        <div className={styles.more}>
          <Modes mode={draft.mode} onChange={(mode) => change({ mode })} />
          {models && (
            <Inputs
              models={models}
              draft={draft}
              source={box.source}
              uploading={box.uploading}
              onChange={change}
            />
          )}
        </div>
        {draft.mode !== 'upscale' && (
          <Prompt
            box={box.words}
            value={draft.prompt}
            placeholder={draft.mode === 'extend' ? 'How does it go on?' : 'What do you want to see?'}
            onChange={(prompt) => change({ prompt })}
            onFocus={() => fold.setOpen(true)}
          />
        )}
        <div className={styles.more} id={choices}>
          {models ? (
            <Choices
              models={models}
              draft={draft}
              source={box.source}
              price={wish?.price}
              available={box.available}
              onChange={change}
            />
          ) : (
            <Skeleton height="72px" />
          )}
        </div>
      </div>
      <Press box={box} choices={choices} />
    </form>
  );
}

/** Enter in a chip chooses nothing and must not buy: only the button does, and Ctrl or Cmd with Enter. */
function keepEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}
