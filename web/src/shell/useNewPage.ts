import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** What a key of the frame asked to be focused on the page it leads to. */
const TARGETS: Readonly<Record<string, string>> = {
  prompt: 'main textarea',
  search: 'main input[type=search]',
};

/** What a page that is still coming shows has no heading to be read. */
const HEADING = 'main h1:not([aria-busy=true] *)';

/** A new page moves focus to its heading, or to what was asked for; the first page is left alone. */
export function useNewPage(): void {
  const { pathname, state } = useLocation();
  const target = TARGETS[(state as { focus?: string } | null)?.focus ?? ''] ?? HEADING;
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    return whenThere(target, (found) => {
      if (found.matches('h1')) found.setAttribute('tabindex', '-1');
      found.focus({ preventScroll: found.matches('h1') });
    });
  }, [pathname, target]);
}

/** Call `act` with what stands at `selector` once it is there, unless somebody has gone into the page meanwhile. */
function whenThere(selector: string, act: (found: HTMLElement) => void): () => void {
  const look = () => document.querySelector<HTMLElement>(selector);
  const there = look();
  if (there) {
    act(there);
    return () => {};
  }
  const changes = new MutationObserver(() => {
    const found = look();
    const isTaken = Boolean(document.activeElement?.closest('main *'));
    if (found || isTaken) changes.disconnect();
    if (found && !isTaken) act(found);
  });
  changes.observe(document.body, { childList: true, subtree: true });
  return () => changes.disconnect();
}
