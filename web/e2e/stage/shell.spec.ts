import { aLedger } from '../books';
import { gate } from '../gate';
import { aDraft } from '../made';
import { expect, type Page, settled, test } from '../stage';

const SIGNED_OUT = { storageState: { cookies: [], origins: [] } };
const boxes = (page: Page) =>
  page.evaluate(() =>
    ['.frame-header', '.frame-brand', ...[1, 2, 3, 4].map((n) => `.frame-rooms a:nth-child(${n})`)].map(
      (selector) => JSON.stringify(document.querySelector(selector)?.getBoundingClientRect()),
    ),
  );

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 640, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`the frame stands before the code comes, and nothing moves when it does (${viewport.width})`, async ({
    page,
    stage,
  }) => {
    await page.setViewportSize(viewport);
    const held = gate();
    await page.route('**/assets/*.js', async (route) => {
      await held.passed;
      await route.continue();
    });
    await page.goto('/settings', { waitUntil: 'commit' });
    // Until its style sheet is there nothing is painted.
    await expect(page.locator('.frame-header')).toHaveCSS('display', 'flex');
    const before = await boxes(page);
    held.open();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: /Balance: 100/ })).toBeVisible();
    expect(await boxes(page)).toEqual(before);
    const rooms = page.getByRole('navigation', { name: 'Rooms' });
    expect(await rooms.evaluate((nav) => nav.scrollWidth - nav.clientWidth), 'no room is cut').toBe(0);
    expect(stage.asked).toContain('GET /api/credits');
  });
}

test('a new page has its title and takes the focus to its heading; Back returns to the place', async ({
  page,
  stage,
}) => {
  await stage.open('/');
  await expect(page).toHaveTitle('Studio · Dailies');
  const rooms = page.getByRole('navigation', { name: 'Rooms' });
  for (const name of ['Feed', 'Credits', 'Settings']) {
    await rooms.getByRole('link', { name }).click();
    await expect(page).toHaveTitle(`${name} · Dailies`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(rooms.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  }
  await page.goBack();
  await expect(page).toHaveTitle('Credits · Dailies');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Credits' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'To the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('Back returns to where one had scrolled to', async ({ page, stage }) => {
  stage.entries = aLedger(40);
  await stage.open('/credits');
  await expect(page.getByRole('row')).toHaveCount(82);
  await page.evaluate(() => window.scrollTo(0, 1500));
  await page.keyboard.press('4'); // a press on a link would scroll to it first
  await expect(page).toHaveTitle('Settings · Dailies');
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(1500);
});

test('keys lead to rooms, to the box and to their sheet, and can be switched off', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft()];
  await stage.open('/settings');
  // On some keyboards the sign needs Shift.
  await page.evaluate(() => dispatchEvent(new KeyboardEvent('keydown', { key: '/', shiftKey: true })));
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('3');
  await expect(page.getByRole('heading', { name: 'Credits', level: 1 })).toBeFocused();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toBeFocused();
  await page.keyboard.type('3n?');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('3n?');
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('heading', { level: 2 })).toBeInViewport();
  for (const key of ['Space', ',', '.', 'm', 'l', 'f', 'd', 'x'])
    await expect(sheet.locator('kbd').getByText(key, { exact: true }).first()).toBeVisible();
  await page.keyboard.press('2'); // the sheet keeps it
  await expect(page).toHaveURL('/');
  await sheet.getByRole('switch', { name: 'Single keys work' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.getByRole('heading', { level: 1 }).press('2');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(sheet).toBeVisible();
  await expect(page).toHaveURL('/');
});

test('a key that is pressed before it is known who is here keeps its word', async ({ page, stage }) => {
  const held = gate();
  await page.route('**/__/firebase/init.json', async (route) => {
    await held.passed;
    await route.fallback();
  });
  stage.jobs = [aDraft()];
  await stage.open('/settings');
  await page.keyboard.press('/');
  await expect(page).toHaveURL('/');
  held.open();
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('a key that asks for what a page has not leads to its heading', async ({ page, stage }) => {
  await stage.open('/');
  await expect(page.getByText('Nothing made yet.')).toBeVisible(); // so there is no box to search in
  await page.keyboard.press('3');
  await expect(page.getByRole('heading', { name: 'Credits', level: 1 })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('heading', { name: 'Studio', level: 1 })).toBeFocused();
});

test('a page whose contents come late gets the focus when they are there, unless it is somewhere in it', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft({ id: 'film', prompt: 'A lighthouse' })];
  stage.entries = aLedger(1).map((entry) => ({ ...entry, job_id: entry.job_id && 'film' }));
  let held = gate();
  await page.route('**/api/jobs/film', async (route) => {
    await held.passed;
    await route.fallback();
  });
  await stage.open('/credits');
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page).toHaveTitle('Video · Dailies');
  held.open();
  await expect(page.getByRole('heading', { level: 1, name: 'A lighthouse' })).toBeFocused();
  await page.goBack();
  held = gate();
  await page.reload();
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page).toHaveTitle('Video · Dailies');
  await page.getByRole('link', { name: '← Studio' }).focus();
  held.open();
  await expect(page.getByRole('heading', { level: 1, name: 'A lighthouse' })).toBeVisible();
  await expect(page.getByRole('link', { name: '← Studio' })).toBeFocused();
});

test('a theme is chosen, kept, and there before the first paint; another tab follows', async ({
  page,
  stage,
}) => {
  await stage.open('/settings');
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const bar = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')].map(({ media }) => media),
    );
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(ground).toBe('rgb(250, 250, 250)');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('dialog', { name: 'Account' }).getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(ground).toBe('rgb(12, 13, 15)');
  expect(await bar()).toEqual(['all', 'not all']);
  await page.route('**/assets/*.js', (route) => route.abort());
  stage.expectFaults();
  await page.reload();
  expect(await ground()).toBe('rgb(12, 13, 15)');
  expect(await bar()).toEqual(['all', 'not all']);
  await page.unroute('**/assets/*.js');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' }).last()).toBeChecked();
  const other = await page.context().newPage();
  await other.goto('/theme.js');
  await other.evaluate(() => localStorage.setItem('dailies:1:theme', '"light"'));
  await expect.poll(ground).toBe('rgb(250, 250, 250)');
  await expect(page.getByRole('radio', { name: 'Light' }).last()).toBeChecked();
});

test('low credits are said once, and again only after there were enough', async ({ page, stage }) => {
  stage.credits = { available: 8, held: 0, active_jobs: 0 };
  await stage.open('/');
  await page.getByRole('button', { name: 'Get credits' }).click();
  await expect(page).toHaveURL('/credits?back=%2F');
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Balance: 8 credits' })).toBeVisible();
  await settled(page);
  await expect(page.getByText('You have 8 credits left.')).toBeHidden();
  stage.credits = { ...stage.credits, available: 50 };
  await page.reload();
  await expect(page.getByRole('link', { name: 'Balance: 50 credits' })).toBeVisible();
  stage.credits = { ...stage.credits, available: 1 };
  await page.reload();
  await expect(page.getByText('You have 1 credit left.')).toBeVisible();
});

test('nothing at an address is a page too', async ({ page, stage }) => {
  await stage.open('/nowhere');
  await expect(page).toHaveTitle('Nothing here · Dailies');
  await page.getByRole('link', { name: 'To your studio' }).click();
  await expect(page).toHaveURL('/');
});

test.describe('signed out', () => {
  test.use(SIGNED_OUT);

  test('the frame offers the way in, and asks for no balance', async ({ page, stage }) => {
    await stage.open('/feed');
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.getByRole('button', { name: 'Account' }).click();
    await expect(page.getByText('Nobody is signed in')).toBeVisible();
    expect(stage.asked).not.toContain('GET /api/credits');
  });
});
