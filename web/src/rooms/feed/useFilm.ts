import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type FeedItem, renewFeedLinks } from '../../api/feed';
import { endsSoon } from '../../model/link';
import { isCalm } from '../../ui/motion';
import { useInView } from './useInView';

/** A published film: it plays where one looks, unless a press, or the wish for less motion, says otherwise. */
export function useFilm(item: FeedItem, film: RefObject<HTMLVideoElement | null>) {
  const { seen, looked } = useInView(film);
  const [wish, setWish] = useState<'play' | 'hold'>();
  const { isBroken, renew } = useRenewal(item);
  const wanted = wish === 'play' || (wish === undefined && looked && !isCalm());
  const playing = seen && wanted && !isBroken;
  useEffect(() => {
    const element = film.current;
    if (!element || !playing) return;
    if (endsSoon(item.urls_expire_at, Date.now())) renew();
    element.play().catch((error: unknown) => isForbidden(error) && setWish('hold'));
    return () => element.pause();
  }, [film, playing, item.urls_expire_at, renew]);
  return { playing, isBroken, renew, wish: setWish };
}

/** New links, asked for once for each: if another does not help either, the film is broken. */
function useRenewal({ id, url }: FeedItem) {
  const client = useQueryClient();
  const [broken, setBroken] = useState<string>();
  const asked = useRef<string>(undefined);
  const renew = useCallback(
    (fault = false) => {
      const again = asked.current === url;
      asked.current = url;
      if (again) return fault ? setBroken(url) : undefined;
      renewFeedLinks(client, id).catch(() => fault && setBroken(url));
    },
    [client, id, url],
  );
  return { isBroken: broken === url, renew };
}

/** The browser wants a press first; then the page shows one. */
function isForbidden(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
