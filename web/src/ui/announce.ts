/** What a screen reader is told without moving its focus: one polite region on the whole page. */

let words = '';
const listeners = new Set<() => void>();

export function announce(next: string): void {
  words = next === words ? `${next}\u00a0` : next; // the same words again are said again
  for (const told of listeners) told();
}

export const announced = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    return () => listeners.delete(told);
  },
  read: () => words,
};
