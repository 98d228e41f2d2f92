/** How long to wait before a page asks again for what nobody tells it. Pure. */

const FIRST_MS = 3_000;
const LONGEST_MS = 30_000;
const GROWTH = 1.3;

/** Return the pause after so many questions, in milliseconds; `spread`, 0 to 1, keeps many pages apart. */
export function pauseMs(asked: number, spread: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * GROWTH ** asked) * (0.8 + 0.2 * spread);
}
