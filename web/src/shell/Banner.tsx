import { onlineManager, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type Line, lineStore } from '../api/line';
import styles from './Banner.module.css';

const AGAIN_MS = 5_000;

/** The one place that says that the line or the server is down; what is on the page stays there. */
export function Banner() {
  const isOnline = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  );
  const line = useSyncExternalStore(lineStore.subscribe, lineStore.read);
  useAskingAgain(isOnline && line !== 'up');
  const words = isOnline ? WORDS[line] : OFFLINE;
  return <div role="status">{words && <p className={styles.banner}>{words}</p>}</div>;
}

const OFFLINE = 'You are offline. What you see is as it was; what you send waits here and goes out later.';

const WORDS: Readonly<Record<Line, string | undefined>> = {
  up: undefined,
  unreachable: 'The server cannot be reached. Your jobs go on there; this page asks again by itself.',
  trouble: 'The server is in trouble. Your jobs and credits are safe; this page asks again by itself.',
};

/** While the line is down, ask again for what this page could not get: every 5 to 8 s, for others do so too. */
function useAskingAgain(down: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!down) return;
    const ask = () => {
      void client.refetchQueries({
        type: 'active',
        predicate: ({ state, queryKey }) => state.status === 'error' || queryKey[0] === 'credits',
      });
    };
    const timer = setInterval(ask, AGAIN_MS * (1 + 0.6 * Math.random()));
    return () => {
      clearInterval(timer);
      ask(); // it is up again, as something has found: so may the rest
    };
  }, [client, down]);
}
