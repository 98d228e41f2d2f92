/** Signed links end. Pure: now is an argument, in milliseconds. */

/** A link that ends sooner is asked for anew before it is used. */
export const LINK_LEFT_MS = 60_000;

export function endsSoon(expires: string, now: number): boolean {
  return Date.parse(expires) - now < LINK_LEFT_MS;
}
