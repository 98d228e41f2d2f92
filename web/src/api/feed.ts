/** What everybody sees. Its links expire like all others, and are renewed page by page. */

import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, GET } from './client';
import { cursorOf } from './jobs';
import { keys } from './keys';
import type { components } from './schema';

export type FeedItem = components['schemas']['FeedItemView'];
type FeedPage = components['schemas']['FeedView'];

const PAGE = 12;

/** The published videos, newest first. */
export const feedQuery = infiniteQueryOptions({
  queryKey: keys.feed,
  queryFn: ({ pageParam, signal }) => feedPage(pageParam, signal),
  initialPageParam: '',
  getNextPageParam: (page) => cursorOf(page.next),
  staleTime: 60_000,
});

function feedPage(cursor: string, signal?: AbortSignal): Promise<FeedPage> {
  const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
  return answer(GET('/api/feed', { params: { query }, ...(signal ? { signal } : {}) }));
}

/** Ask again for the page that held an item, take its links, and return the item's if it is there; none moves. */
export async function renewFeedLinks(client: QueryClient, id: string): Promise<string | undefined> {
  const known = client.getQueryData(feedQuery.queryKey);
  const at = known?.pages.findIndex((page) => page.items.some((item) => item.id === id)) ?? -1;
  if (!known || at < 0) return undefined;
  const fresh = await feedPage(String(known.pageParams[at] ?? ''));
  const links = new Map(fresh.items.map((item) => [item.id, item]));
  client.setQueryData<InfiniteData<FeedPage, string>>(
    feedQuery.queryKey,
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          items: page.items.map((item) => links.get(item.id) ?? item),
        })),
      },
  );
  return links.get(id)?.url;
}
