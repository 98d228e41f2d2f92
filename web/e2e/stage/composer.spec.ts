import AxeBuilder from '@axe-core/playwright';
import { chip, press, words } from '../composer';
import { aDraft } from '../made';
import { MODELS } from '../models';
import { expect, test } from '../stage';

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

test('a long name of a model leaves the start frame in its row', async ({ page, stage }) => {
  const long = 'A model with a name that is longer than names of models are';
  stage.models = { ...MODELS, models: MODELS.models.map((one) => ({ ...one, title: long })) };
  await page.setViewportSize({ width: 1280, height: 800 });
  await stage.open('/');
  await expect(async () => {
    const model = await page.getByRole('combobox', { name: 'Model' }).boundingBox();
    const frame = await page.getByRole('group', { name: 'Start frame' }).boundingBox();
    expect(frame?.y).toBe(model?.y);
    expect(frame?.x).toBeGreaterThan((model?.x ?? 0) + (model?.width ?? 0));
  }).toPass();
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
