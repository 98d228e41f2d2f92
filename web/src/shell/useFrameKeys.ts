import { useLocation, useNavigate } from 'react-router';
import { useHotkeys } from '../ui/useHotkeys';
import { ROOMS } from './rooms';

/** The keys that work on every page. The studio's own search and box answer `/` and `n` themselves. */
export function useFrameKeys(onSheet: () => void): void {
  const navigate = useNavigate();
  const isHome = useLocation().pathname === '/';
  const rooms = ROOMS.map(({ to }, n) => [String(n + 1), () => void navigate(to)]);
  const home = {
    '/': () => void navigate('/', { state: { focus: 'search' } }),
    n: () => void navigate('/', { state: { focus: 'prompt' } }),
  };
  useHotkeys({ '?': onSheet, 'Shift+?': onSheet, ...(isHome ? {} : home), ...Object.fromEntries(rooms) });
}
