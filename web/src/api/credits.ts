/** The balance and the ledger. The balance is never guessed: it is asked for. */

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, GET } from './client';
import { cursorOf } from './jobs';
import { keys } from './keys';
import type { components } from './schema';

export type Credits = components['schemas']['CreditsView'];
export type Entry = components['schemas']['EntryView'];

export const creditsQuery = queryOptions({
  queryKey: keys.credits,
  queryFn: ({ signal }) => answer(GET('/api/credits', { signal })),
  staleTime: 30_000,
});

/** The ledger, newest first. */
export const ledgerQuery = infiniteQueryOptions({
  queryKey: keys.ledger(''),
  queryFn: ({ pageParam, signal }) => ledgerPage(pageParam, signal),
  initialPageParam: '',
  getNextPageParam: (page) => cursorOf(page.next),
  staleTime: 30_000,
});

export function ledgerPage(cursor: string, signal?: AbortSignal) {
  const query = { limit: 50, ...(cursor ? { cursor } : {}) };
  return answer(GET('/api/credits/ledger', { params: { query }, ...(signal ? { signal } : {}) }));
}
