/** What somebody comes to the sign-in for; each is an address of its own. */

export type Mode = 'enter' | 'join' | 'reset';

export const TITLES: Readonly<Record<Mode, string>> = {
  enter: 'Sign in',
  join: 'Make an account',
  reset: 'Have a new password sent',
};

export function modeOf(query: URLSearchParams): Mode {
  if (query.has('reset')) return 'reset';
  return query.has('new') ? 'join' : 'enter';
}

/** Return the address of a mode, which still leads to `next`. */
export function wayTo(mode: Mode, next: string | null): string {
  const query = new URLSearchParams();
  if (mode === 'join') query.set('new', '1');
  if (mode === 'reset') query.set('reset', '1');
  if (next) query.set('next', next);
  return query.size > 0 ? `/signin?${query}` : '/signin';
}
