import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { isCalm } from '../ui/motion';

const HOVER_MS = 300;

/** Which preview plays: one at a time on the whole page. */
let stopPlaying: (() => void) | undefined;

interface Preview {
  readonly playing: boolean;
  readonly hover: {
    readonly onPointerEnter: (event: PointerEvent) => void;
    readonly onPointerLeave: (event: PointerEvent) => void;
  };
  /** Play it or stop it by a press: where there is no mouse, or where motion is unwanted. */
  readonly toggle: () => void;
}

/** Play a preview after the mouse has rested on it, unless motion is unwanted, or by a press. */
export function usePreview(): Preview {
  const [playing, setPlaying] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    setPlaying(false);
    if (stopPlaying === stop) stopPlaying = undefined;
  }, []);
  useEffect(() => stop, [stop]);
  const play = () => {
    stopPlaying?.();
    stopPlaying = stop;
    setPlaying(true);
  };
  const enter = ({ pointerType }: PointerEvent) => {
    if (pointerType !== 'mouse' || isCalm()) return;
    timer.current = setTimeout(play, HOVER_MS);
  };
  // A finger that is lifted leaves too; what it started goes on.
  const leave = ({ pointerType }: PointerEvent) => pointerType === 'mouse' && stop();
  const hover = { onPointerEnter: enter, onPointerLeave: leave };
  return { playing, hover, toggle: playing ? stop : play };
}
