/** The composer as a person finds it: its words, its presses, its chips, and what is remembered for it. */

import type { Page } from '@playwright/test';

export const words = (page: Page) => page.getByRole('textbox', { name: 'Prompt' });
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const chip = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });
export const remembered = (page: Page, name: string) =>
  page.evaluate((key) => JSON.parse(localStorage.getItem(`dailies:1:${key}`) ?? 'null'), name);
