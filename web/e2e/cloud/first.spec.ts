import { expect, test } from '../cloud';

test('a prompt becomes a video while one looks on', async ({ studio: { page } }) => {
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse in a storm');
  await page.getByRole('button', { name: /^Generate/ }).click();
  const tile = page.getByRole('listitem').first();
  await expect(tile).toContainText('A lighthouse in a storm');
  await expect(tile).toContainText('Ready', { timeout: 60_000 });
});
