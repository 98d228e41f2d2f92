/** What somebody looks for among their jobs, as it stands in the address. Pure. */

import type { operations } from '../api/schema';
import type { Status } from './creation';

type Asked = NonNullable<operations['list_jobs']['parameters']['query']>;
type Filter = Omit<Asked, 'cursor' | 'limit'>;

export interface Wanted {
  readonly status: Status | '';
  readonly type: string;
  readonly model: string;
  readonly since: Since | '';
  readonly words: string;
  readonly favorite: boolean;
}

export const SINCE = { today: 'Today', week: 'Last 7 days', month: 'Last 30 days' } as const;
export type Since = keyof typeof SINCE;
const DAYS: Readonly<Record<Since, number>> = { today: 0, week: 6, month: 29 };

export const STATES: Readonly<Record<Status, string>> = {
  pending: 'Waiting',
  processing: 'Being made',
  draft: 'Ready',
  published: 'Published',
  failed: 'Not made',
  canceled: 'Canceled',
};

const LONGEST = 200;
const NAMES = ['status', 'type', 'model', 'since', 'words', 'favorite'] as const;

/** Read an address; what it does not know, it leaves out. */
export function wantedOf(query: URLSearchParams): Wanted {
  const text = (name: string) => query.get(name) ?? '';
  const status = text('status');
  const since = text('since');
  return {
    status: isIn(STATES, status) ? status : '',
    type: /^[a-z_]{1,32}$/.test(text('type')) ? text('type') : '',
    model: /^[a-z0-9][a-z0-9.-]{0,63}$/.test(text('model')) ? text('model') : '',
    since: isIn(SINCE, since) ? since : '',
    words: text('words').slice(0, LONGEST),
    favorite: text('favorite') === 'true',
  };
}

/** Return the address of `wanted`; what else stands in `query` stays. */
export function addressOf(wanted: Wanted, query: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of NAMES) {
    if (wanted[name]) next.set(name, String(wanted[name]));
    else next.delete(name);
  }
  return next;
}

/** Return what to ask the server for; days begin where this device is, and `now` is its time in milliseconds. */
export function filterOf({ status, type, model, since, words, favorite }: Wanted, now: number): Filter {
  return {
    ...(status && { status }),
    ...(type && { job_type: type }),
    ...(model && { model }),
    ...(since && { since: dayBefore(DAYS[since], now) }),
    ...(words.trim() && { words: words.trim() }),
    ...(favorite && { favorite }),
  };
}

export function howMany(wanted: Wanted): number {
  return NAMES.filter((name) => wanted[name]).length;
}

function dayBefore(days: number, now: number): string {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - days);
  return day.toISOString();
}

function isIn<T extends object>(table: T, name: string): name is keyof T & string {
  return Object.hasOwn(table, name);
}
