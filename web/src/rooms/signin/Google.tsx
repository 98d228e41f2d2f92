import { enterWithGoogle } from '../../session/firebase';
import { Button } from '../../ui/Button';
import styles from './EntryForm.module.css';
import { useAttempt } from './useAttempt';

/** The way in by Google, which opens a window of its own. */
export function Google() {
  const { busy, trouble, attempt } = useAttempt();
  return (
    <div className={styles.form}>
      <p className={styles.or}>or</p>
      <Button busy={busy} onClick={() => void attempt('Waiting for the window of Google', enterWithGoogle)}>
        Continue with Google
      </Button>
      {trouble && (
        <p role="alert" className={styles.trouble}>
          {trouble.words}
        </p>
      )}
    </div>
  );
}
