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
}

const NAME = 'orders';
const MOST = 50;

export function unanswered(uid: string): readonly Pressed[] {
  return all().filter((one) => one.uid === uid);
}

export function keep(pressed: Pressed): void {
  store(NAME, [...all().filter(({ key }) => key !== pressed.key), pressed].slice(-MOST));
}

export function forget(key: string): void {
  store(
    NAME,
    all().filter((one) => one.key !== key),
  );
}

function all(): readonly Pressed[] {
  return stored(NAME, isList, []);
}

function isList(value: unknown): value is Pressed[] {
  return Array.isArray(value) && value.every(isPressed);
}

function isPressed(value: unknown): value is Pressed {
  return (
    isRecord(value) &&
    typeof value.key === 'string' &&
    typeof value.uid === 'string' &&
    typeof value.at === 'number' &&
    isRecord(value.body) &&
    (value.retryOf === undefined || typeof value.retryOf === 'string')
  );
}
