import { type RefObject, useEffect, useState } from 'react';
import { stepped } from '../model/playback';

/** What a video says of itself. */
export interface Playback {
  readonly playing: boolean;
  readonly time: number;
  readonly duration: number;
  /** It should play, and has nothing to show yet. */
  readonly waiting: boolean;
  readonly rate: number;
  readonly muted: boolean;
  readonly volume: number;
  readonly loop: boolean;
}

export interface Deck extends Playback {
  readonly toggle: () => void;
  readonly seek: (time: number) => void;
  readonly step: (frames: number) => void;
  readonly setRate: (rate: number) => void;
  readonly setMuted: (muted: boolean) => void;
  readonly setVolume: (volume: number) => void;
  readonly setLoop: (loop: boolean) => void;
}

const AT_REST: Playback = {
  playing: false,
  time: 0,
  duration: 0,
  waiting: false,
  rate: 1,
  muted: false,
  volume: 1,
  loop: false,
};

const TOLD = [
  'play pause ended timeupdate seeking seeked loadedmetadata durationchange emptied',
  'waiting stalled playing canplay ratechange volumechange',
]
  .join(' ')
  .split(' ');

/** Follow a video and steer it. The element owns every fact; `play` stands between a press and its start. */
export function usePlayback(
  video: RefObject<HTMLVideoElement | null>,
  fps: number,
  play: () => void = () => void video.current?.play().catch(refused),
): Deck {
  const [state, setState] = useState(AT_REST);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const told = () => setState(read(element));
    told();
    for (const name of TOLD) element.addEventListener(name, told);
    return () => {
      for (const name of TOLD) element.removeEventListener(name, told);
    };
  }, [video]);
  const set = (part: Partial<HTMLVideoElement>) => {
    if (!video.current) return;
    Object.assign(video.current, part);
    setState(read(video.current)); // of some of it no event tells
  };
  return {
    ...state,
    toggle: () => (video.current?.paused === false ? video.current.pause() : play()),
    seek: (time) => set({ currentTime: within(video.current, time) }),
    step: (frames) => {
      video.current?.pause();
      set({ currentTime: stepped(video.current?.currentTime ?? 0, fps, frames, state.duration) });
    },
    setRate: (playbackRate) => set({ playbackRate }),
    setMuted: (muted) => set({ muted }),
    setVolume: (volume) => set({ volume, muted: volume === 0 }),
    setLoop: (loop) => set({ loop }),
  };
}

function read(element: HTMLVideoElement): Playback {
  const { paused, ended, currentTime, duration, readyState } = element;
  return {
    playing: !paused && !ended,
    time: currentTime,
    duration: Number.isFinite(duration) ? duration : 0,
    waiting: !paused && readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !ended,
    rate: element.playbackRate,
    muted: element.muted,
    volume: element.volume,
    loop: element.loop,
  };
}

function within(element: HTMLVideoElement | null, time: number): number {
  return Math.min(element?.duration || Number.POSITIVE_INFINITY, Math.max(0, time));
}

/** A browser may want another press first, or the source went away meanwhile: the button still says "Play". */
export function refused(): void {}
