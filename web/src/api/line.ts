/** Whether the server answers, as the requests of this page have found. */

export type Line = 'up' | 'unreachable' | 'trouble';

/** One lost answer is the weather; the retry that follows it says whether it is more. */
const ENOUGH = 2;

let line: Line = 'up';
let failures = 0;
const listeners = new Set<() => void>();

export function found(next: Line): void {
  failures = next === 'up' ? 0 : failures + 1;
  const now = failures === 0 || failures >= ENOUGH ? next : line;
  if (now === line) return;
  line = now;
  for (const told of listeners) told();
}

export const lineStore = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    return () => listeners.delete(told);
  },
  read: () => line,
};
