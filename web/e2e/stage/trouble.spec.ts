import { gate } from '../gate';
import { expect, type Locator, test } from '../stage';

test('offline is said, what is there stays, and what was typed too', async ({ page, stage, context }) => {
  await stage.open('/');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A fox');
  stage.expectFaults(); // the line is cut, and what is under way with it
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('A fox');
  await expect(page.getByRole('link', { name: 'Balance: 100 credits' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('A fox');
});

test('a server in trouble is said once it is sure, and the page comes by itself when it is over', async ({
  page,
  stage,
}) => {
  const busy = { status: 503, body: { status: 503, code: 'unavailable', detail: 'Busy.' } } as const;
  stage.fail('GET /api/credits', ...Array.from({ length: 5 }, () => busy));
  stage.fail('GET /api/credits/ledger', ...Array.from({ length: 4 }, () => busy));
  await page.clock.install();
  await page.addInitScript(() => {
    Math.random = () => 0.5; // the page asks again when the list has given up, not before
  });
  const pass = async (seen: Locator) => {
    const step = async () => {
      await page.clock.runFor(1_000);
      await expect(seen).toBeVisible({ timeout: 200 });
    };
    await expect(step).toPass({ timeout: 25_000 });
  };
  await stage.open('/credits');
  await pass(page.getByText('The server is in trouble. Your jobs and credits are safe'));
  await pass(page.getByText('Nothing has moved yet.'));
  await expect(page.getByText('The server is in trouble')).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  // The fourth was the last that the list asks for by itself.
  expect(stage.asked.filter((one) => one === 'GET /api/credits/ledger')).toHaveLength(5);
});

test('a part that the server has no more is fetched anew, once, and then said', async ({ page, stage }) => {
  await stage.open('/');
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.route('**/assets/Credits-*.js', (route) => route.fulfill({ status: 404, body: 'gone' }));
  stage.expectFaults();
  await page.getByRole('link', { name: 'Credits', exact: true }).click();
  await expect(page.getByText('there is a newer version of the studio')).toBeVisible();
  await expect.poll(() => loads).toBe(1);
  await expect(page.getByText('there is a newer version of the studio')).toBeVisible();
  await page.unroute('**/assets/Credits-*.js');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { name: 'Credits' })).toBeVisible();
  await expect.poll(() => loads).toBe(2);
});

test('a listener that could not be fetched is fetched again', async ({ page, stage }) => {
  await page.clock.install();
  stage.expectFaults();
  let asked = 0;
  await page.route('**/assets/firestore-*.js', (route) => {
    asked += 1;
    return asked === 1 ? route.abort('connectionfailed') : route.continue();
  });
  await stage.open('/');
  await expect.poll(() => asked).toBe(1);
  const listening = page.waitForRequest('**/google.firestore.v1.Firestore/**');
  await page.clock.runFor(31_000);
  await listening;
  expect(asked).toBe(2);
});

test('a page that is long in coming is announced, and the last one stands meanwhile', async ({
  page,
  stage,
}) => {
  await stage.open('/settings');
  const held = gate();
  await page.route('**/assets/Feed-*.js', async (route) => {
    await held.passed;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Feed' }).click();
  await expect(page.getByText('Opening …')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  held.open();
  await expect(page.getByRole('heading', { name: 'Feed' })).toBeFocused();
  await expect(page.getByText('Opening …')).toBeHidden();
});
