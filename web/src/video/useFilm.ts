import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useRef, useState } from 'react';
import { jobQuery } from '../api/jobs';
import { inWords } from '../api/problem';
import type { VideoView } from '../model/creation';
import { endsSoon } from '../model/link';
import { refused } from './usePlayback';

const LIVES_MS = 10 * 60_000;
const BROKEN = 'This video does not play here: its link was renewed, and it still cannot be read.';

interface Left {
  readonly time: number;
  readonly rate: number;
  readonly playing: boolean;
}

export interface Film {
  readonly src: string;
  /** Why it does not play, in words. */
  readonly trouble: string | undefined;
  /** New links are on their way. */
  readonly renewing: boolean;
  readonly play: () => void;
  readonly again: () => void;
  readonly handlers: { readonly onError: () => void; readonly onLoadedMetadata: () => void };
}

/**
 * Keep a video's link good. It is renewed at play if it is nearly over, and once when the element says that
 * something is wrong, for it cannot tell an old link from a bad file. Time and speed are put back.
 */
export function useFilm(jobId: string, video: VideoView, element: RefObject<HTMLVideoElement | null>): Film {
  const client = useQueryClient();
  const [film, setFilm] = useState(() => linkOf(video));
  const [trouble, setTrouble] = useState<string>();
  const [renewing, setRenewing] = useState(false);
  const left = useRef<Left>(undefined);
  const renewedAt = useRef(0);

  const renew = useCallback(
    async (playing: boolean) => {
      const { currentTime = 0, playbackRate = 1 } = element.current ?? {};
      left.current ??= { time: currentTime, rate: playbackRate, playing };
      renewedAt.current = Date.now();
      setTrouble(undefined);
      setRenewing(true);
      try {
        const fresh = await client.fetchQuery({ ...jobQuery(jobId), staleTime: 0, retry: 1 });
        if (!fresh.video) return setTrouble('This video is no longer there.');
        if (fresh.video.url === film.url) element.current?.load();
        setFilm(linkOf(fresh.video));
      } catch (error) {
        setTrouble(`The video's link could not be renewed. ${inWords(error)}`);
      } finally {
        setRenewing(false);
      }
    },
    [client, element, film.url, jobId],
  );

  const play = () => {
    if (renewing) return;
    if (endsSoon(film.expires, Date.now())) void renew(true);
    else void element.current?.play().catch(refused);
  };
  const onError = () => {
    const isRenewed = Date.now() - renewedAt.current < LIVES_MS;
    if (isRenewed) setTrouble(BROKEN);
    else void renew(element.current?.paused === false);
  };
  const onLoadedMetadata = () => {
    const [now, known] = [element.current, left.current];
    left.current = undefined;
    if (!now || !known) return;
    now.playbackRate = known.rate;
    now.currentTime = known.time;
    if (known.playing) void now.play().catch(refused);
  };
  return {
    src: film.url,
    trouble,
    renewing,
    play,
    again: () => void renew(false),
    handlers: { onError, onLoadedMetadata },
  };
}

function linkOf({ url, urls_expire_at }: VideoView) {
  return { url, expires: urls_expire_at };
}
