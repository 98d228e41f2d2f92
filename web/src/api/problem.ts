/** What can go wrong with a request, and the words for it: what happened, what it cost, what to do. */

import { credits } from '../model/creation';
import type { components } from './schema';

export type ProblemBody = components['schemas']['Problem'];

/** The server refused, and said why. */
export class ApiError extends Error {
  /** When the answer came, in milliseconds. */
  readonly at = Date.now();

  constructor(
    readonly status: number,
    readonly problem: Partial<ProblemBody>,
    /** Seconds until it may be asked again, as the server said. */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
  }

  get code(): ProblemBody['code'] | '' {
    return this.problem.code ?? '';
  }

  /** Return a number that came with the problem, such as `short` or `price`. */
  number(name: string): number | undefined {
    const value = this.problem[name];
    return typeof value === 'number' ? value : undefined;
  }
}

/** No answer came: whether anything happened is not known. */
export class Unreachable extends Error {}

/** This page does not even ask: what it would send is not taken. The message says what is. */
export class NotTaken extends Error {}

/** No, to who asks: the server has not looked at the order, and an earlier try of it may have been taken. */
export class Doubtful extends Error {}

/** True of an answer that looks at who asks, and how often, before what is asked. */
export function isAtTheDoor(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 401 || error.status === 429);
}

/** True if the server has answered an order with no: it made nothing, and never will under that key. */
export function isAnswered(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status < 500 && error.status !== 408;
}

/** True of an answer that is final: asking again in the same words would get it again. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status < 500 && error.status !== 429 && error.status !== 408;
}

const AT_MOST_ONCE = ' It is sent again by itself and is paid for once at most.';

/** Say in words what happened and what to do. `costs` is set where credits were at stake. */
export function inWords(error: unknown, costs = false): string {
  if (error instanceof NotTaken) return error.message;
  if (error instanceof ApiError) return ofAnswer(error, costs);
  const money = costs ? AT_MOST_ONCE : '';
  if (error instanceof Doubtful) return error.message + money;
  if (error instanceof Unreachable)
    return `The server could not be reached.${money || ' Check your connection and try again.'}`;
  return `This page met something it does not know: ${error instanceof Error ? error.message : String(error)}. Reload it.`;
}

function ofAnswer(error: ApiError, costs: boolean): string {
  const money = costs ? ' Nothing was charged.' : '';
  const own = ofOrder(error);
  if (own) return own;
  if (error.status === 429) return `${error.message}${money}${wait(error)}`;
  if (error.status >= 500) {
    const trace = error.problem.trace_id ? ` If it stays so, report ${error.problem.trace_id}.` : '';
    const then = costs ? AT_MOST_ONCE : ' Try again in a moment.';
    return `The server is in trouble and could not answer.${then}${trace}`;
  }
  const fields = (error.problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [error.message, ...fields].join(' ') + money;
}

/** Say what the server says to programs in words for who has pressed. */
function ofOrder(error: ApiError): string | undefined {
  const price = error.number('price');
  if (error.code === 'price_changed' && price !== undefined)
    return `The price is now ${credits(price)}. Nothing was charged. Press again if that suits you.`;
  if (error.code === 'idempotency_key_reused')
    return 'This press was sent before with another order. Nothing was charged. Press again.';
  return undefined;
}

function wait(error: ApiError): string {
  return error.retryAfter === undefined ? ' Try again in a minute.' : ` Try again in ${error.retryAfter} s.`;
}
