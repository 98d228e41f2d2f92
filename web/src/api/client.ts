/** The one way to the server: its tokens with every request, a limit to its time, and data or an error. */

import createClient from 'openapi-fetch';
import { pageToken } from '../session/proof';
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

/** Whose token was refused: that of App Check, which speaks for the page, or that of who is signed in. */
type Refused = 'page' | 'person';

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const first = await withTokens(request);
  if (first.status !== 401) return first;
  const refused = await refusedOf(first);
  const second = await withTokens(again, refused);
  const isOver = second.status === 401 && refused === 'person' && (await refusedOf(second)) === 'person';
  if (isOver) await endSession();
  return second;
}

/** Send a request with its two tokens, a fresh one in place of what was `refused`. */
async function withTokens(request: Request, refused?: Refused): Promise<Response> {
  try {
    const [person, page] = await Promise.all([idToken(refused === 'person'), pageToken(refused === 'page')]);
    if (person) request.headers.set('Authorization', `Bearer ${person}`);
    if (page) request.headers.set('X-Firebase-AppCheck', page);
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

async function refusedOf(answer: Response): Promise<Refused> {
  const problem: Partial<ProblemBody> = await answer
    .clone()
    .json()
    .catch(() => ({}));
  return problem.code === 'page_not_proven' ? 'page' : 'person';
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}
