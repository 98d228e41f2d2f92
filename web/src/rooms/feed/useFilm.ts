import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { type FeedItem, renewFeedLinks } from '../../api/feed';
import { endsSoon } from '../../model/link';
import { isCalm } from '../../ui/motion';
import { useInView } from './useInView';

/** One that fails again so soon after it was mended is broken. */
const MENDED_MS = 10 * 60_000;

/** A published film: it plays where one looks, unless a press, or the wish for less motion, says otherwise. */
export function useFilm(item: FeedItem, film: RefObject<HTMLVideoElement | null>) {
  const { seen, looked } = useInView(film);
  const [wish, setWish] = useState<'play' | 'hold'>();
  const { isBroken, renew, mend, again } = useRenewal(item, film);
  const wanted = wish === 'play' || (wish === undefined && looked && !isCalm());
  const playing = seen && wanted && !isBroken;
  useEffect(() => {
    const element = film.current;
    if (!element || !playing) return;
    if (endsSoon(item.urls_expire_at, Date.now())) renew();
    element.play().catch((error: unknown) => isForbidden(error) && setWish('hold'));
    return () => element.pause();
  }, [film, playing, item.urls_expire_at, renew]);
  return { playing, isBroken, renew, mend, again, wish: setWish };
}

function reload(film: HTMLVideoElement | null): void {
  const isPlaying = film?.paused === false;
  film?.load();
  if (isPlaying) void film.play().catch(() => {}); // the element says what is the matter with it
}

/** New links: asked for once for each that ends, and once when the film fails, for an old link may be why. */
function useRenewal({ id, url }: FeedItem, film: RefObject<HTMLVideoElement | null>) {
  const client = useQueryClient();
  const [broken, setBroken] = useState<string>();
  const asked = useRef<string>(undefined);
  const mendedAt = useRef(0);
  const renew = useCallback(() => {
    if (asked.current === url) return;
    asked.current = url;
    renewFeedLinks(client, id).catch(() => {}); // if the old one has ended too, the film says so
  }, [client, id, url]);
  const mend = () => {
    if (Date.now() - mendedAt.current < MENDED_MS) return setBroken(url);
    mendedAt.current = Date.now();
    renewFeedLinks(client, id)
      .then((fresh) => {
        if (fresh === url) reload(film.current);
        else if (!fresh) setBroken(url); // it is on another page now, or was taken back
      })
      .catch(() => setBroken(url));
  };
  const again = () => {
    mendedAt.current = 0;
    setBroken(undefined);
    reload(film.current);
  };
  return { isBroken: broken === url, renew, mend, again };
}

/** The browser wants a press first; then the page shows one. */
function isForbidden(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
