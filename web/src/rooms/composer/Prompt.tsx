import { X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { LONGEST, lengthOf, lengthWords } from '../../model/prompt';
import { Button } from '../../ui/Button';
import { SEND } from '../../ui/shortcuts';
import { keyOf } from '../../ui/useHotkeys';
import styles from './Prompt.module.css';

interface PromptProps {
  readonly value: string;
  readonly placeholder: string;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly onChange: (prompt: string) => void;
  readonly onFocus: () => void;
}

/** The words. Ctrl or Cmd with Enter sends. */
export function Prompt({ value, placeholder, box, onChange, onFocus }: PromptProps) {
  const id = useId();
  const clear = () => {
    onChange('');
    box.current?.focus();
  };
  return (
    <div className={styles.prompt}>
      <label htmlFor={id} className="unseen">
        Prompt
      </label>
      <textarea
        ref={box}
        id={id}
        value={value}
        rows={1}
        placeholder={placeholder}
        aria-describedby={`${id}-count`}
        aria-invalid={lengthOf(value) > LONGEST}
        onChange={(event) => onChange(event.target.value)}
        onFocus={onFocus}
        onKeyDown={sendOnEnter}
      />
      {value !== '' && (
        <span className={styles.clear}>
          <Button tone="quiet" icon={<X aria-hidden="true" size={20} />} aria-label="Clear" onClick={clear} />
        </span>
      )}
      <small id={`${id}-count`} className={styles.count}>
        {lengthWords(value)}
      </small>
    </div>
  );
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  const isControlEnter = event.ctrlKey && event.key === 'Enter'; // on a Mac the sheet says Cmd, and this sends, too
  if (isControlEnter || keyOf(SEND, event.nativeEvent)) event.currentTarget.form?.requestSubmit();
}
