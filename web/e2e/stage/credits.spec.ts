import { readFileSync } from 'node:fs';
import { backSoon } from '../back';
import { aLedger } from '../books';
import { expect, json, test } from '../stage';

test('the balance, what is held apart from it, and every change with its job and its reason', async ({
  page,
  stage,
}) => {
  stage.entries = aLedger(3);
  stage.credits = { available: 98, held: 20, active_jobs: 2 };
  await stage.open('/credits');
  await expect(page.getByRole('definition').nth(0)).toHaveText('98');
  await expect(page.getByRole('definition').nth(2)).toHaveText('20');
  await expect(page.getByText('for 2 jobs under way')).toBeVisible();
  const rows = page.getByRole('row');
  await expect(rows.nth(1)).toContainText(/Returned.*Not made: refused by the rules of the provider/);
  await expect(rows.nth(1).getByRole('cell').nth(2)).toHaveText('+1');
  await expect(rows.nth(2).getByRole('cell').nth(2)).toHaveText('−1');
  await expect(rows.nth(3)).toContainText(/Spent.*1 of the held · Generate finished/);
  await expect(rows.last()).toContainText(/Added.*Welcome to Dailies.*\+100.*100/);
  const id = (stage.entries[0] as { job_id: string }).job_id;
  await expect(rows.nth(1).getByRole('link')).toHaveAttribute('href', `/v/${id}`);

  await page.getByRole('radio', { name: 'Returned' }).click();
  await expect(page).toHaveURL('/credits?kind=release');
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Returned' })).toBeChecked();
  await expect(rows).toHaveCount(2);

  await page.getByRole('button', { name: 'Check that it adds up' }).click();
  await expect(page.getByText('7 entries add up to 98 credits, and 20 held: proved.')).toBeVisible();
});

test('books that do not add up are not called proved', async ({ page, stage }) => {
  stage.on('GET', '/api/credits/audit', (route) =>
    json(route, { entries: 7, available: 98, held: 0, balanced: false }),
  );
  await stage.open('/credits');
  await page.getByRole('button', { name: 'Check that it adds up' }).click();
  await expect(page.getByText('The 7 entries do not add up to the 98 credits')).toBeVisible();
});

test('the history is exported whole, over all its pages, or not at all', async ({ page, stage }) => {
  stage.entries = aLedger(120);
  await stage.open('/credits');
  await expect(page.getByRole('row')).toHaveCount(101);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('credits.csv');
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines[0]).toBe('\ufeffn,at,kind,available_delta,held_delta,available_after,job_id,reason');
  expect(lines).toHaveLength(1 + 241);
  expect(lines.at(-1)).toBe('1,2026-01-01T12:01:00.000Z,grant,100,0,100,,welcome');

  stage.on('GET', '/api/credits/ledger', async (route, _match, request) => {
    const isFirst = !request.url().includes('cursor');
    const body = { entries: stage.entries.slice(0, 100), next: '/api/credits/ledger?cursor=100' };
    stage.expectFaults();
    return isFirst
      ? json(route, body)
      : json(route, { status: 429, detail: 'Too many requests.' }, 429, { 'Retry-After': '9' });
  });
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('No file was made. Too many requests. Try again in 9 s.')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByRole('row')).toHaveCount(101);
});

test('who is short is told by how much, led to the shop, and back once there is enough', async ({
  page,
  stage,
}) => {
  const shop = { buy_url: 'https://shop.example.com/credits' };
  stage.credits = { available: 16, held: 0, active_jobs: 0, ...shop };
  await stage.open('/credits?need=4&have=16&back=%2Ffeed');
  await expect(page.getByText('You need 4 more credits')).toBeVisible();
  const buy = page.getByRole('link', { name: 'Buy credits' });
  const href = new URL((await buy.getAttribute('href')) ?? '');
  expect(href.origin + href.pathname).toBe('https://shop.example.com/credits');
  expect(href.searchParams.get('need')).toBe('4');
  expect(href.searchParams.get('back')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/feed$/);
  const refill = page.getByRole('switch', { name: 'Enable auto-refill?' });
  await expect(refill).toBeDisabled();
  await expect(refill).toHaveAccessibleDescription('Coming soon');

  // Bought in the shop, and gone back in the browser.
  await page.route('https://shop.example.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Shop' }),
  );
  await buy.click();
  await expect(page.getByText('Shop')).toBeVisible();
  stage.credits = { available: 116, held: 0, active_jobs: 0, ...shop };
  await page.goBack();
  await expect(page.getByText('You have enough now')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Balance: 116 credits' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to where you were' }).click();
  await expect(page).toHaveURL('/feed');
});

test('Back leads back, however soon it is pressed', async ({ page, stage }) => {
  stage.credits = { available: 3, held: 0, active_jobs: 0 };
  await stage.open('/');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse');
  const need = page.getByRole('link', { name: /^Need \d+ more credits$/ });
  for (const wait_ms of [0, 5, 10, 20, 40, 80]) {
    const left = await backSoon(page, wait_ms);
    await need.click();
    expect(await left()).toBe('/credits?need=3&have=3&back=/');
    await expect(need).toBeVisible();
    await expect(page).toHaveURL('/');
  }
});

test('a shop of the same site is a page of its own', async ({ page, stage }) => {
  stage.credits = { available: 50, held: 0, active_jobs: 0, ...{ buy_url: '/__/checkout?account=person-1' } };
  await page.route('**/__/checkout**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>The local shop' }),
  );
  await stage.open('/credits');
  await page.getByRole('link', { name: 'Buy credits' }).click();
  await expect(page.getByText('The local shop')).toBeVisible();
  await expect(page).toHaveURL('/__/checkout?account=person-1&back=%2Fcredits');
});

test('a studio that sells no credits says who gives them, with the id to send', async ({
  page,
  stage,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await stage.open('/credits');
  await expect(page.getByText('This studio does not sell credits.')).toBeVisible();
  await expect(page.getByText('auto-refill')).toHaveCount(0);
  await page.getByRole('button', { name: 'Copy my account id' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('person-1');
});

test('a balance that was changed elsewhere is asked for when one looks again', async ({ page, stage }) => {
  await stage.open('/credits');
  await expect(page.getByRole('link', { name: 'Balance: 100 credits' })).toBeVisible();
  stage.credits = { available: 300, held: 0, active_jobs: 0 };
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await expect(page.getByRole('link', { name: 'Balance: 300 credits' })).toBeVisible();
});

test('history without entries, and one that is refused', async ({ page, stage }) => {
  await stage.open('/credits');
  await expect(page.getByText('Nothing has moved yet.')).toBeVisible();
  await page.getByRole('radio', { name: 'Spent' }).click();
  await expect(page.getByText('No entry is of this kind.')).toBeVisible();
  stage.fail('GET /api/credits/ledger', { status: 400, body: { status: 400, detail: 'The cursor is old.' } });
  await page.getByRole('radio', { name: 'Held' }).click();
  await expect(page.getByRole('alert')).toContainText('The cursor is old.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No entry is of this kind.')).toBeVisible();
});
