/** Jobs in the cache: a job lives once, under its own key; a list holds ids. */

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { isSettled, type JobView, onward } from '../model/creation';
import { answer, DELETE, GET, PATCH, POST } from './client';
import { keys } from './keys';
import type { components, operations } from './schema';

export type Order = components['schemas']['CreateJobRequest'];
type Asked = NonNullable<operations['list_jobs']['parameters']['query']>;
export type JobFilter = Omit<Asked, 'cursor' | 'limit'>;

export const PAGE = 24;

/** Put a job into the cache, unless a newer one is there. */
export function remember(client: QueryClient, job: JobView): void {
  const known = client.getQueryData<JobView>(keys.job(job.id));
  if (known && known.revision > job.revision) return;
  client.setQueryData(keys.job(job.id), onward(known, job));
  if (known && !isSettled(known.status) && isSettled(job.status)) {
    for (const queryKey of [keys.credits, ['ledger'], keys.chain(job.root_job_id)])
      void client.invalidateQueries({ queryKey });
  }
}

/** One job; it is kept true by the page's listener, so it does not go stale. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal, client }) => readJob(client, id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function readJob(client: QueryClient, id: string, signal: AbortSignal): Promise<JobView> {
  const job = await answer(GET('/api/jobs/{job_id}', { params: { path: { job_id: id } }, signal }));
  const known = client.getQueryData<JobView>(keys.job(id));
  return known && known.revision > job.revision ? known : onward(known, job);
}

/** Ask for a job now, with links that were just signed. */
export function readAgain(client: QueryClient, id: string): Promise<JobView> {
  return client.fetchQuery({ ...jobQuery(id), staleTime: 0 });
}

export interface JobsPage {
  readonly ids: readonly string[];
  readonly next: string | null;
}

/** The person's jobs, newest first, as pages of ids. */
export function jobsQuery(filter: JobFilter) {
  return infiniteQueryOptions({
    queryKey: keys.jobs(filter),
    queryFn: async ({ pageParam, signal, client }): Promise<JobsPage> => {
      const query = { ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      const page = await answer(GET('/api/jobs', { params: { query }, signal }));
      for (const job of page.jobs) remember(client, job);
      return { ids: page.jobs.map((job) => job.id), next: cursorOf(page.next) };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });
}

/** Return the cursor in a ready address, or null at the end. */
export function cursorOf(next: string | null): string | null {
  return next && new URL(next, location.origin).searchParams.get('cursor');
}

/** Order one job; the same `key` again is the same job, however often it is sent. */
export function order(body: Order, key: string): Promise<JobView> {
  const params = { header: { 'Idempotency-Key': key } };
  return answer(POST('/api/jobs', { params, body })) as Promise<JobView>;
}

/** Return what was ordered: sent again as it is, it orders the same. */
export function orderOf({ job_type, input }: JobView): Order {
  return { job_type, input } as unknown as Order;
}

export function cancel(id: string): Promise<JobView> {
  return answer(POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: id } } }));
}

export function publish(id: string): Promise<JobView> {
  return answer(POST('/api/drafts/{job_id}/publish', { params: { path: { job_id: id } } }));
}

export function unpublish(id: string): Promise<JobView> {
  return answer(POST('/api/drafts/{job_id}/unpublish', { params: { path: { job_id: id } } }));
}

export function retry(id: string, key: string): Promise<JobView> {
  const params = { path: { job_id: id }, header: { 'Idempotency-Key': key } };
  return answer(POST('/api/jobs/{job_id}/retry', { params }));
}

export function favor(id: string, favorite: boolean): Promise<JobView> {
  return answer(PATCH('/api/jobs/{job_id}', { params: { path: { job_id: id } }, body: { favorite } }));
}

export async function remove(id: string): Promise<void> {
  await answer(DELETE('/api/jobs/{job_id}', { params: { path: { job_id: id } } }));
}

/** What was made from the same `root`, as a tree; all of a chain share one entry. */
export function chainQuery(id: string, root: string) {
  return queryOptions({
    queryKey: keys.chain(root),
    queryFn: ({ signal }) =>
      answer(GET('/api/jobs/{job_id}/chain', { params: { path: { job_id: id } }, signal })),
    staleTime: 30_000,
  });
}

/** What happened to a job, in order: a page at a time. */
export function eventsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.events(id),
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) };
      return answer(GET('/api/jobs/{job_id}/events', { params: { path: { job_id: id }, query }, signal }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => cursorOf(page.next),
    staleTime: 5_000,
  });
}
