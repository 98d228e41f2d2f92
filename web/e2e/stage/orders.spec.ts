import { chip, press, remembered, words } from '../composer';
import { MODELS } from '../models';
import { PERSON } from '../persons';
import { expect, test } from '../stage';

test('twice the same is asked, a nervous finger is not, and only what is dear is confirmed', async ({
  page,
  stage,
}) => {
  stage.credits = { ...stage.credits, available: 1000 };
  const lighthouses = page.getByRole('link', { name: 'A lighthouse', exact: true });
  await stage.open('/');
  await words(page).fill('A lighthouse');
  await press(page, 'Generate · 6 credits').evaluate((button: HTMLElement) => {
    for (let n = 0; n < 2; n += 1) button.click(); // in one turn: on a slow machine two presses are not nervous
  });
  await expect(lighthouses).toHaveCount(1);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(stage.posted).toHaveLength(1);

  // The finger is calm again once the balance has come; until then the press is taken for the same one.
  await expect(async () => {
    await words(page).press('Control+Enter');
    await expect(page.getByRole('dialog', { name: 'Again?' })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  // A new press between Esc and what follows from it is a new question.
  await page.evaluate(() => {
    document.querySelector('dialog')?.close();
    document.querySelector('form')?.requestSubmit();
  });
  await page.getByRole('dialog', { name: 'Again?' }).getByRole('button', { name: 'Generate · 6' }).click();
  await expect(lighthouses).toHaveCount(2);
  expect(new Set(stage.posted).size).toBe(2);

  await page.evaluate(() => localStorage.setItem('dailies:1:confirm-above', '10'));
  await chip(page, '8 s').check();
  await expect(async () => {
    await press(page, 'Generate · 20 credits').click({ timeout: 1_000 });
    await expect(page.getByRole('dialog', { name: 'Generate for 20 credits?' })).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await page.getByRole('dialog').getByRole('button', { name: 'No' }).click();
  expect(stage.posted).toHaveLength(2);
  await press(page, 'Generate · 20 credits').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate · 20 credits' }).click();
  await expect(lighthouses).toHaveCount(3);
});

test('an order without an answer outlives a reload: young ones go again, old ones ask', async ({
  page,
  stage,
}) => {
  stage.fail('POST /api/jobs', 'lost', 'lost', 'lost');
  await stage.open('/');
  await words(page).fill('A lighthouse');
  await press(page, 'Generate · 6 credits').click();
  await expect.poll(() => stage.posted.length).toBeGreaterThan(0);
  await page.reload();
  await expect.poll(() => remembered(page, 'orders')).toEqual([]);
  expect(new Set(stage.posted).size).toBe(1);
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);

  const input = {
    model: 'wan-2.5',
    prompt: 'An old ship',
    duration_s: 4,
    resolution: '720p',
    aspect_ratio: '1:1',
  };
  const body = { job_type: 'generate', input, price_version: stage.models.price_version };
  const old = { uid: PERSON.localId, at: Date.now() - 20 * 60_000, body };
  const orders = [
    { ...old, key: 'old-1' },
    { ...old, key: 'old-2' },
    { ...old, key: 'of somebody else', uid: 'person-2' },
  ];
  await page.evaluate((all) => localStorage.setItem('dailies:1:orders', JSON.stringify(all)), orders);
  await page.reload();
  const asked = page.getByRole('region', { name: 'An order without an answer' });
  await expect(asked).toHaveCount(2);
  await expect(asked.first()).toContainText('“An old ship” was ordered 20 min ago');
  expect(new Set(stage.posted).size).toBe(1);
  await asked.first().getByRole('button', { name: 'Send it again' }).click();
  await expect(page.getByRole('link', { name: 'An old ship' })).toHaveCount(1);
  await asked.getByRole('button', { name: 'Forget it' }).click();
  await expect(asked).toHaveCount(0);
  expect(stage.posted.at(-1)).toBe('old-1');
});

test('after a lost answer a no to who asks says nothing of money, and the order is still one', async ({
  page,
  stage,
}) => {
  const busy = { status: 429, body: { code: 'rate_limited', detail: 'You ask too fast.' } } as const;
  const over = { status: 401, body: { code: 'not_authenticated', detail: 'Sign in again.' } } as const;
  await stage.open('/');
  stage.fail('POST /api/jobs', 'lost', busy, busy);
  await words(page).fill('A lighthouse');
  await press(page, 'Generate · 6 credits').click();
  await expect(page.getByText('You ask too fast. It is sent again by itself')).toBeVisible();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);
  await expect.poll(() => remembered(page, 'orders')).toEqual([]);
  expect(new Set(stage.posted).size).toBe(1);

  stage.fail('POST /api/jobs', 'lost', over, over);
  await words(page).fill('An old ship');
  await press(page, 'Generate · 6 credits').click();
  await page.getByLabel('E-mail').fill(PERSON.email);
  await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect.poll(() => remembered(page, 'orders')).toEqual([]);
  await expect(page.getByRole('link', { name: 'An old ship' })).toHaveCount(1);
  expect(new Set(stage.posted).size).toBe(2);
});

test('a refusal stands at the press: a new price, a wait, a trouble; offline waits', async ({
  page,
  stage,
}) => {
  await stage.open('/');
  await words(page).fill('A lighthouse');
  await expect(press(page, 'Generate · 6 credits')).toBeEnabled();
  const dearer = (credits: number) => (offer: (typeof MODELS.models)[0]['combinations'][0]) =>
    offer.credits === 6 ? { ...offer, credits } : offer;
  stage.fail('POST /api/jobs', {
    status: 409,
    body: { code: 'price_changed', detail: 'Send the new price_version.', price: 9 },
  });
  const models = MODELS.models.map((one) => ({ ...one, combinations: one.combinations.map(dearer(9)) }));
  stage.models = { ...MODELS, price_version: 'stage-2', models };
  await press(page, 'Generate · 6 credits').click();
  const alert = page.getByRole('alert');
  await expect(alert).toHaveText(
    'The price is now 9 credits. Nothing was charged. Press again if that suits you.',
  );
  stage.fail('POST /api/jobs', {
    status: 429,
    body: { code: 'rate_limited', detail: 'You order too fast.' },
    headers: { 'retry-after': '4' },
  });
  await press(page, 'Generate · 9 credits').click();
  await expect(page.getByText(/^Wait [1-4] s$/)).toBeVisible();
  await expect(alert).toHaveText('You order too fast. Nothing was charged.');
  await expect(press(page, 'Generate · 9 credits')).toBeEnabled();
  stage.fail('POST /api/jobs', { status: 422, body: { detail: 'The image was refused.' } });
  await press(page, 'Generate · 9 credits').click();
  await expect(alert).toHaveText('The image was refused. Nothing was charged.');
  await expect(words(page)).toHaveValue('A lighthouse');
  expect(stage.jobs).toHaveLength(0);

  stage.fail('POST /api/jobs', { status: 503, body: { detail: 'busy' } });
  await words(page).fill('A second lighthouse');
  await press(page, 'Generate · 9 credits').click();
  await expect(page.getByRole('link', { name: 'A second lighthouse' })).toHaveCount(1);
  await expect(alert).toBeHidden();

  await page.context().setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  const before = stage.posted.length;
  await words(page).fill('A third lighthouse');
  await press(page, 'Generate · 9 credits').click();
  await expect.poll(() => remembered(page, 'orders')).toHaveLength(1);
  expect(stage.posted).toHaveLength(before);
  await page.context().setOffline(false);
  await expect(page.getByRole('link', { name: 'A third lighthouse' })).toHaveCount(1);
  expect(stage.posted).toHaveLength(before + 1);
});
