/**
 * What is being deleted. The server's delete is final, so it is asked for only when the time to undo is over;
 * until then it is kept on this device, and a tab that was closed does it at the next start.
 */

import type { JobView } from '../model/creation';
import { titleOf } from '../model/creation';
import { isRecord, store, stored } from '../ui/storage';
import { UNDO_MS } from '../ui/toast';

/** One job that shall go. `at` is when that was said, in milliseconds. */
export interface Deletion {
  readonly id: string;
  readonly uid: string;
  readonly title: string;
  readonly at: number;
}

const NAME = 'deletions';
/** How many wait at most. */
export const DELETIONS_MAX = 100;

let pending: readonly Deletion[] | undefined;
/** Those that the server has deleted; a list that was asked for before may still bring one. */
const gone = new Set<string>();
let hidden: ReadonlySet<string> | undefined;
const listeners = new Set<() => void>();

function all(): readonly Deletion[] {
  pending ??= stored(NAME, isList, []);
  return pending;
}

function became(next: readonly Deletion[]): void {
  store(NAME, next);
  told(next);
}

function told(next: readonly Deletion[] | undefined): void {
  pending = next;
  hidden = undefined;
  for (const listener of listeners) listener();
}

/** Hide jobs now and delete them when the time to undo is over; false if too many wait already. */
export function begin(
  uid: string,
  jobs: readonly Pick<JobView, 'id' | 'input' | 'job_type'>[],
  at: number,
): boolean {
  const known = all().filter(({ id }) => !jobs.some((job) => job.id === id));
  if (known.length + jobs.length > DELETIONS_MAX) return false;
  became([...known, ...jobs.map((job) => ({ id: job.id, uid, title: titleOf(job), at }))]);
  return true;
}

/** Bring jobs back: it was undone, or refused. */
export function bringBack(ids: readonly string[]): void {
  became(all().filter(({ id }) => !ids.includes(id)));
}

/** It is done: nothing shows the job any more. */
export function finish(id: string): void {
  gone.add(id);
  bringBack([id]);
}

/** Return how long until a deletion may be sent, in milliseconds. */
export function left({ at }: Deletion, now: number): number {
  return Math.max(0, Math.min(UNDO_MS, at + UNDO_MS - now));
}

/** Return whether it is still wanted: another tab may have undone it, or done it. */
export function isWanted(id: string): boolean {
  return stored(NAME, isList, all()).some((one) => one.id === id);
}

export const deletions = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    addEventListener('storage', otherTab);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) removeEventListener('storage', otherTab);
    };
  },
  read: all,
  /** The ids of what nothing shows. */
  hidden: () => {
    hidden ??= new Set([...all().map(({ id }) => id), ...gone]);
    return hidden;
  },
};

function otherTab({ key }: StorageEvent): void {
  if (key?.endsWith(`:${NAME}`)) told(undefined);
}

function isList(value: unknown): value is Deletion[] {
  return Array.isArray(value) && value.length <= DELETIONS_MAX && value.every(isDeletion);
}

function isDeletion(value: unknown): value is Deletion {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    typeof value.uid === 'string' &&
    typeof value.title === 'string' &&
    typeof value.at === 'number'
  );
}
