import { useCallback, useEffect, useRef } from 'react';

const AHEAD = '800px';

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Return a ref for the end of a list: as it comes near, the next page is fetched; after an error, by a press only. */
export function useNearEnd(list: Paged): (end: HTMLElement | null) => (() => void) | undefined {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  return useCallback((end) => {
    if (!end) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = latest.current;
        if (entry?.isIntersecting && hasNextPage && !isFetching && !isFetchNextPageError) fetchNextPage();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(end);
    return () => observer.disconnect();
  }, []);
}
