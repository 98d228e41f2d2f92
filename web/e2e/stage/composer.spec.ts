import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { aDraft, aVideo } from '../made';
import { MODELS } from '../models';
import { PERSON } from '../persons';
import { expect, test } from '../stage';
import { takeUploads } from '../uploads';

const words = (page: Page) => page.getByRole('textbox', { name: 'Prompt' });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const chip = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
const remembered = (page: Page, name: string) =>
  page.evaluate((key) => JSON.parse(localStorage.getItem(`dailies:1:${key}`) ?? 'null'), name);

test('the price moves with each control, and what cannot be chosen says why', async ({ page, stage }) => {
  const retires_on = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  const ending = MODELS.models.map((one) => (one.id === 'wan-2.5' ? { ...one, retires_on } : one));
  stage.models = { ...MODELS, models: ending };
  await stage.open('/');
  await expect(press(page, 'Generate · 6 credits')).toBeDisabled();
  await expect(page.getByText('Write what you want to see', { exact: true })).toBeVisible();
  await words(page).fill('A lighthouse');
  await expect(page.getByText('12 of 2,000 characters')).toBeVisible();
  await expect(press(page, 'Generate · 6 credits')).toBeEnabled();
  await expect(page.getByText('94 of 100 left after')).toBeVisible();

  await expect(chip(page, '480p')).toBeDisabled();
  await expect(chip(page, '480p')).toHaveAccessibleDescription('not with 4 s');
  await chip(page, '8 s').check();
  await chip(page, '480p').check();
  await expect(press(page, 'Generate · 8 credits')).toBeEnabled();
  await chip(page, '720p').check();
  await expect(press(page, 'Generate · 20 credits')).toBeEnabled();
  await chip(page, '9:16').check();
  await expect(chip(page, '1080p')).toHaveAccessibleDescription('not with 9:16');
  await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Wan 2.5 · words only' });
  await expect(page.getByRole('group', { name: 'Start frame' })).toBeHidden();
  await expect(page.getByText(/^Ends on \d/)).toBeVisible();
  await chip(page, '3').check();
  await expect(press(page, 'Generate 3 · 60 credits')).toBeEnabled();
  await expect(page.getByText('40 of 100 left after')).toBeVisible();

  await page.reload();
  await expect(words(page)).toHaveValue('A lighthouse');
  await expect(press(page, 'Generate 3 · 60 credits')).toBeEnabled();
  await expect(chip(page, '9:16')).toBeChecked();

  await press(page, 'Generate 3 · 60 credits').click();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(3);
  expect(stage.posted).toHaveLength(3);
  expect(new Set(stage.posted).size).toBe(3);
  await expect(words(page)).toHaveValue('A lighthouse');
  await chip(page, '1').check();
  await words(page).fill('x'.repeat(2002));
  await expect(page.getByText('Take out 2 characters')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('short of credits the press leads to them, a cheaper choice is one press, and the words stay', async ({
  page,
  stage,
}) => {
  stage.credits = { available: 16, held: 0, active_jobs: 0 };
  await stage.open('/');
  await words(page).fill('A lighthouse');
  await chip(page, '8 s').check();
  await expect(chip(page, '720p')).toBeChecked();
  const need = page.getByRole('link', { name: 'Need 4 more credits' });
  await expect(need).toHaveAttribute('href', '/credits?need=4&have=16&back=/');
  await expect(chip(page, '2')).toHaveAccessibleDescription('need 24 more credits');
  await words(page).press('Control+Enter');
  await page.getByRole('button', { name: 'Rather 480p · 8 credits' }).click();
  await expect(press(page, 'Generate · 8 credits')).toBeEnabled();
  await chip(page, '2').check();
  await expect(chip(page, '1080p')).toHaveAccessibleDescription('need 64 more credits');
  await expect(chip(page, '3')).toHaveAccessibleDescription('need 8 more credits');
  await chip(page, '1').check();
  await chip(page, '720p').check();
  await page.getByRole('button', { name: 'Rather 480p · 8 credits' }).click();
  await chip(page, '2').check();
  await expect(press(page, 'Generate 2 · 16 credits')).toBeEnabled();
  await chip(page, '1').check();

  stage.credits = { ...stage.credits, available: 3 };
  await press(page, 'Generate · 8 credits').click();
  await expect(page.getByRole('alert')).toHaveText(
    'This costs 8 credits, and you have 3. Nothing was charged.',
  );
  await page.getByRole('link', { name: 'Need 5 more credits' }).click();
  await expect(page).toHaveURL('/credits?need=5&have=3&back=/');
  await page.goBack();
  await expect(words(page)).toHaveValue('A lighthouse');
  expect(stage.posted).toHaveLength(1);
});

test('an upscale that is too dear has a cheaper way, at the server’s price', async ({ page, stage }) => {
  const job = aDraft({ prompt: 'A pier' });
  stage.jobs = [job];
  stage.credits = { available: 4, held: 0, active_jobs: 0 };
  await stage.open(`/?upscale=${job.id}`);
  await expect(page.getByRole('link', { name: 'Need 16 more credits' })).toBeVisible();
  await page.getByRole('button', { name: 'Rather Lanczos, balanced · 3 credits' }).click();
  await expect(press(page, 'Upscale · 3 credits')).toBeEnabled();
  await expect(chip(page, 'Lanczos')).toBeChecked();
  await expect(page.getByRole('button', { name: /^Rather/ })).toHaveCount(0);
});

test('twice the same is asked, a nervous finger is not, and only what is dear is confirmed', async ({
  page,
  stage,
}) => {
  stage.credits = { ...stage.credits, available: 1000 };
  await stage.open('/');
  await words(page).fill('A lighthouse');
  await press(page, 'Generate · 6 credits').dblclick();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(1);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(stage.posted).toHaveLength(1);

  // The finger is calm again once the balance has come; until then the press is taken for the same one.
  await expect(async () => {
    await words(page).press('Control+Enter');
    await expect(page.getByRole('dialog', { name: 'Again?' })).toBeVisible({ timeout: 200 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await words(page).press('Control+Enter');
  await page.getByRole('dialog', { name: 'Again?' }).getByRole('button', { name: 'Generate · 6' }).click();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(2);
  expect(new Set(stage.posted).size).toBe(2);

  await page.evaluate(() => localStorage.setItem('dailies:1:confirm-above', '10'));
  await chip(page, '8 s').check();
  await expect(async () => {
    await press(page, 'Generate · 20 credits').click();
    await expect(page.getByRole('dialog', { name: 'Generate for 20 credits?' })).toBeVisible({
      timeout: 200,
    });
  }).toPass();
  await page.getByRole('dialog').getByRole('button', { name: 'No' }).click();
  expect(stage.posted).toHaveLength(2);
  await press(page, 'Generate · 20 credits').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Generate · 20 credits' }).click();
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toHaveCount(3);
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

test('a refusal stands at the press: a new price, a wait, a trouble; offline waits', async ({
  page,
  stage,
}) => {
  await stage.open('/');
  await words(page).fill('A lighthouse');
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
    headers: { 'retry-after': '2' },
  });
  await press(page, 'Generate · 9 credits').click();
  await expect(alert).toHaveText('You order too fast. Nothing was charged.');
  await expect(page.getByText(/^Wait [12] s$/)).toBeVisible();
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
  const before = stage.posted.length;
  await words(page).fill('A third lighthouse');
  await press(page, 'Generate · 9 credits').click();
  await expect.poll(() => remembered(page, 'orders')).toHaveLength(1);
  expect(stage.posted).toHaveLength(before);
  await page.context().setOffline(false);
  await expect(page.getByRole('link', { name: 'A third lighthouse' })).toHaveCount(1);
  expect(stage.posted).toHaveLength(before + 1);
});

test('a finished video is extended and upscaled, at the table’s price and the server’s', async ({
  page,
  stage,
}) => {
  const sharp = aDraft({
    prompt: 'A sharp sea',
    price: 6,
    video: aVideo('sharp', { width: 1920, height: 1080 }),
  });
  const long = aDraft({ prompt: 'A long night', video: aVideo('long', { duration_s: 70 }) });
  stage.jobs = [sharp, long];
  await stage.open('/');
  await chip(page, 'Extend').check();
  await expect(page.getByText('Choose a video to extend')).toBeVisible();
  await page.getByRole('button', { name: 'Choose a video' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose a video' });
  await expect(picker.getByRole('button', { name: 'Upload file' })).toBeDisabled();
  await expect(picker.getByText('Coming soon')).toBeVisible();
  await picker.getByRole('button', { name: /A long night/ }).click();
  await expect(page.getByText('No model extends this video')).toBeVisible();
  await expect(chip(page, 'Wan 2.5 Extend · 5 s more')).toHaveAccessibleDescription(
    'takes at most 60 s, this one lasts 70.0 s',
  );
  await page.getByRole('button', { name: 'Change' }).click();
  await picker.getByRole('button', { name: /A sharp sea/ }).click();
  await words(page).fill('and the wind dies');
  await chip(page, '720p').check();
  await press(page, 'Extend · 10 credits').click();
  await expect(page.getByRole('link', { name: 'and the wind dies' })).toHaveCount(1);
  expect(stage.jobs[0]).toMatchObject({ job_type: 'extend', source_job_id: sharp.id, price: 10 });

  await chip(page, 'Upscale').check();
  await expect(press(page, 'Upscale · 6 credits')).toBeEnabled();
  await expect(chip(page, '1080p')).toHaveAccessibleDescription('the video has 1080p already');
  await chip(page, 'Lanczos').check();
  await expect(press(page, 'Upscale · 3 credits')).toBeEnabled();
  await chip(page, 'High · 5 per 10 s').check();
  await chip(page, '4K').check();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await press(page, 'Upscale · 5 credits').click();
  await expect.poll(() => stage.jobs[0]).toMatchObject({ job_type: 'upscale', price: 5 });
  expect(stage.jobs[0]?.input).toEqual({
    source_job_id: sharp.id,
    target_resolution: '4k',
    engine: 'ffmpeg',
    quality: 'high',
  });
  stage.fail('GET /api/credits/check', { status: 409, body: { detail: 'The source is gone.' } });
  await chip(page, 'Fast · 2 per 10 s').check();
  await expect(page.getByText('The source is gone.')).toBeVisible();
});

test('an address fills the box: again, extend, upscale, or words of the feed', async ({ page, stage }) => {
  const input = {
    model: 'veo-3.1-fast',
    prompt: 'A heron',
    duration_s: 8,
    resolution: '480p',
    aspect_ratio: '9:16',
    image: { upload_id: 'gone' },
  };
  const heron = aDraft({ prompt: 'A heron', input });
  const upscaled = aDraft({
    job_type: 'upscale',
    prompt: '',
    model: 'ffmpeg-lanczos',
    source_job_id: heron.id,
    input: { source_job_id: heron.id, target_resolution: '1440p', engine: 'ffmpeg', quality: 'fast' },
  });
  stage.jobs = [upscaled, heron];
  await takeUploads(stage);
  stage.fail('GET /api/uploads/gone', { status: 404, body: { detail: 'There is no such upload.' } });
  await stage.open(`/?again=${heron.id}`);
  await expect(words(page)).toHaveValue('A heron');
  await expect(page).toHaveURL('/');
  await expect(chip(page, '480p')).toBeChecked();
  await expect(chip(page, '9:16')).toBeChecked();
  await expect(page.getByText('There is no such upload.')).toBeVisible();
  await expect(press(page, 'Generate · 8 credits')).toBeDisabled();
  await page.getByRole('button', { name: 'Remove the start frame' }).click();
  await expect(press(page, 'Generate · 8 credits')).toBeEnabled();

  await stage.open(`/?again=${upscaled.id}`);
  await expect(chip(page, 'Upscale')).toBeChecked();
  await expect(chip(page, '1440p')).toBeChecked();
  await expect(press(page, 'Upscale · 2 credits')).toBeEnabled();
  await stage.open(`/?extend=${heron.id}`);
  await expect(chip(page, 'Extend')).toBeChecked();
  await expect(page.getByText('Write what you want to see')).toBeVisible();
  await stage.open(`/?upscale=${heron.id}`);
  await expect(chip(page, 'Upscale')).toBeChecked();
  await stage.open('/?prompt=A%20red%20kite&model=wan-2.5');
  await expect(words(page)).toHaveValue('A red kite');
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('wan-2.5');
});

test('the keyboard alone is enough, and Enter in a chip buys nothing', async ({ page, stage }) => {
  await stage.open('/');
  await page.getByRole('button', { name: /A fox/ }).press('Enter');
  await expect(words(page)).toHaveValue(/^A fox/);
  await page.getByRole('heading', { name: 'Studio' }).click({ force: true });
  await page.keyboard.press('n');
  await expect(words(page)).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('A kite');
  await chip(page, '4 s').focus();
  await page.keyboard.press('ArrowRight');
  await expect(chip(page, '8 s')).toBeChecked();
  await page.keyboard.press('ArrowDown'); // also where there are tiles to go to
  await expect(chip(page, '4 s')).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await expect(chip(page, '8 s')).toBeChecked();
  await page.keyboard.press('Enter');
  expect(stage.posted).toHaveLength(0);
  const button = press(page, 'Generate · 20 credits');
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(button).toBeFocused({ timeout: 10 });
  }).toPass({ intervals: [0] });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'A kite' })).toHaveCount(1);
  expect(stage.posted).toHaveLength(1);
});

test('what was ordered by a model that has retired says what was chosen instead, until something is chosen', async ({
  page,
  stage,
}) => {
  const input = {
    model: 'veo-2',
    prompt: 'A heron',
    duration_s: 8,
    resolution: '1080p',
    aspect_ratio: '9:16',
  };
  const heron = aDraft({ prompt: 'A heron', model: 'veo-2', input });
  stage.jobs = [heron];
  await stage.open(`/?again=${heron.id}`);
  const box = page.getByRole('form', { name: 'Make a video' });
  await expect(box.getByRole('status')).toHaveText(
    'veo-2 is no longer offered: Veo 3.1 Fast was chosen instead. ' +
      'Veo 3.1 Fast does not make 9:16 · 8 s · 1080p: 480p was chosen instead.',
  );
  await expect(chip(page, '480p')).toBeChecked();
  await page.reload();
  await expect(box.getByRole('status')).toContainText('veo-2 is no longer offered');
  await chip(page, '16:9').check();
  await expect(box.getByRole('status')).toHaveCount(0);
});

test('on a phone the box folds to words and price, stays small, and covers nothing for good', async ({
  page,
  stage,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  stage.jobs = Array.from({ length: 6 }, () => aDraft());
  await stage.open('/');
  const box = page.getByRole('form', { name: 'Make a video' });
  const height = async () => (await box.boundingBox())?.height ?? 0;
  await expect(page.getByText('Write what you want to see')).toBeVisible();
  await expect(chip(page, 'Extend')).toBeHidden();
  expect(await height()).toBeLessThan(180);
  await words(page).click();
  await expect(chip(page, 'Extend')).toBeVisible();
  await words(page).fill('A tall ship\n'.repeat(12));
  expect(await height()).toBeLessThanOrEqual(0.45 * 844);
  await chip(page, '8 s').check();
  await page.getByRole('banner').click({ position: { x: 150, y: 20 } });
  await expect(chip(page, 'Extend')).toBeHidden();
  await page.getByRole('button', { name: 'Options' }).click();
  await expect(chip(page, 'Extend')).toBeVisible();
  await press(page, 'Generate · 20 credits').click();
  await expect(chip(page, 'Extend')).toBeHidden();

  const last = page.getByRole('listitem').last();
  await expect(async () => {
    await page.mouse.wheel(0, 5000);
    const [tile, form] = [await last.boundingBox(), await box.boundingBox()];
    expect((tile?.y ?? 0) + (tile?.height ?? 0)).toBeLessThanOrEqual(form?.y ?? 0);
  }).toPass();
  const bar = await page.getByRole('navigation', { name: 'Rooms' }).boundingBox();
  const form = await box.boundingBox();
  expect((form?.y ?? 0) + (form?.height ?? 0)).toBeLessThanOrEqual((bar?.y ?? 0) + 1);
});
