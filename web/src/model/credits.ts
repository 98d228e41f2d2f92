/** What can be afforded, in words. Pure. */

import { credits } from './creation';

/** Say how much is missing: "need 4 more credits"; undefined if nothing is, or the balance is not known. */
export function shortWords(price: number | undefined, available: number | undefined): string | undefined {
  if (price === undefined || available === undefined || price <= available) return undefined;
  return `need ${moreCredits(price - available)}`;
}

export function moreCredits(missing: number): string {
  return credits(missing).replace(' ', ' more ');
}
