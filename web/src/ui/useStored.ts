import { useState } from 'react';
import { store, stored } from './storage';

/** What this device remembers under a name, and how to change it; undefined forgets it. */
export function useStored<T>(
  name: string,
  guard: (value: unknown) => value is T,
): [T | undefined, (next: T | undefined) => void] {
  const [value, setValue] = useState<T | undefined>(() => stored<T | undefined>(name, guard, undefined));
  const change = (next: T | undefined) => {
    store(name, next);
    setValue(next);
  };
  return [value, change];
}
