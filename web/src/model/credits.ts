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

/** What was short when somebody set out for more. */
export interface Shortage {
  readonly need: number;
  /** What there was then. */
  readonly have: number;
}

/** Return the page where more can be had. What there was goes along, so that it knows later what is still missing. */
export function wayToCredits({ need, have }: Shortage, back?: string): string {
  return `/credits?need=${need}&have=${have}${back === undefined ? '' : `&back=${back}`}`;
}

/** Read a shortage from such an address; undefined if it tells of none. */
export function shortageOf(query: URLSearchParams): Shortage | undefined {
  const [need, have] = ['need', 'have'].map((name) => Number(query.get(name) ?? Number.NaN));
  return whole(need, 1) && whole(have, 0) ? { need, have } : undefined;
}

/** Return how many are still missing, now that there are so many. */
export function stillMissing({ need, have }: Shortage, available: number): number {
  return Math.max(0, need - Math.max(0, available - have));
}

function whole(value: number | undefined, least: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

export function moreCredits(missing: number): string {
  return credits(missing).replace(' ', ' more ');
}
