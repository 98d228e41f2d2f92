import { words } from '../composer';
import { gate } from '../gate';
import { aDraft } from '../made';
import { expect, settled, test } from '../stage';

test('the next page comes as one nears the end', async ({ page, stage }) => {
  stage.jobs = Array.from({ length: 60 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }));
  await stage.open('/');
  const pages = () => stage.asked.filter((one) => one === 'GET /api/jobs').length;
  await expect(page.getByText('Waves, take 1', { exact: true })).toBeVisible();
  const before = pages();

  await page.keyboard.press('End');
  await expect.poll(pages).toBe(before + 1);
  await expect(page.getByText('Waves, take 28', { exact: true })).toBeAttached();
  stage.fail('GET /api/jobs', { status: 400 });
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(pages).toBe(before + 3);
  await page.keyboard.press('End');
  await expect(page.getByText('Waves, take 60')).toBeVisible();
});

test('an end that comes near while the list is read again is not forgotten', async ({ page, stage }) => {
  stage.jobs = Array.from({ length: 40 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }));
  await stage.open('/');
  await expect(page.getByText('Waves, take 1', { exact: true })).toBeVisible();
  const held = gate();
  await page.route('**/api/jobs?limit=24', async (route) => {
    await held.passed;
    await route.fallback();
  });
  stage.jobs = [aDraft({ prompt: 'From elsewhere' }), ...stage.jobs];
  const again = page.waitForRequest('**/api/jobs?limit=24');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await again;

  await page.keyboard.press('End');
  await expect(page.getByText('Waves, take 24')).toBeVisible();
  const below = () =>
    page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight - window.scrollY);
  await expect.poll(below).toBeLessThan(2);
  await settled(page);
  held.open();
  await expect(page.getByText('Waves, take 28')).toBeAttached();
});

test('what is ordered while the list is being read again does not vanish', async ({ page, stage }) => {
  stage.jobs = Array.from({ length: 40 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }));
  await stage.open('/');
  await expect(page.getByText('Waves, take 1', { exact: true })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(page.getByText('Waves, take 40', { exact: true })).toBeAttached({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Home');
  const held = gate();
  await page.route('**/api/jobs?limit=24&cursor=24', async (route) => {
    await held.passed;
    await route.fallback();
  });
  const second = page.waitForRequest('**/api/jobs?limit=24&cursor=24');
  stage.jobs = [aDraft({ prompt: 'From elsewhere' }), ...stage.jobs];
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await second; // the first page has been read

  await words(page).fill('A lighthouse');
  await words(page).press('Control+Enter');
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toBeVisible();
  held.open();
  await expect(page.getByRole('link', { name: 'From elsewhere' })).toBeVisible();
  await settled(page);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toBeVisible();
});

for (const address of ['/', '/?status=draft&words=waves']) {
  test(`Back returns to the tile one left, at its place, after more had come (${address})`, async ({
    page,
    stage,
  }) => {
    stage.jobs = Array.from({ length: 90 }, (_, n) =>
      aDraft(
        { prompt: n % 3 === 0 ? `Waves over a long breakwater, seen from a boat, take ${n}` : `Waves ${n}` },
        n,
      ),
    );
    await stage.open(address);
    const tiles = page.getByRole('list', { name: 'Videos' }).getByRole('listitem');
    const tile = page.getByRole('link', { name: 'Waves 61', exact: true });
    await expect(async () => {
      await tiles.last().scrollIntoViewIfNeeded();
      await expect(tile).toBeVisible({ timeout: 500 });
    }).toPass();
    await tile.scrollIntoViewIfNeeded();
    const place = async () => Math.round((await tile.boundingBox())?.y ?? -1);
    const before = await place();
    await tile.click();
    await expect(page).toHaveTitle('Waves 61 · Dailies');
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect.poll(place).toBe(before);
    await page.goForward();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect.poll(place).toBe(before);
  });
}
