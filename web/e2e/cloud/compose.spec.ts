import { expect, test } from '../cloud';
import { PICTURE } from '../uploads';

test('a picture becomes a video, which is extended and priced for an upscale', async ({
  studio: { page },
}) => {
  await page.getByRole('textbox', { name: 'Prompt' }).fill('The tide turns');
  const slot = page.getByRole('group', { name: 'Start frame' });
  await slot.getByLabel('Start frame').setInputFiles(PICTURE);
  await expect(slot.getByRole('img', { name: 'The start frame' })).toBeVisible();
  await page.getByRole('button', { name: /^Generate ·/ }).click();
  const tile = page.getByRole('listitem').first();
  await expect(tile).toContainText('Ready', { timeout: 90_000 });

  await page.getByRole('radio', { name: 'Upscale' }).check();
  await page.getByRole('button', { name: 'Choose a video' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /The tide turns/ })
    .click();
  await expect(page.getByRole('button', { name: /^Upscale · \d+ credits/ })).toBeEnabled();
  await page.getByRole('radio', { name: 'Extend' }).check();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('and comes back');
  await page.getByRole('button', { name: /^Extend ·/ }).click();
  await expect(page.getByRole('listitem').first()).toContainText('and comes back');
  await expect(page.getByRole('listitem').first()).toContainText('Ready', { timeout: 90_000 });
});
