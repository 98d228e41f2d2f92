import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';

const HOVER_MS = 300;

/** Which preview plays: one at a time on the whole page. */
let stopPlaying: (() => void) | undefined;

interface Preview {
  readonly playing: boolean;
  readonly hover: {
    readonly onPointerEnter: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
}

/** Play a preview after the mouse has rested on it; not for touch, nor where motion is unwanted. */
export function usePreview(): Preview {
  const [playing, setPlaying] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    setPlaying(false);
    if (stopPlaying === stop) stopPlaying = undefined;
  }, []);
  useEffect(() => stop, [stop]);
  const enter = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    timer.current = setTimeout(() => {
      stopPlaying?.();
      stopPlaying = stop;
      setPlaying(true);
    }, HOVER_MS);
  };
  return { playing, hover: { onPointerEnter: enter, onPointerLeave: stop } };
}
