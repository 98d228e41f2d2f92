/** Addresses that came from outside. Pure. */

/** Return an address of our own, or home: whatever else it is, nobody is led elsewhere by it. */
export function ownPath(wanted: string | null, origin: string): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, origin)) return '/';
  const { origin: theirs, pathname, search, hash } = new URL(wanted, origin);
  return theirs === origin ? pathname + search + hash : '/';
}

/**
 * Return where credits are bought, told what is needed and where to come back to: a path for a shop of ours,
 * a whole address for another's. Undefined for no such place.
 */
export function shopUrl(
  shop: string | null | undefined,
  origin: string,
  { need, back }: { readonly need: number | undefined; readonly back: string },
): string | undefined {
  if (!shop || !URL.canParse(shop, origin)) return undefined;
  const url = new URL(shop, origin);
  if (url.protocol !== 'https:' && url.origin !== origin) return undefined;
  if (need !== undefined) url.searchParams.set('need', String(need));
  url.searchParams.set('back', url.origin === origin ? back : new URL(back, origin).href);
  return url.href;
}
