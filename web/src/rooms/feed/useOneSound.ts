import { useEffect, useSyncExternalStore } from 'react';

/** Which film on the page has its sound on: one at most. */
let loud: string | undefined;
const listeners = new Set<() => void>();

function became(next: string | undefined): void {
  loud = next;
  for (const told of listeners) told();
}

/** Return whether this film has its sound on, and how to change that; whoever had it before falls silent. */
export function useOneSound(id: string): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    () => loud === id,
  );
  const change = (wanted: boolean) => became(wanted ? id : undefined);
  useEffect(() => () => (loud === id ? became(undefined) : undefined), [id]);
  return [on, change];
}
