import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** What a key of the frame asked to be focused on the page it leads to. */
const TARGETS: Readonly<Record<string, string>> = {
  prompt: 'main textarea',
  search: 'main input[type=search]',
};

/** A new page moves focus to its heading, or to what was asked for; the first page is left alone. */
export function useNewPage(): void {
  const { pathname, state } = useLocation();
  const target = TARGETS[(state as { focus?: string } | null)?.focus ?? ''];
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    const asked = target ? document.querySelector<HTMLElement>(target) : null;
    if (asked) return asked.focus();
    const heading = document.querySelector<HTMLElement>('main h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [pathname, target]);
}
