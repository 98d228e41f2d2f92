/** The balance and the ledger. The balance is never guessed: it is asked for. */

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Kind } from '../model/ledger';
import { answer, GET } from './client';
import { cursorOf } from './jobs';
import { keys } from './keys';
import type { components } from './schema';

export type Credits = components['schemas']['CreditsView'] & { readonly buy_url?: string | null };

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
