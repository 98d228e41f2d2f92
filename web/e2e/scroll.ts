import type { Page } from '@playwright/test';

/** Scroll half a window in each frame: down to the end, or up until `top` pixels are above the window. */
export async function scroll(page: Page, way: 'down' | 'up', top = 0): Promise<void> {
  const by = way === 'down' ? 0.5 : -0.5;
  await page.evaluate(
    async ([share, until]) => {
      for (let n = 0, last = -1; n < 200 && last !== scrollY && (share > 0 || scrollY > until); n += 1) {
        last = scrollY;
        scrollBy({ top: share * innerHeight, behavior: 'instant' });
        await new Promise(requestAnimationFrame);
      }
    },
    [by, top] as const,
  );
}
