import { useSyncExternalStore } from 'react';
import { Button } from './Button';
import styles from './Toasts.module.css';
import { dismiss, toastStore } from './toast';

export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  return (
    <div className={styles.toasts} role="status">
      {toasts.map(({ id, words, tone, undo, action }) => (
        <div key={id} className={styles.toast} data-tone={tone}>
          <p>{words}</p>
          {undo && <ToastButton id={id} text="Undo" onPress={undo} />}
          {action && <ToastButton id={id} {...action} />}
        </div>
      ))}
    </div>
  );
}

interface ToastButtonProps {
  readonly id: number;
  readonly text: string;
  readonly onPress: () => void;
}

function ToastButton({ id, text, onPress }: ToastButtonProps) {
  const press = () => {
    dismiss(id);
    onPress();
  };
  return (
    <Button tone="quiet" onClick={press}>
      {text}
    </Button>
  );
}
