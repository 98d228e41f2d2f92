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

interface Steering {
  /** What stands between a press and the start. */
  readonly play: () => void;
  readonly pause?: () => void;
  /** It plays, and stands for a moment only. */
  readonly isHeld?: () => boolean;
}

/** Follow a video and steer it. The element owns every fact; only a wait for another film is no pause. */
export function usePlayback(
  video: RefObject<HTMLVideoElement | null>,
  fps: number,
  { play, pause = () => video.current?.pause(), isHeld = never }: Steering,
): Deck {
  const [state, setState] = useState(AT_REST);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const told = () => setState(read(element, isHeld()));
    told();
    for (const name of TOLD) element.addEventListener(name, told);
    return () => {
      for (const name of TOLD) element.removeEventListener(name, told);
    };
  }, [video, isHeld]);
  const set = (part: Partial<HTMLVideoElement>) => {
    if (!video.current) return;
    Object.assign(video.current, part);
    setState(read(video.current, isHeld())); // of some of it no event tells
  };
  return {
    ...state,
    toggle: () => {
      if (!state.playing) return play();
      pause();
      set({}); // a film that is held stands already, and tells of nothing
    },
    seek: (time) => set({ currentTime: within(video.current, time) }),
    step: (frames) => {
      pause();
      set({ currentTime: stepped(video.current?.currentTime ?? 0, fps, frames, state.duration) });
    },
    setRate: (playbackRate) => set({ playbackRate }),
    setMuted: (muted) => set({ muted }),
    setVolume: (volume) => set({ volume, muted: volume === 0 }),
    setLoop: (loop) => set({ loop }),
  };
}

function read(element: HTMLVideoElement, isHeld: boolean): Playback {
  const { ended, currentTime, duration, readyState } = element;
  const playing = (isHeld || !element.paused) && !ended;
  return {
    playing,
    time: currentTime,
    duration: Number.isFinite(duration) ? duration : 0,
    waiting: playing && (isHeld || readyState < HTMLMediaElement.HAVE_FUTURE_DATA),
    rate: element.playbackRate,
    muted: element.muted,
    volume: element.volume,
    loop: element.loop,
  };
}

function never(): boolean {
  return false;
}

function within(element: HTMLVideoElement | null, time: number): number {
  return Math.min(element?.duration || Number.POSITIVE_INFINITY, Math.max(0, time));
}

/** A browser may want another press first, or the source went away meanwhile: the button still says "Play". */
export function refused(): void {}
