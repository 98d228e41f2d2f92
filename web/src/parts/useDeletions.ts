import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type JobsPage, remove } from '../api/jobs';
import { keys } from '../api/keys';
import { ApiError, inWords, isRefusal } from '../api/problem';
import { usePerson } from '../session/session';
import { toast } from '../ui/toast';
import { bringBack, type Deletion, deletions, finish, isWanted, left } from './deletions';

const TRIES = 4;

/** Which ids nothing shows: they are being deleted, or are. */
export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(deletions.subscribe, deletions.hidden);
}

/** Send what is to be deleted when the time to undo is over; at the start also what a closed tab left. */
export function useDeletions(): void {
  const client = useQueryClient();
  const uid = usePerson()?.uid;
  const pending = useSyncExternalStore(deletions.subscribe, deletions.read);
  useEffect(() => {
    const timers = pending
      .filter((one) => one.uid === uid)
      .map((one) => setTimeout(() => void erase(client, one), left(one, Date.now())));
    return () => timers.forEach(clearTimeout);
  }, [client, uid, pending]);
}

const underWay = new Set<string>();

async function erase(client: QueryClient, { id, title }: Deletion): Promise<void> {
  if (underWay.has(id) || !isWanted(id)) return;
  underWay.add(id);
  const errand = client.getMutationCache().build(client, {
    mutationFn: () => removed(id),
    retry: (failed, error) => failed < TRIES && !isRefusal(error),
  });
  try {
    await errand.execute(undefined);
    drop(client, id);
    finish(id);
  } catch (error) {
    bringBack([id]);
    toast(`“${title}” was not deleted and is here again. ${inWords(error)}`, { tone: 'bad' });
  } finally {
    underWay.delete(id);
  }
}

/** What is not there any more is deleted, whoever did it: this page, whose answer was lost, or another. */
async function removed(id: string): Promise<void> {
  try {
    await remove(id);
  } catch (error) {
    if (!(error instanceof ApiError && [404, 410].includes(error.status))) throw error;
  }
}

/** Take a job out of the lists that are known. */
function drop(client: QueryClient, id: string): void {
  client.setQueriesData<InfiniteData<JobsPage>>(
    { queryKey: keys.lists },
    (known) =>
      known && {
        ...known,
        pages: known.pages.map((page) => ({ ...page, ids: page.ids.filter((one) => one !== id) })),
      },
  );
}
