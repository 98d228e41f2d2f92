import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { type JobFilter, order, remember, retry } from '../api/jobs';
import { keys } from '../api/keys';
import { ApiError, Doubtful, isAnswered, isAtTheDoor, NotTaken } from '../api/problem';
import type { JobView } from '../model/creation';
import { personNow } from '../session/session';
import { forget, keep, markSent, type Pressed } from './unanswered';

/** With the waits between them, about ten minutes. */
const TRIES = 45;
const LONGEST_WAIT_MS = 15_000;

/**
 * Send orders. One press has one key, which every retry and reload reuses until it is answered.
 *
 * `place` is where it was pressed: refusals are shown there.
 */
export function useCreate(place = 'elsewhere') {
  const client = useQueryClient();
  return useMutation({
    mutationKey: keys.ordersOf(place),
    mutationFn: async ({ body, key, uid, retryOf }: Pressed) => {
      if (personNow()?.uid !== uid) throw new NotTaken('Somebody else has signed in.');
      const wasSent = markSent(key);
      try {
        return await (retryOf ? retry(retryOf, key) : order(body, key));
      } catch (error) {
        throw wasSent && isAtTheDoor(error) ? new Doubtful(error.message) : error;
      }
    },
    onMutate: keep,
    retry: (failed, error) => failed < TRIES && !isAnswered(error) && !(error instanceof NotTaken),
    retryDelay: (failed) => Math.min(LONGEST_WAIT_MS, 500 * 2 ** failed) * (0.5 + Math.random() / 2),
    onSuccess: (job, { key }) => {
      forget(key);
      take(client, job);
    },
    onError: (error, { key }) => {
      if (isAnswered(error)) forget(key);
      if (error instanceof ApiError && error.code === 'price_changed') {
        void client.invalidateQueries({ queryKey: keys.models });
        void client.invalidateQueries({ queryKey: keys.checks });
      }
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.credits });
    },
  });
}

/** Whether exactly this is on its way already: a second press is then the same press. */
export function isBeingSent(
  client: QueryClient,
  { body, retryOf }: Pick<Pressed, 'body' | 'retryOf'>,
): boolean {
  const words = JSON.stringify(body);
  const sent = client.getMutationCache().findAll({ mutationKey: keys.orders, status: 'pending' });
  return sent.some(({ state }) => {
    const one = state.variables as Pressed | undefined;
    return one?.retryOf === retryOf && JSON.stringify(one?.body) === words;
  });
}

/** A new job stands first in the whole list; filtered ones, and what is just being read, ask whether it is theirs. */
function take(client: QueryClient, job: JobView): void {
  remember(client, job);
  const whole: JobFilter = {};
  client.setQueryData<InfiniteData<{ ids: readonly string[]; next: string | null }>>(
    keys.jobs(whole),
    (known) => {
      const [first, ...rest] = known?.pages ?? [];
      if (!known || !first || known.pages.some((page) => page.ids.includes(job.id))) return known;
      return { ...known, pages: [{ ...first, ids: [job.id, ...first.ids] }, ...rest] };
    },
  );
  void client.invalidateQueries({
    queryKey: keys.lists,
    predicate: ({ queryKey, state }) =>
      Object.keys(queryKey[1] ?? {}).length > 0 || state.fetchStatus === 'fetching',
  });
}
