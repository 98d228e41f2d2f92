/** The studio before a whole local cloud, as somebody who has just signed up. */

import { test as base, expect, type Page } from '@playwright/test';

const HARMLESS = /DevTools|net::ERR_ABORTED/;

export interface Studio {
  readonly page: Page;
  readonly email: string;
  readonly password: string;
}

/** Every test is a person of its own, and no line on the console and no failed request is let pass. */
export const test = base.extend<{ studio: Studio }>({
  studio: async ({ page }, use) => {
    const complaints = watched(page);
    const studio = { page, email: `${crypto.randomUUID()}@example.com`, password: 'correct horse' };
    await signUp(studio);
    await use(studio);
    expect(complaints, 'nothing on the console, no failed request').toEqual([]);
  },
});

/** Return a list that grows with whatever goes wrong on a page. */
export function watched(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type()) && !HARMLESS.test(line.text()))
      complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  return complaints;
}

async function signUp({ page, email, password }: Studio): Promise<void> {
  await page.goto('/signin?new=1');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Make an account' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toBeVisible();
}

export { expect } from '@playwright/test';
