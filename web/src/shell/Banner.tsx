import { onlineManager, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { creditsQuery } from '../api/credits';
import { ApiError, Unreachable } from '../api/problem';
import { usePerson } from '../session/session';
import styles from './Banner.module.css';

/** The one place that says that the line or the server is down; what is on the page stays there. */
export function Banner() {
  const words = useTrouble();
  return <div role="status">{words && <p className={styles.banner}>{words}</p>}</div>;
}

function useTrouble(): string | undefined {
  const online = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  );
  const person = usePerson();
  const { error, failureReason } = useQuery({ ...creditsQuery, enabled: person !== undefined });
  const trouble = error ?? failureReason;
  if (!online)
    return 'You are offline. What you see is as it was; what you send waits here and goes out later.';
  if (trouble instanceof Unreachable)
    return 'The server cannot be reached. Your jobs go on there; this page asks again by itself.';
  if (trouble instanceof ApiError && trouble.status >= 500) {
    return 'The server is in trouble. Your jobs and credits are safe; this page asks again by itself.';
  }
  return undefined;
}
