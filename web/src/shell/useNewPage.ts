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
  const target = TARGETS[(state as { focus?: string } | null)?.focus ?? ''];
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    if (arrive(target)) return;
    const changes = new MutationObserver(() => {
      const isTaken = Boolean(document.activeElement?.closest('main *')); // somebody has gone into the page meanwhile
      if (isTaken || arrive(target)) changes.disconnect();
    });
    changes.observe(document.body, { childList: true, subtree: true });
    return () => changes.disconnect();
  }, [pathname, target]);
}

/** Focus what was asked for, else the page's heading; false while there is neither. */
function arrive(target: string | undefined): boolean {
  const asked = target ? document.querySelector<HTMLElement>(target) : null;
  const heading = document.querySelector<HTMLElement>(HEADING);
  if (asked) asked.focus();
  else if (heading) {
    heading.setAttribute('tabindex', '-1');
    heading.focus({ preventScroll: true });
  }
  return Boolean(asked ?? heading);
}
