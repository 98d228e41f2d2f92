import { press, words } from '../composer';
import { deploy, EXCHANGE, KEY } from '../recaptcha';
import { expect, type Page, test } from '../stage';

const HEADER = 'x-firebase-appcheck';
const NO = {
  status: 401,
  body: { status: 401, code: 'page_not_proven', detail: 'This page could not prove that it is ours.' },
} as const;

/** Return the proofs that come with requests of the API, by "POST /api/jobs". */
function proofs(page: Page): [string, string | undefined][] {
  const seen: [string, string | undefined][] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/'))
      seen.push([`${request.method()} ${pathname}`, request.headers()[HEADER]]);
  });
  return seen;
}

async function order(page: Page): Promise<void> {
  await words(page).fill('A lighthouse');
  await press(page, 'Generate · 6 credits').click();
}

test('where the deployment has a key every request proves that this page is ours', async ({
  page,
  stage,
}) => {
  const google = await deploy(page);
  const seen = proofs(page);
  await stage.open('/');
  await order(page);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);

  expect(seen.map(([name]) => name)).toContain('POST /api/jobs');
  expect(seen.filter(([, proof]) => proof !== 'proof-1')).toEqual([]);
  expect(google.exchanged).toEqual([JSON.stringify({ recaptcha_enterprise_token: 'fire_app_check' })]);
  await expect(page.locator(`iframe[src$="k=${KEY}"]`)).toBeAttached();

  seen.length = 0;
  await page.reload();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);
  expect(seen.filter(([, proof]) => proof !== 'proof-1')).toEqual([]);
  expect(google.exchanged).toHaveLength(1); // the token is kept for its time
});

test('without a key nothing is loaded and nothing is sent', async ({ page, stage }) => {
  const seen = proofs(page);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await stage.open('/');
  await order(page);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);

  expect(seen.length).toBeGreaterThan(2);
  expect(seen.filter(([, proof]) => proof !== undefined)).toEqual([]);
  expect(loaded.filter((url) => /recaptcha|appcheck/.test(url))).toEqual([]);
});

for (const kept of [
  'https://www.google.com/recaptcha/enterprise.js?*',
  'https://www.gstatic.com/recaptcha/**',
]) {
  test(`what keeps ${kept} away keeps nothing else away`, async ({ page, stage }) => {
    stage.expectFaults();
    await deploy(page);
    await page.route(kept, (route) => route.abort('blockedbyclient'));
    const seen = proofs(page);
    await stage.open('/');
    await order(page);
    await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1, { timeout: 5_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);

    expect(seen.filter(([, proof]) => proof !== undefined)).toEqual([]);
  });
}

test('a proof that never comes is waited for once, by orders and by the sign-in', async ({ page, stage }) => {
  await page.clock.install();
  await deploy(page);
  const silent = page.waitForRequest(EXCHANGE);
  await page.route(EXCHANGE, () => {});
  const seen = proofs(page);
  await page.goto('/');
  await silent;
  expect(seen).toEqual([]);
  await page.clock.runFor(10_000);
  await order(page);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);
  await page.goto('/settings');
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.clock.runFor(10_000);
  await expect(words(page)).toBeVisible();
  await expect(page.getByRole('link', { name: /^Balance:/ })).toBeVisible();

  expect(seen.map(([name]) => name)).toContain('POST /api/jobs');
  expect(seen.filter(([, proof]) => proof !== undefined)).toEqual([]);
  const said = stage.complaints.splice(0); // the SDK's own words to whoever looks for them
  expect(said.filter((line) => !line.includes('App Check token'))).toEqual([]);
});

test('a proof that was refused is made anew, and the order is the same one', async ({ page, stage }) => {
  await deploy(page);
  await stage.open('/');
  await expect(page.getByRole('link', { name: 'Balance: 100 credits' })).toBeVisible();
  const seen = proofs(page);
  stage.fail('POST /api/jobs', NO);
  await order(page);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);

  const orders = seen.filter(([name]) => name === 'POST /api/jobs');
  expect(orders.map(([, proof]) => proof)).toEqual(['proof-1', 'proof-2']);
  expect(stage.posted).toHaveLength(1); // the first was refused before anything was made of it
});

test('a page that cannot prove itself says so, where it was pressed; nobody is signed out', async ({
  page,
  stage,
}) => {
  await stage.open('/');
  stage.fail('POST /api/jobs', NO, NO);
  await order(page);
  await expect(page.getByRole('alert')).toHaveText(
    'This page could not prove that it is ours. Nothing was charged.',
  );
  await expect(words(page)).toHaveValue('A lighthouse');
  expect(stage.posted).toEqual([]);

  stage.fail('GET /api/credits/ledger', NO, NO);
  await page.getByRole('link', { name: 'Credits', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('could not prove that it is ours');
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing has moved yet.')).toBeVisible();
  await expect(page).toHaveURL('/credits');
});
