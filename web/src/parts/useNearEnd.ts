import { useCallback, useEffect, useRef } from 'react';

const AHEAD = '800px';

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

/**
 * Return a ref for the end of a list: as it comes near, the next page is fetched; after an error, by a press only.
 *
 * The element wants a key that grows with the list, for an end that was near says nothing of the next one.
 */
export function useNearEnd(list: Paged): (end: HTMLElement | null) => (() => void) | undefined {
  const latest = useRef(list);
  const isNear = useRef(false);
  const go = useCallback(() => {
    const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = latest.current;
    if (isNear.current && hasNextPage && !isFetching && !isFetchNextPageError) fetchNextPage();
  }, []);
  // It may have come near while the list was being read again: it is near still when that is over.
  useEffect(() => {
    latest.current = list;
    go();
  });
  return useCallback(
    (end) => {
      if (!end) return;
      const observer = new IntersectionObserver(
        (entries) => {
          isNear.current = entries.at(-1)?.isIntersecting ?? false;
          go();
        },
        { rootMargin: AHEAD },
      );
      observer.observe(end);
      return () => {
        observer.disconnect();
        isNear.current = false;
      };
    },
    [go],
  );
}
