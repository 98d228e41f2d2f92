import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { between, type Piece, pieces } from './rows';

/** So far above and below the window rows are drawn. */
const AHEAD_PX = 600;

/** What was measured last. It outlives the page, so that Back finds it as high as it was. */
const known = { widthPx: 0, columns: 1, gapPx: 16, usualPx: 320, heights: new Map<number, number>() };

interface Drawn {
  readonly columns: number;
  readonly pieces: readonly Piece[];
}

interface DrawnRows extends Drawn {
  readonly list: RefObject<HTMLUListElement | null>;
  /** Draw the row of an item now, wherever the window is, so that it can be focused. */
  readonly reach: (item: number) => void;
}

/**
 * Draw of `count` items only what is near the window: a press then costs the same however long the list is.
 * The items of the list that are measured have their place as `aria-posinset`.
 */
export function useRows(count: number): DrawnRows {
  const list = useRef<HTMLUListElement>(null);
  const [drawn, setDrawn] = useState(() => plan(count, 0));
  const last = useRef(drawn);
  const draw = useCallback((next: Drawn) => {
    if (JSON.stringify(next) === JSON.stringify(last.current)) return;
    last.current = next;
    setDrawn(next);
  }, []);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const look = () => draw(lookAt(element, count));
    // Before the frame in which the window has moved is painted, or it would show a gap.
    const follow = () => flushSync(look);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    addEventListener('scroll', follow, { passive: true });
    look();
    return () => {
      observer.disconnect();
      removeEventListener('scroll', follow);
    };
  }, [count, draw]);
  const reach = (item: number) =>
    flushSync(() => {
      const element = list.current;
      if (element) draw(lookAt(element, count, Math.floor(item / known.columns)));
    });
  return { ...drawn, list, reach };
}

/** Measure what is drawn, and return what should be. The row that has the focus stays. */
function lookAt(list: HTMLElement, count: number, reached?: number): Drawn {
  measure(list);
  const focused = list.querySelector('[aria-posinset]:focus-within');
  return plan(count, list.getBoundingClientRect().top, reached ?? (focused ? rowOf(focused) : undefined));
}

function measure(list: HTMLElement): void {
  const { gridTemplateColumns, rowGap } = getComputedStyle(list);
  if (list.clientWidth !== known.widthPx) known.heights.clear();
  known.widthPx = list.clientWidth;
  known.columns = gridTemplateColumns.split(' ').length;
  known.gapPx = Number.parseFloat(rowGap);
  for (const item of list.querySelectorAll('[aria-posinset]')) {
    const { height } = item.getBoundingClientRect();
    if (known.heights.size === 0) known.usualPx = height;
    known.heights.set(rowOf(item), height);
  }
}

function rowOf(item: Element): number {
  return Math.floor((Number(item.ariaPosInSet) - 1) / known.columns);
}

/** Return what should be drawn while the list begins `topPx` below the top of the window. */
function plan(count: number, topPx: number, kept?: number): Drawn {
  const rows = { ...known, count: Math.ceil(count / known.columns) };
  const near = between(rows, -topPx - AHEAD_PX, innerHeight - topPx + AHEAD_PX);
  return { columns: known.columns, pieces: pieces(rows, near, kept) };
}
