import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { Lockstep } from './lockstep';

type Video = RefObject<HTMLVideoElement | null>;
type Canvas = RefObject<HTMLCanvasElement | null>;

interface Layer {
  readonly video: Video;
  /** Where its picture is shown. */
  readonly canvas: Canvas;
}

interface Held {
  readonly pause: () => void;
  /** One waits for the other: it plays for whoever looks, though the element stands. */
  readonly isHeld: () => boolean;
}

/**
 * Hold two videos at the same time, and show pairs of the same frame only: every frame is kept, and both are
 * painted in one turn when they are the same, for two elements change their pictures when each of them likes.
 */
export function useLockstep(leading: Layer, following: Layer, fps: number): Held {
  const lock = useRef<Lockstep>(undefined);
  const [first, second] = [leading.video, following.video];
  const [over, under] = [leading.canvas, following.canvas];
  useEffect(() => {
    const [leader, follower] = [first.current, second.current];
    if (!leader || !follower) return;
    const [above, below] = [document.createElement('canvas'), document.createElement('canvas')];
    const made = new Lockstep(leader, follower, 1 / fps, {
      frame: (video) => paint(video, video === leader ? above : below, video.videoWidth, video.videoHeight),
      pair: () => {
        paint(above, over.current, above.width, above.height);
        paint(below, under.current, below.width, below.height);
      },
    });
    lock.current = made;
    return () => made.leave();
  }, [first, second, over, under, fps]);
  return {
    pause: useCallback(() => lock.current?.pause(), []),
    isHeld: useCallback(() => lock.current?.held ?? false, []),
  };
}

function paint(
  from: HTMLVideoElement | HTMLCanvasElement,
  to: HTMLCanvasElement | null,
  width: number,
  height: number,
): void {
  if (!to) return;
  if (to.width !== width) to.width = width;
  if (to.height !== height) to.height = height;
  to.getContext('2d', { alpha: false })?.drawImage(from, 0, 0);
}
