/** What can be afforded, in words. Pure. */

import { credits } from './creation';

/** Say how much is missing: "need 4 more credits"; undefined if nothing is, or the balance is not known. */
export function shortWords(price: number | undefined, available: number | undefined): string | undefined {
  if (price === undefined || available === undefined || price <= available) return undefined;
  return `need ${moreCredits(price - available)}`;
}

/** Say what is missing for something dearer than what is chosen; what is not dearer may always be chosen. */
export function dearWords(price: number, chosen: number | undefined, available: number | undefined) {
  return price > (chosen ?? 0) ? shortWords(price, available) : undefined;
}

export function moreCredits(missing: number): string {
  return credits(missing).replace(' ', ' more ');
}
