/** The newest jobs, asked for again and again while no line tells of them. */

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { isSettled, type JobView } from '../model/creation';
import { answer, GET } from './client';
import { remember } from './jobs';
import { keys } from './keys';

const NEWEST = 50;
const SOONEST_MS = 3_000;
const LATEST_MS = 30_000;

/** What the last look found: `same` is how often nothing had changed. */
interface Look {
  readonly found: string;
  readonly same: number;
  readonly waitMs: number;
}

const FIRST: Look = { found: '', same: 0, waitMs: SOONEST_MS };

/** Ask at focus and on a new line always; `polling` while a job is under way: every 3 to 30 s, later if nothing changes. */
export function newestQuery(client: QueryClient, polling: boolean) {
  return queryOptions({
    queryKey: keys.newest,
    queryFn: ({ signal }) => look(client, signal),
    initialData: FIRST,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: 'always',
    refetchOnReconnect: 'always',
    refetchInterval: ({ state }) => (polling && isUnderWay(client) ? (state.data ?? FIRST).waitMs : false),
  });
}

async function look(client: QueryClient, signal: AbortSignal): Promise<Look> {
  const { jobs } = await answer(GET('/api/jobs', { params: { query: { limit: NEWEST } }, signal }));
  const isNews = jobs[0] && !client.getQueryData(keys.job(jobs[0].id));
  for (const job of jobs) remember(client, job);
  if (isNews) void client.invalidateQueries({ queryKey: keys.lists });
  const before = client.getQueryData<Look>(keys.newest) ?? FIRST;
  const found = jobs.map((job) => `${job.id}:${job.revision}`).join();
  const same = found === before.found ? before.same + 1 : 0;
  return { found, same, waitMs: waitMs(same) };
}

function isUnderWay(client: QueryClient): boolean {
  const known = client.getQueriesData<JobView>({ queryKey: ['job'] });
  return known.some(([, job]) => job && !isSettled(job.status));
}

/** Later each time, and not all browsers at the same moment. */
function waitMs(same: number): number {
  return Math.min(LATEST_MS, SOONEST_MS * 1.5 ** same * (1 + Math.random() / 4));
}
