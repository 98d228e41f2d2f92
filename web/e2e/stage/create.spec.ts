import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../stage';

test('a lost answer still buys once', async ({ page, stage }) => {
  stage.fail('POST /api/jobs', 'lost');
  await stage.open('/');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse in a storm');
  await page.getByRole('radio', { name: '8 s' }).check();
  await page.getByRole('radio', { name: '720p' }).check();
  await page.getByRole('button', { name: 'Generate · 20 credits' }).click();
  await expect(page.getByRole('listitem')).toHaveText(/A lighthouse in a storm.*Waiting in line/);
  expect(stage.posted).toHaveLength(2);
  expect(new Set(stage.posted).size).toBe(1);
});

test('the press that costs can be read under the mouse', async ({ page, stage }) => {
  await stage.open('/');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse in a storm');
  const press = page.getByRole('button', { name: /^Generate ·/ });
  await expect(press).toBeEnabled();
  await press.hover();
  await press.evaluate((button) => Promise.all(button.getAnimations().map((one) => one.finished)));

  const found = await new AxeBuilder({ page }).include('form').withRules('color-contrast').analyze();

  expect(found.violations).toEqual([]);
});
