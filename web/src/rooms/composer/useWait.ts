import type { ApiError } from '../../api/problem';
import { useNow } from '../../ui/useNow';

const UNSAID_S = 60;

/** Return for how many more seconds the server has asked not to be asked; counted down to 0. */
export function useWait(error: ApiError | undefined): number {
  const until = error?.status === 429 ? error.at + (error.retryAfter ?? UNSAID_S) * 1000 : 0;
  useNow(1000, until > Date.now());
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
