import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import type { FeedItem } from '../../api/feed';

const PAGES_MAX = 10;

interface Feed {
  readonly data: { readonly pages: readonly { readonly items: readonly FeedItem[] }[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isError: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Go to the film that the address names (`/feed#id`), some pages deep; true if it is not there. */
export function useLinked({ data, hasNextPage, isFetching, isError, fetchNextPage }: Feed): boolean {
  const wanted = useLocation().hash.slice(1);
  const gone = useRef('');
  const pages = data?.pages ?? [];
  const isHere = pages.some(({ items }) => items.some(({ id }) => id === wanted));
  const canLook = hasNextPage && !isError && pages.length < PAGES_MAX;
  useEffect(() => {
    if (!wanted || gone.current === wanted || !data || isFetching) return;
    if (isHere) {
      gone.current = wanted;
      const post = document.getElementById(wanted);
      post?.scrollIntoView();
      post?.focus({ preventScroll: true });
    } else if (canLook) fetchNextPage();
  }, [wanted, data, isFetching, isHere, canLook, fetchNextPage]);
  return wanted !== '' && data !== undefined && !isHere && !canLook && !isFetching;
}
