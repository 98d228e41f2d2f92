import { aDraft } from '../made';
import { expect, type Page, test } from '../stage';
import { measure, median, slowDown, type Vitals } from '../vitals';

test.describe.configure({ mode: 'default', timeout: 90_000 });

const TIMES = 3;
const MANY = 500;

const drafts = (count: number) =>
  Array.from({ length: count }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }, 60 * (n + 1)));

function tell(name: string, all: readonly Vitals[]): void {
  const words = all.map(
    ({ lcp, cls, inp }) => `LCP ${Math.round(lcp)} ms, CLS ${cls.toFixed(3)}, INP ${inp} ms`,
  );
  console.log(`${name}: ${words.join(' | ')}`);
}

test('24 drafts are there within 2 s and do not move', async ({ page, stage }) => {
  stage.jobs = drafts(24);
  await slowDown(page);
  const all: Vitals[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    await stage.open('/');
    const read = await measure(page);
    await expect(page.getByText('Waves, take 24')).toBeAttached();
    await page.waitForFunction(() => [...document.images].slice(0, 6).every(({ complete }) => complete));
    all.push(await read());
  }
  tell('24 drafts', all);
  expect(median(all.map(({ lcp }) => lcp))).toBeLessThanOrEqual(2000);
  expect(median(all.map(({ cls }) => cls))).toBeLessThanOrEqual(0.03);
});

/** Hover, open a menu, write, press a filter. By plain selectors: to look for roles among so many takes the page's own time. */
async function work(page: Page, n: number): Promise<void> {
  const tile = page.locator('[data-job]').nth(n);
  await tile.locator('a').hover();
  await tile.locator('[aria-haspopup=menu]').click();
  await page.locator('[role=menuitem]').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('form textarea').click();
  await page.keyboard.type('fog', { delay: 60 });
  await page.locator('search input[type=checkbox]').click();
}

test('500 drafts come by themselves, and every press is answered within 100 ms', async ({ page, stage }) => {
  stage.jobs = drafts(MANY + 30);
  await stage.open('/');
  const tiles = page.locator('[data-job]');
  await expect(async () => {
    await tiles.last().scrollIntoViewIfNeeded({ timeout: 1000 });
    expect(await tiles.count()).toBeGreaterThanOrEqual(MANY);
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Show more' })).toBeVisible();
  await expect(tiles).toHaveCount(504);
  await page.getByText('Filters', { exact: true }).click();
  await slowDown(page);
  const all: Vitals[] = [];
  for (let n = 1; n <= TIMES; n += 1) {
    await page.evaluate(() => scrollTo(0, 0));
    const read = await measure(page);
    await work(page, n);
    all.push(await read());
    await page.goBack();
    await expect(tiles).toHaveCount(504);
  }
  tell('500 drafts', all);
  expect(median(all.map(({ inp }) => inp))).toBeLessThanOrEqual(100);
});
