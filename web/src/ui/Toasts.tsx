import { useSyncExternalStore } from 'react';
import { Button } from './Button';
import styles from './Toasts.module.css';
import { dismiss, toastStore } from './toast';

export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  return (
    <div className={styles.toasts} role="status">
      {toasts.map(({ id, words, tone, undo }) => (
        <div key={id} className={styles.toast} data-tone={tone}>
          <p>{words}</p>
          {undo && (
            <Button
              tone="quiet"
              onClick={() => {
                dismiss(id);
                undo();
              }}
            >
              Undo
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
