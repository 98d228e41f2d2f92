import { useEffect, useRef } from 'react';
import { matchKeyBindingPress, parseKeybinding, tinykeys } from 'tinykeys';
import type { Group, KeyOf } from './shortcuts';
import { isBoolean, stored } from './storage';

/** What each key of a group does; undefined: nothing as things stand. */
type Acts<G extends Group> = Readonly<Record<KeyOf<G>, ((event: KeyboardEvent) => void) | undefined>>;

const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable=true]';

/** Where a key that also means something here is pressed, it means that: a button's space, a range's arrows. */
const OWN: Readonly<Record<string, string>> = {
  ' ': 'button, summary, input, select',
  Enter: 'a, button, summary, input, select',
  ArrowLeft: 'input, select',
  ArrowRight: 'input, select',
  ArrowUp: 'input, select',
  ArrowDown: 'input, select',
};

/** Bind the keys of a group for as long as it is mounted; they rest in fields, menus and dialogs. */
export function useHotkeys<G extends Group>(group: G, acts: Acts<G>): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    const press = (key: KeyOf<G>) => (event: KeyboardEvent) => {
      const act = latest.current[key];
      if (!act || isTaken(event)) return;
      event.preventDefault();
      act(event);
    };
    const keys: readonly KeyOf<G>[] = group.rows.flatMap((row) => row.keys);
    const bound = keys.flatMap((key) => pressesOf(key).map((name) => [name, press(key)]));
    return tinykeys(window, Object.fromEntries(bound));
  }, [group]);
}

/** Return which key of a group an event is, where an element listens by itself. */
export function keyOf<G extends Group>(group: G, event: KeyboardEvent): KeyOf<G> | undefined {
  const keys: readonly KeyOf<G>[] = group.rows.flatMap((row) => row.keys);
  return keys.find((key) => parseKeybinding(key).some((press) => matchKeyBindingPress(event, press)));
}

/** A sign may need Shift on this keyboard and not on that: `?` mostly, `/` on a German one. */
function pressesOf(key: string): readonly string[] {
  return /^[^\p{L}\p{N}]$/u.test(key) ? [key, `Shift+${key}`] : [key];
}

function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const modal = document.querySelector('dialog:modal, [popover]:popover-open');
  const own = [TYPING, OWN[event.key] ?? []].flat().join();
  const isOff =
    event.key.length === 1 && !event.ctrlKey && !event.metaKey && !stored('shortcuts', isBoolean, true);
  return event.defaultPrevented || isOff || modal !== null || target?.closest(own) != null;
}
