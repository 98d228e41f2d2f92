/** The theme of this device: `theme.js` sets it before the first paint, this changes it afterwards. */

import { useSyncExternalStore } from 'react';
import { store, stored } from './storage';

export type Theme = 'system' | 'dark' | 'light';
export const THEMES: readonly Theme[] = ['system', 'dark', 'light'];

const NAME = 'theme';
const listeners = new Set<() => void>();
let theme = read();

function read(): Theme {
  return stored<Theme>(NAME, (value): value is Theme => THEMES.some((one) => one === value), 'system');
}

/** Show a theme. The address bar follows: of its two colours only the chosen one applies. */
function show(next: Theme): void {
  theme = next;
  const { dataset } = document.documentElement;
  if (next === 'system') delete dataset.theme;
  else dataset.theme = next;
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = bar.dataset.theme ?? '';
    bar.media = next === 'system' ? `(prefers-color-scheme: ${own})` : own === next ? 'all' : 'not all';
  }
  for (const told of listeners) told();
}

export function chooseTheme(next: Theme): void {
  store(NAME, next === 'system' ? undefined : next);
  show(next);
}

// Another tab chose.
addEventListener('storage', () => read() !== theme && show(read()));

export function useTheme(): Theme {
  return useSyncExternalStore(
    (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    () => theme,
  );
}
