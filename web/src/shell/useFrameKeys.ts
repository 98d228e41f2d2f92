import { useLocation, useNavigate } from 'react-router';
import { SEARCH, SHEET, WRITE } from '../ui/shortcuts';
import { useHotkeys } from '../ui/useHotkeys';
import { ROOMS } from './rooms';
import { GO } from './shortcuts';

/** The keys that work on every page. The studio's own search and box answer `/` and `n` themselves. */
export function useFrameKeys(onSheet: () => void): void {
  const navigate = useNavigate();
  const isHome = useLocation().pathname === '/';
  const goTo = (focus: string) => (isHome ? undefined : () => void navigate('/', { state: { focus } }));
  const rooms = ROOMS.map(({ to }, n) => [String(n + 1), () => void navigate(to)]);
  useHotkeys(SHEET, { '?': onSheet });
  useHotkeys(SEARCH, { '/': goTo('search') });
  useHotkeys(WRITE, { n: goTo('prompt') });
  useHotkeys(GO, Object.fromEntries(rooms));
}
