import { expect, test } from 'vitest';
import { between, pieces, type Rows } from '../src/rooms/drafts/rows';

/** Ten rows of 100 px, 10 px between them; the third is 200 px high. */
const ROWS: Rows = { count: 10, gapPx: 10, heights: new Map([[2, 200]]), usualPx: 100 };

test('the rows that touch a stretch of the list are found', () => {
  expect(between(ROWS, -500, 100)).toEqual({ from: 0, to: 1 });
  expect(between(ROWS, 100, 220)).toEqual({ from: 1, to: 2 });
  expect(between(ROWS, 250, 431)).toEqual({ from: 2, to: 4 });
  expect(between(ROWS, 1100, 9000)).toEqual({ from: 9, to: 10 });
});

test('nothing touches what lies before the list, behind it, or in an empty one', () => {
  expect(between(ROWS, -900, -300)).toEqual({ from: 0, to: 0 });
  expect(between(ROWS, 5000, 6000)).toEqual({ from: 10, to: 10 });
  expect(between({ ...ROWS, count: 0 }, 0, 500)).toEqual({ from: 0, to: 0 });
});

test('the gaps are as high as the rows that they stand for', () => {
  expect(pieces(ROWS, { from: 3, to: 5 })).toEqual([
    { from: 0, to: 0, gapPx: 420 },
    { from: 3, to: 5, gapPx: 540 },
  ]);
  expect(pieces(ROWS, { from: 0, to: 10 }).map(({ gapPx }) => gapPx)).toEqual([0, 0]);
  expect(pieces({ ...ROWS, count: 0 }, { from: 0, to: 0 }).map(({ gapPx }) => gapPx)).toEqual([0, 0]);
});

test('a row that is kept is drawn in its place, and once', () => {
  expect(pieces(ROWS, { from: 5, to: 7 }, 1)).toEqual([
    { from: 0, to: 0, gapPx: 100 },
    { from: 1, to: 2, gapPx: 420 },
    { from: 5, to: 7, gapPx: 320 },
  ]);
  expect(pieces(ROWS, { from: 0, to: 3 }, 9).map(({ from }) => from)).toEqual([0, 0, 9]);
  expect(pieces(ROWS, { from: 5, to: 7 }, 0).map(({ from }) => from)).toEqual([0, 0, 5]);
  expect(pieces(ROWS, { from: 5, to: 7 }, 6)).toHaveLength(2);
});

test('pieces and gaps together are as high as the list, whatever is drawn', () => {
  const whole = 9 * 100 + 200 + 9 * 10;
  for (let top = -200; top < 1400; top += 50) {
    const drawn = pieces(ROWS, between(ROWS, top, top + 300), top % 10);
    const inside = drawn.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n));
    const items = [
      ...inside.map((row) => ROWS.heights.get(row) ?? 100),
      ...drawn.map(({ gapPx }) => gapPx).filter((gapPx) => gapPx > 0),
    ];
    expect(items.reduce((sum, px) => sum + px, 0) + (items.length - 1) * ROWS.gapPx).toBe(whole);
  }
});
