import { aDraft, aFailure } from '../made';
import { scroll } from '../scroll';
import { expect, json, type Page, type Stage, settled, test } from '../stage';

const MANY = 120;
const tiles = (page: Page) => page.getByRole('list', { name: 'Videos' }).getByRole('listitem');
const link = (page: Page, n: number) => page.getByRole('link', { name: `Waves, take ${n}`, exact: true });

/** Open a long list, all of it in one page. Every ninth was not made: its row is higher than others. */
async function openLong(page: Page, stage: Stage): Promise<void> {
  stage.jobs = Array.from({ length: MANY }, (_, n) =>
    (n % 9 === 4 ? aFailure : aDraft)({ prompt: `Waves, take ${n + 1}` }),
  );
  stage.on('GET', '/api/jobs', (route) => json(route, { jobs: stage.jobs, next: null }));
  await stage.open('/');
  await expect(link(page, 1)).toBeVisible();
}

test('of a long list only what is near is drawn; it says where it stands, and nothing moves', async ({
  page,
  stage,
}) => {
  await openLong(page, stage);
  await expect(tiles(page).first()).toHaveAttribute('aria-setsize', String(MANY));
  const shifts = await page.evaluateHandle(() => {
    const found: PerformanceEntry[] = [];
    new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: 'layout-shift' });
    return found;
  });

  await scroll(page, 'down');
  await expect(link(page, MANY)).toBeVisible();
  await expect(tiles(page).last()).toHaveAttribute('aria-posinset', String(MANY));
  expect(await tiles(page).count()).toBeLessThan(50);
  await scroll(page, 'up');
  await expect(link(page, 1)).toBeVisible();
  await settled(page);
  expect(await shifts.evaluate((found) => found.length)).toBe(0);
});

test('what can be done with the chosen lies over the list, in sight, and moves nothing', async ({
  page,
  stage,
}) => {
  await openLong(page, stage);
  const top = () => link(page, 1).evaluate((tile) => tile.getBoundingClientRect().top);
  const before = await top();
  await link(page, 1).focus();
  await page.keyboard.press('x');
  const bar = page.getByRole('region', { name: 'Selection' });
  await expect(bar).toContainText('1 selected');
  expect(await top()).toBe(before);
  await expect(page.getByRole('searchbox')).toBeHidden();
  await scroll(page, 'down');
  await expect(bar).toBeInViewport({ ratio: 1 });
  await bar.getByRole('button', { name: 'Select none' }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeVisible();
});

test('what has the focus stays though it is far away, and keys reach what is not drawn', async ({
  page,
  stage,
}) => {
  await openLong(page, stage);
  await link(page, 2).focus();
  await page.keyboard.press('x');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(link(page, MANY)).toBeVisible();

  await expect(link(page, 2)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(link(page, 6)).toBeFocused();
  await expect(link(page, 6)).toBeInViewport();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await link(page, MANY).focus();
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+X');
  const bar = page.getByRole('region', { name: 'Selection' });
  await expect(bar).toContainText(`${MANY - 24 - 2 + 1} selected`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('100 selected, and that is the most at once');
});

test('Back returns to the place in a long list', async ({ page, stage }) => {
  await openLong(page, stage);
  await scroll(page, 'down');
  await scroll(page, 'up', 3000);
  const place = () =>
    page.evaluate(() => {
      const tiles = [...document.querySelectorAll<HTMLElement>('[data-job]')];
      const first = tiles.find((tile) => tile.getBoundingClientRect().top > 0);
      return [scrollY, first?.dataset.job, first?.getBoundingClientRect().top];
    });
  const before = await place();
  expect(before[0]).toBeGreaterThan(1000);
  // Not by the mouse, which would scroll to it first.
  await page.locator(`[data-job="${before[1]}"] a`).evaluate((tile: HTMLElement) => tile.click());
  await expect(page).toHaveURL(/\/v\//);
  await page.evaluate(() => scrollTo(0, 0));

  await page.goBack();
  await expect(tiles(page).first()).toBeAttached();
  await expect.poll(place).toEqual(before);
});
