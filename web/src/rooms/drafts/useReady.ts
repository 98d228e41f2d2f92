import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { credits, isReady, isSettled, type JobView, type Status, titleOf } from '../../model/creation';
import { announce } from '../../ui/announce';
import { stored } from '../../ui/storage';

/** Count what became ready since the page was last looked at, and say what became of each job. */
export function useReady(): number {
  const client = useQueryClient();
  const [count, setCount] = useState(0);
  useEffect(() => {
    const looked = () => isLookedAt() && setCount(0);
    const stop = onSettled(client, (job) => {
      announce(outcome(job));
      if (!isReady(job.status) || isLookedAt()) return;
      setCount((known) => known + 1);
      notify(job);
    });
    addEventListener('focus', looked);
    document.addEventListener('visibilitychange', looked);
    return () => {
      stop();
      removeEventListener('focus', looked);
      document.removeEventListener('visibilitychange', looked);
    };
  }, [client]);
  return count;
}

/** Tell of each job that was seen under way and now has ended, once. */
function onSettled(client: QueryClient, tell: (job: JobView) => void): () => void {
  const seen = new Map<string, Status>();
  return client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== 'job') return;
    const job = query.state.data as JobView | undefined;
    if (!job) return;
    const before = seen.get(job.id);
    seen.set(job.id, job.status);
    if (before && !isSettled(before) && isSettled(job.status)) tell(job);
  });
}

function outcome(job: JobView): string {
  if (isReady(job.status)) return `Ready: ${titleOf(job)}`;
  const word = job.status === 'canceled' ? 'Canceled' : 'Not made';
  return `${word}: ${titleOf(job)}. ${credits(job.price)} returned`;
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Say it outside the browser too, if the person has asked for that in the settings. */
function notify(job: JobView): void {
  const isWanted = stored('notify', (value): value is boolean => typeof value === 'boolean', false);
  if (!isWanted || !('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    new Notification('Ready', { body: titleOf(job), tag: job.id });
  } catch {
    // Some phones have the word and not the thing; the title bar counts all the same.
  }
}
