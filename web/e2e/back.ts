/** Somebody who goes Back as soon as a new address stands, before its page is drawn. */

import { expect, type Page } from '@playwright/test';

/** Go Back `after_ms` after the next new address; return what tells that address, once Back has led away from it. */
export async function backSoon(page: Page, after_ms: number): Promise<() => Promise<string>> {
  const left = await page.evaluateHandle((wait_ms) => {
    const push = history.pushState;
    const seen: { address?: string } = {};
    history.pushState = (...entry) => {
      history.pushState = push;
      push.apply(history, entry);
      addEventListener('popstate', () => Object.assign(seen, { address: entry[2] }), { once: true });
      setTimeout(() => history.back(), wait_ms);
    };
    return seen;
  }, after_ms);
  return async () => {
    const address = () => left.evaluate((seen) => seen.address);
    await expect.poll(address).toBeDefined();
    return (await address()) ?? '';
  };
}
