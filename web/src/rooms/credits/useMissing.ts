import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * Return how many credits are still missing of those that were needed when this page was opened.
 *
 * What there was then is kept with the page's place in the history: it is there again after a reload, and
 * when one comes back from the shop.
 */
export function useMissing(need: number, available: number | undefined): number {
  const location = useLocation();
  const navigate = useNavigate();
  const before = (location.state as { before?: number } | null)?.before;
  useEffect(() => {
    if (need === 0 || available === undefined || before !== undefined) return;
    void navigate(location, { replace: true, state: { before: available }, preventScrollReset: true });
  }, [need, available, before, location, navigate]);
  const got = (available ?? 0) - (before ?? available ?? 0);
  return Math.max(0, need - Math.max(0, got));
}
