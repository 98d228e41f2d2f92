import { useSyncExternalStore } from 'react';
import { askedStore } from '../ui/ask';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import styles from './Question.module.css';

/** A press that has to be said twice. */
export function Question() {
  const asked = useSyncExternalStore(askedStore.subscribe, askedStore.read);
  if (!asked) return null;
  const { n, title, words, yes, answer } = asked;
  return (
    <Dialog key={n} title={title} onClose={() => answer(false)}>
      <p>{words}</p>
      <div className={styles.answers}>
        <Button tone="main" onClick={() => answer(true)}>
          {yes}
        </Button>
        <Button onClick={() => answer(false)}>No</Button>
      </div>
    </Dialog>
  );
}
