/** News of creations become changes of the cache: newer wins, whichever way it came. */

import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import { isSettled, type JobView, onward } from '../model/creation';

/** What the listener says of a job: words and numbers, never links. */
export type Change = Pick<
  JobView,
  | 'id'
  | 'status'
  | 'stage'
  | 'progress'
  | 'error'
  | 'created_at'
  | 'updated_at'
  | 'checked_at'
  | 'settled_at'
  | 'favorite'
  | 'revision'
>;

/** What one snapshot brought. A removed one was deleted, or others have pushed it out of the newest. */
export interface News {
  readonly changed: readonly Change[];
  readonly removed: readonly string[];
}

/**
 * Take news into the cache. A job that was made elsewhere, newer than all that is known, makes the lists
 * ask again; once, for it may be none of theirs. `asked` remembers which.
 */
export function apply(client: QueryClient, { changed, removed }: News, asked: Set<string>): void {
  const newest = newestKnown(client);
  const made = changed.filter(
    (change) => !take(client, change) && change.created_at > newest && !asked.has(change.id),
  );
  for (const { id } of made) asked.add(id);
  if (made.length > 0) void client.invalidateQueries({ queryKey: keys.lists });
  for (const id of removed) void client.invalidateQueries({ queryKey: keys.job(id) });
}

function newestKnown(client: QueryClient): string {
  const known = client.getQueriesData<JobView>({ queryKey: ['job'] });
  return known.reduce((newest, [, job]) => (job && job.created_at > newest ? job.created_at : newest), '');
}

/** Take one change unless it is old news; false if no such job is known. */
function take(client: QueryClient, change: Change): boolean {
  const key = keys.job(change.id);
  const known = client.getQueryData<JobView>(key);
  if (!known) return false;
  if (change.revision <= known.revision) return true;
  client.setQueryData(key, onward(known, { ...known, ...change }));
  // The rest of a settled job, its links and receipt and the balance, is the API's to say.
  const settled = [key, keys.credits, keys.chain(known.root_job_id), ['ledger']];
  const stale = isSettled(change.status) ? settled : [];
  for (const queryKey of [...stale, keys.events(change.id)]) void client.invalidateQueries({ queryKey });
  return true;
}
