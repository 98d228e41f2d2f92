import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { type KeyOf, ZOOM } from '../ui/shortcuts';
import { keyOf } from '../ui/useHotkeys';

export type Zoom = 1 | 2 | 4;
export const ZOOMS: readonly Zoom[] = [1, 2, 4];

interface View {
  readonly zoom: Zoom;
  /** Which point of the picture stands in the middle, from 0 to 1. */
  readonly x: number;
  readonly y: number;
}

const WHOLE: View = { zoom: 1, x: 0.5, y: 0.5 };
const STEP = 0.1;
const STEPS: Readonly<Record<KeyOf<typeof ZOOM>, readonly [number, number]>> = {
  'Shift+ArrowLeft': [-STEP, 0],
  'Shift+ArrowRight': [STEP, 0],
  'Shift+ArrowUp': [0, -STEP],
  'Shift+ArrowDown': [0, STEP],
};

/** Look closer at a picture, and move over it: by drag, by Shift and arrows, or by a press on what to look at. */
export function useZoom() {
  const [view, setView] = useState(WHOLE);
  const grip = useRef<{ x: number; y: number; moved: boolean }>(undefined);
  const move = (x: number, y: number) =>
    setView((known) => held({ ...known, x: known.x + x, y: known.y + y }));
  const down = (event: PointerEvent<HTMLElement>) => {
    if (view.zoom === 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, y: event.clientY, moved: false };
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const [from, box] = [grip.current, event.currentTarget.getBoundingClientRect()];
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    grip.current = { x: event.clientX, y: event.clientY, moved: true };
    move(-dx / box.width / view.zoom, -dy / box.height / view.zoom);
  };
  const up = (event: PointerEvent<HTMLElement>) => {
    const [from, box] = [grip.current, event.currentTarget.getBoundingClientRect()];
    grip.current = undefined;
    if (!from || from.moved) return;
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    move((x - 0.5) / view.zoom, (y - 0.5) / view.zoom);
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const key = keyOf(ZOOM, event.nativeEvent);
    if (!key || view.zoom === 1) return;
    event.preventDefault();
    const [x, y] = STEPS[key];
    move(x / view.zoom, y / view.zoom);
  };
  return {
    ...view,
    set: (zoom: Zoom) => setView((known) => held({ ...known, zoom })),
    surface: {
      onPointerDown: down,
      onPointerMove: drag,
      onPointerUp: up,
      onPointerCancel: () => {
        grip.current = undefined;
      },
    },
    press,
  };
}

/** The picture always fills its frame. */
function held({ zoom, x, y }: View): View {
  const edge = 0.5 / zoom;
  const within = (value: number) => Math.min(1 - edge, Math.max(edge, value));
  return { zoom, x: within(x), y: within(y) };
}
