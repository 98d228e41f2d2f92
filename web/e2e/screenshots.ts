/** Every page in its states, in both themes and two sizes, into `screenshots/`. Not a test: something to look at. */

import { test as base } from '@playwright/test';
import { SHOTS, type Shot } from './shots';
import { test } from './stage';

const SIZES = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const colorScheme of ['dark', 'light'] as const) {
  for (const [size, device] of Object.entries(SIZES)) {
    base.describe(`${colorScheme} ${size}`, () => {
      test.use({ ...device, colorScheme });
      for (const shot of SHOTS) draw(shot, `${shot.name}-${colorScheme}-${size}`);
    });
  }
}

function draw(shot: Shot, name: string): void {
  test.describe(() => {
    if (shot.signedOut) test.use({ storageState: { cookies: [], origins: [] } });
    test(name, async ({ page, stage }) => {
      await shot.arrange?.(stage);
      if (shot.early) stage.expectFaults();
      await stage.open(typeof shot.path === 'string' ? shot.path : shot.path(stage));
      if (!shot.early) await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
      await shot.after?.(page, stage);
      await page.waitForFunction(() =>
        [...document.images].every(
          (image) => image.complete || image.getBoundingClientRect().top > innerHeight,
        ),
      );
      const whole = shot.whole === true;
      await page.screenshot({ path: `screenshots/${name}.png`, animations: 'disabled', fullPage: whole });
    });
  });
}
