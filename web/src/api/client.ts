/** The one way to the server: a token with every request, a limit to its time, and data or an error. */

import createClient from 'openapi-fetch';
import { endSession, idToken } from '../session/session';
import { found } from './line';
import { ApiError, type ProblemBody, Unreachable } from './problem';
import type { paths } from './schema';

const TIMEOUT_MS = 30_000;

export const { GET, POST, PATCH, DELETE } = createClient<paths>({ baseUrl: location.origin, fetch: send });

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Return the data of an answer.
 *
 * @throws ApiError The server refused.
 */
export async function answer<T>(asked: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  throw new ApiError(response.status, (error ?? {}) as Partial<ProblemBody>, retryAfter(response));
}

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const first = await withToken(request, false);
  if (first.status !== 401) return first;
  const second = await withToken(again, true);
  if (second.status === 401) await endSession();
  return second;
}

async function withToken(request: Request, fresh: boolean): Promise<Response> {
  try {
    const token = await idToken(fresh);
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    const response = await fetch(request, {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    found(response.status >= 500 ? 'trouble' : 'up');
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    found('unreachable');
    throw new Unreachable('No answer came.', { cause: error });
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}
