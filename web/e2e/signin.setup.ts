import { expect, test as setup } from './stage';

setup('somebody signs in, and stays so for all other tests', async ({ page, stage }) => {
  await page.goto('/');
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toBeVisible();
  expect(stage.posted).toEqual([]);
  await page.context().storageState({ path: 'test-results/signed-in.json', indexedDB: true });
});
