/** Orders that were pressed and not answered yet: their key is kept, so that whatever happens they are paid once. */

import type { Order } from '../api/jobs';
import { isRecord, store, stored } from '../ui/storage';

/** One press. `key` names it to the server for ever; `at` is when, in milliseconds. */
export interface Pressed {
  readonly key: string;
  readonly uid: string;
  readonly at: number;
  readonly body: Order;
  /** The job that is ordered once more; `body` is what was ordered then. */
  readonly retryOf?: string;
  /** It has been sent: without an answer nobody knows what became of it. */
  readonly sent?: true;
}

const NAME = 'orders';
const MOST = 50;
/** A younger order is sent again by itself; an older one only if the person says so. */
export const FRESH_MS = 10 * 60_000;

let known: readonly Pressed[] | undefined;
const listeners = new Set<() => void>();

export function keep(pressed: Pressed): void {
  became([...all().filter(({ key }) => key !== pressed.key), pressed].slice(-MOST));
}

/** Note that an order is being sent; true if it was sent before. */
export function markSent(key: string): boolean {
  const kept = all();
  became(kept.map((one) => (one.key === key ? { ...one, sent: true } : one)));
  return kept.some((one) => one.key === key && one.sent);
}

export function forget(key: string): void {
  became(all().filter((one) => one.key !== key));
}

/** All orders without an answer, of everybody at this device; other tabs' too. */
export const unanswered = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    window.addEventListener('storage', changedElsewhere);
    return () => listeners.delete(told);
  },
  read: (): readonly Pressed[] => {
    known ??= all();
    return known;
  },
};

export function isPressed(value: unknown): value is Pressed {
  return (
    isRecord(value) &&
    typeof value.key === 'string' &&
    typeof value.uid === 'string' &&
    typeof value.at === 'number' &&
    isRecord(value.body) &&
    (value.retryOf === undefined || typeof value.retryOf === 'string') &&
    (value.sent === undefined || value.sent === true)
  );
}

function became(next: readonly Pressed[]): void {
  store(NAME, next);
  changedElsewhere();
}

function changedElsewhere(): void {
  known = undefined;
  for (const told of listeners) told();
}

/** Return what is stored now: another tab may have changed it. */
function all(): readonly Pressed[] {
  return stored(NAME, isList, []);
}

function isList(value: unknown): value is Pressed[] {
  return Array.isArray(value) && value.every(isPressed);
}
