import { ask, expect, generate, MADE, test, tileOf, watched } from '../cloud';
import { expectToPlay } from '../films';

test('a prompt becomes a film that is played, extended, upscaled, compared, published and deleted', async ({
  studio: { page },
  browser,
}) => {
  const tile = await generate(page, 'A lighthouse in a storm');
  await expect(tile).toContainText('Ready', MADE); // without a reload
  await tile.getByRole('link').click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expectToPlay(page.getByLabel('A lighthouse in a storm', { exact: true }));

  const extend = page.getByRole('form', { name: 'Extend' });
  await extend.getByRole('radio', { name: '480p' }).check();
  await extend.getByLabel('What happens next').fill('The storm ends');
  await extend.getByRole('button', { name: 'Extend · 5 credits' }).click();
  const longer = tileOf(page, 'The storm ends');
  await expect(longer).toContainText('Ready', MADE);
  await longer.getByRole('link').click();

  const more = page.getByRole('region', { name: 'Make more of it' });
  await more.getByRole('radio', { name: 'Upscale' }).check();
  const upscale = page.getByRole('form', { name: 'Upscale' });
  await upscale.getByRole('radio', { name: '720p' }).check();
  await upscale.getByRole('button', { name: /^Upscale · \d+ credits$/ }).click();
  const sharper = page.getByRole('listitem').first();
  await expect(sharper).toContainText('Upscale');
  await expect(sharper).toContainText('Ready', MADE);
  await sharper.getByRole('link').click();

  await expect(page.getByRole('region', { name: 'Chain' })).toContainText(/Generate.*Extend.*Upscale/);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expectToPlay(page.getByLabel('Before 480p'));
  await expectToPlay(page.getByLabel('After 720p'));
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText(/Held (\d+).*used \1/i);

  const { prompt } = await ask<{ prompt: string }>(page, `/api/jobs/${page.url().split('/').at(-1)}`);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('button', { name: 'Take back' })).toBeVisible();
  const passer = await (await browser.newContext()).newPage();
  const complaints = watched(passer);
  await passer.goto('/feed');
  await expect(passer.getByRole('listitem').filter({ hasText: prompt }).first()).toBeVisible();
  expect(complaints).toEqual([]);
  await passer.context().close();

  await page.goto('/credits');
  await expect(page.getByRole('row').filter({ hasText: 'Spent' })).toHaveCount(3);
  await page.getByRole('button', { name: 'Check that it adds up' }).click();
  await expect(page.getByText(/and 0 held: proved|credits: proved/)).toBeVisible();

  await page.goto('/');
  await page.getByRole('button', { name: 'More for The storm ends' }).first().click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(longer.first()).toBeVisible();
});
