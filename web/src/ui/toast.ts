/** What the page says in passing, and for how long. */

export interface Toast {
  readonly id: number;
  readonly words: string;
  readonly tone: 'plain' | 'bad';
  readonly undo?: (() => void) | undefined;
  /** One press that follows from it; the same must be found elsewhere too, for a toast goes. */
  readonly action?: { readonly text: string; readonly onPress: () => void } | undefined;
}

const SHOWN_MS = 6_000;
export const UNDO_MS = 10_000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function became(next: readonly Toast[]): void {
  toasts = next;
  for (const told of listeners) told();
}

/** Say something in passing; with something to press it stays for 10 s. */
export function toast(
  words: string,
  { tone = 'plain', undo, action }: Partial<Omit<Toast, 'id' | 'words'>> = {},
): void {
  last += 1;
  const id = last;
  became([...toasts, { id, words, tone, undo, action }].slice(-MOST));
  setTimeout(() => dismiss(id), undo || action ? UNDO_MS : SHOWN_MS);
}

export function dismiss(id: number): void {
  became(toasts.filter((one) => one.id !== id));
}

export const toastStore = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    return () => listeners.delete(told);
  },
  read: () => toasts,
};
