/** The jobs that stand beside one, in the list that the person came from or, cold, in the whole one. */

import { type InfiniteData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { JobView } from '../model/creation';
import { beside, type Neighbours } from '../model/lineage';
import { answer, GET } from './client';
import { type JobFilter, type JobsPage, remember } from './jobs';
import { keys } from './keys';

type Asked = JobFilter & { readonly limit: number };

interface Listed extends Neighbours {
  readonly filter: JobFilter;
  /** Its last page was read: behind it there is nothing. */
  readonly isWhole: boolean;
}

/** A side that no list knows is asked for, in the words of the list that the person came from. */
export function neighboursQuery(job: JobView) {
  return queryOptions({
    queryKey: keys.neighbours(job.id),
    queryFn: async ({ client, signal }): Promise<Neighbours> => {
      const known = listed(client, job.id);
      const ask = (query: Asked) => otherThan(client, job.id, { ...known?.filter, ...query }, signal);
      const newer = known ? known.newer : await ask({ since: job.created_at, order: 'oldest', limit: 2 });
      const older =
        known?.older ?? (known?.isWhole ? undefined : await ask({ until: job.created_at, limit: 1 }));
      return { newer, older };
    },
    staleTime: 30_000,
  });
}

async function otherThan(client: QueryClient, id: string, query: Asked, signal: AbortSignal) {
  const { jobs } = await answer(GET('/api/jobs', { params: { query }, signal }));
  for (const job of jobs) remember(client, job);
  return jobs.find((job) => job.id !== id)?.id;
}

/** Who stands beside it in the list that was read last. */
function listed(client: QueryClient, id: string): Listed | undefined {
  const lists = client.getQueryCache().findAll({ queryKey: keys.lists });
  const read = lists.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
  for (const { state, queryKey } of read) {
    const pages = (state.data as InfiniteData<JobsPage> | undefined)?.pages ?? [];
    const found = beside(
      pages.flatMap(({ ids }) => ids),
      id,
    );
    if (found) return { ...found, filter: queryKey[1] as JobFilter, isWhole: pages.at(-1)?.next === null };
  }
  return undefined;
}
