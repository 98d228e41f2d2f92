import { useSyncExternalStore } from 'react';
import { announced } from '../ui/announce';

export function Announcer() {
  const words = useSyncExternalStore(announced.subscribe, announced.read);
  return (
    <p className="unseen" aria-live="polite">
      {words}
    </p>
  );
}
