import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useId } from 'react';
import { creditsQuery } from '../../api/credits';
import type { Order } from '../../api/jobs';
import { modelsQuery } from '../../api/models';
import { offerOf } from '../../model/catalogue';
import { PriceButton } from '../../parts/PriceButton';
import { Problem } from '../../parts/Problem';
import { useCreate } from '../../parts/useCreate';
import { usePerson } from '../../session/session';
import styles from './Composer.module.css';
import { Controls } from './Controls';
import { useDraft } from './useDraft';

const LONGEST = 2000;

/** The box that makes videos: words, choices, and the press that costs. */
export function Composer() {
  const uid = usePerson()?.uid;
  const { data: models } = useQuery(modelsQuery);
  const { data: balance } = useQuery(creditsQuery);
  const { prompt, model, settings, change } = useDraft(models);
  const create = useCreate();
  const box = useId();
  const price = model && settings && offerOf(model, settings)?.credits;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!uid || !settings || !prompt.trim()) return;
    const body: Order = { job_type: 'generate', input: { ...settings, prompt: prompt.trim() } };
    create.mutate({ key: crypto.randomUUID(), uid, at: Date.now(), body });
    change({ prompt: '' });
  };
  return (
    <form className={styles.composer} onSubmit={send} aria-label="Make a video">
      {create.error && <Problem error={create.error} costs />}
      <label htmlFor={box} className="unseen">
        Prompt
      </label>
      <textarea
        id={box}
        value={prompt}
        maxLength={LONGEST}
        placeholder="What do you want to see?"
        onChange={(event) => change({ prompt: event.target.value })}
        onKeyDown={sendOnEnter}
      />
      <div className={styles.controls}>
        {model && settings && (
          <Controls model={model} settings={settings} onChange={(next) => change({ settings: next })} />
        )}
      </div>
      <PriceButton
        verb="Generate"
        price={price}
        available={balance?.available}
        unless={prompt.trim() ? undefined : 'Write what you want to see'}
      />
    </form>
  );
}

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
}
