import { type MouseEvent, type PointerEvent, useRef } from 'react';

const HOLD_MS = 500;
/** A finger that rests still trembles by so many pixels; past that it scrolls. */
const STILL_PX = 10;
/** What stands in a tile and is pressed for itself. */
const PRESSES = 'button, label, [popover]';

interface Rest {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * A finger that rests on a tile chooses it, and does nothing else: no link opens, no menu of the browser's.
 *
 * What moves scrolls and chooses nothing. The handlers are for the list that the tiles stand in.
 */
export function useLongPress(choose: (id: string) => void) {
  const rest = useRef<Rest>(undefined);
  const chosen = useRef(false);
  const lift = () => {
    clearTimeout(rest.current?.timer);
    rest.current = undefined;
  };
  const hold = () => {
    const id = rest.current?.id;
    lift();
    if (id === undefined) return;
    chosen.current = true;
    choose(id);
  };
  const keep = (event: MouseEvent) => {
    if (!rest.current && !chosen.current) return;
    event.preventDefault();
    hold(); // the browser's own patience may be shorter
  };
  return {
    onPointerDown: ({ target, pointerType, isPrimary, clientX: x, clientY: y }: PointerEvent) => {
      lift();
      chosen.current = false;
      const id = pointerType === 'touch' && isPrimary ? tileOf(target) : undefined;
      if (id !== undefined) rest.current = { id, x, y, timer: setTimeout(hold, HOLD_MS) };
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const { x, y } = rest.current ?? { x: clientX, y: clientY };
      if (Math.hypot(clientX - x, clientY - y) > STILL_PX) lift();
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onContextMenu: keep,
    onDragStart: keep,
    onClickCapture: (event: MouseEvent) => {
      if (!chosen.current) return;
      chosen.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

function tileOf(target: EventTarget): string | undefined {
  if (!(target instanceof Element) || target.closest(PRESSES)) return undefined;
  return target.closest<HTMLElement>('[data-job]')?.dataset.job;
}
