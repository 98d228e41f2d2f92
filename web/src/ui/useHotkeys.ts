import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { isBoolean, stored } from './storage';

type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable=true]';

/** Where a key that also means something here is pressed, it means that: a button's space, a range's arrows. */
const OWN: Readonly<Record<string, string>> = {
  ' ': 'button, summary, input, select',
  Enter: 'a, button, summary, input, select',
  ArrowLeft: 'input, select',
  ArrowRight: 'input, select',
};

/** Listen to single keys for as long as it is mounted; they rest in fields, menus and dialogs. */
export function useHotkeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const names = Object.keys(keys).join(' ');
  useEffect(() => {
    const bound = names.split(' ').map((name) => [name, (event: KeyboardEvent) => press(name, event)]);
    const press = (name: string, event: KeyboardEvent) => {
      if (isTaken(event)) return;
      event.preventDefault();
      latest.current[name]?.(event);
    };
    return names ? tinykeys(window, Object.fromEntries(bound)) : undefined;
  }, [names]);
}

function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const modal = document.querySelector('dialog:modal, [popover]:popover-open');
  const own = [TYPING, OWN[event.key] ?? []].flat().join();
  const isOff =
    event.key.length === 1 && !event.ctrlKey && !event.metaKey && !stored('shortcuts', isBoolean, true);
  return event.defaultPrevented || isOff || modal !== null || target?.closest(own) != null;
}
