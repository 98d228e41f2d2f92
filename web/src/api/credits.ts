/** The balance and the ledger. The balance is never guessed: it is asked for. */

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Kind } from '../model/ledger';
import { answer, GET } from './client';
import { cursorOf } from './jobs';
import { keys } from './keys';
import type { components, operations } from './schema';

export type Credits = components['schemas']['CreditsView'];
export type Check = components['schemas']['CheckView'];

const QUIET_MS = 250;

export const creditsQuery = queryOptions({
  queryKey: keys.credits,
  queryFn: ({ signal }): Promise<Credits> => answer(GET('/api/credits', { signal })),
  staleTime: 30_000,
  refetchOnWindowFocus: 'always', // one may come back from buying
});

/** The ledger, newest first: all of it, or the entries of one kind. */
export function ledgerQuery(kind: Kind | '') {
  return infiniteQueryOptions({
    queryKey: keys.ledger(kind),
    queryFn: ({ pageParam, signal }) => ledgerPage(kind, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => cursorOf(page.next),
    staleTime: 30_000,
  });
}

export const LEDGER_PAGE = 100;

export function ledgerPage(kind: Kind | '', cursor: string, signal: AbortSignal) {
  const query = { limit: LEDGER_PAGE, ...(kind ? { kind } : {}), ...(cursor ? { cursor } : {}) };
  return answer(GET('/api/credits/ledger', { params: { query }, signal }));
}

/** The proof that the ledger adds up to the balance: it reads every entry, so it is asked for by a press. */
export function audit(): Promise<components['schemas']['AuditView']> {
  return answer(GET('/api/credits/audit'));
}

/**
 * What an order would cost, as the server says it: of what no table prices, such as an upscale.
 *
 * It is asked once the choices have been left alone for a moment; a newer question takes the older one back.
 */
export function checkQuery(jobType: string, input: object) {
  const fields = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return queryOptions({
    queryKey: keys.check(jobType, fields),
    queryFn: async ({ signal }): Promise<Check> => {
      await quiet(signal);
      const query = { job_type: jobType, input: Object.fromEntries(fields) };
      return answer(GET('/api/credits/check', { params: { query }, querySerializer: flat, signal }));
    },
    staleTime: 30_000,
  });
}

function quiet(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, QUIET_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** Each field of the input is a parameter of its own. */
function flat({ job_type, input }: operations['check_credits']['parameters']['query']): string {
  const fields = Object.entries(input ?? {}).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams([['job_type', job_type], ...fields]).toString();
}
