/** The studio before a whole local cloud, as somebody who has just signed up. */

import { test as base, expect, type Locator, type Page } from '@playwright/test';

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

/** Press Generate for a prompt, and return its tile. */
export async function generate(page: Page, prompt: string): Promise<Locator> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: /^Generate ·/ }).click();
  return tileOf(page, prompt);
}

export function tileOf(page: Page, prompt: string): Locator {
  return page.locator('li[data-job]').filter({ hasText: prompt });
}

/** What the whole local cloud needs for one film, on a machine that does other things, too. */
export const MADE = { timeout: 90_000 };

/** Ask the API as the person who is signed in on a page. */
export async function ask<T>(page: Page, path: string, method = 'GET', body?: object): Promise<T> {
  const token = await page.evaluate(TOKEN);
  const answer = await page.request.fetch(path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body ? { data: body } : {}),
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true);
  return answer.json();
}

/** Read the ID token where the sign-in SDK keeps it. */
const TOKEN = () =>
  new Promise<string>((resolve, reject) => {
    const opened = indexedDB.open('firebaseLocalStorageDb');
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
      const store = opened.result.transaction('firebaseLocalStorage').objectStore('firebaseLocalStorage');
      const all = store.getAll();
      all.onerror = () => reject(all.error);
      all.onsuccess = () => resolve(all.result[0].value.stsTokenManager.accessToken);
    };
  });
