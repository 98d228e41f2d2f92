import AxeBuilder from '@axe-core/playwright';
import { aFeedItem, aLedger } from '../books';
import { aDraft, aFailure, aJob } from '../made';
import { expect, type Page, type Stage, settled, test } from '../stage';

/** Every page is looked through up to four times. */
test.describe.configure({ timeout: 120_000 });

const SIGNED_OUT = { storageState: { cookies: [], origins: [] } };
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Every page with something on it; `ready` is what it shows when it is all there. */
const PAGES: Readonly<
  Record<string, { readonly path: string; readonly ready: (page: Page) => Promise<unknown> }>
> = {
  studio: { path: '/', ready: (page) => expect(page.getByText('A fox in the snow').first()).toBeVisible() },
  detail: {
    path: '/v/draft',
    ready: (page) => expect(page.getByRole('heading', { level: 1, name: 'A lighthouse' })).toBeVisible(),
  },
  failed: {
    path: '/v/failure',
    ready: (page) => expect(page.getByRole('heading', { level: 1, name: 'Somebody famous' })).toBeVisible(),
  },
  feed: { path: '/feed', ready: (page) => expect(page.getByText('A paper boat')).toBeVisible() },
  credits: {
    path: '/credits?need=4&have=16&back=/',
    ready: (page) => expect(page.getByRole('row')).toHaveCount(8),
  },
  settings: { path: '/settings', ready: (page) => expect(page.getByText('person-1')).toBeVisible() },
  nowhere: {
    path: '/nowhere',
    ready: (page) => expect(page.getByRole('link', { name: 'To your studio' })).toBeVisible(),
  },
};

function fill(stage: Stage): void {
  stage.jobs = [
    aJob({ status: 'processing', stage: 'making', progress: 40, prompt: 'A fox in the snow' }),
    aDraft({ id: 'draft', prompt: 'A lighthouse' }),
    aDraft({ prompt: 'The sun comes out', job_type: 'extend', source_job_id: 'source' }),
    aDraft({ id: 'source', prompt: 'A lighthouse in a storm, waves against the rocks, slow push in' }),
    aFailure({ id: 'failure', prompt: 'Somebody famous' }),
  ];
  stage.feed = [
    aFeedItem({ prompt: 'A paper boat' }),
    aFeedItem({ prompt: 'Waves', width: 720, height: 1280 }),
  ];
  stage.entries = aLedger(3);
  stage.credits = { available: 16, held: 20, active_jobs: 1, ...{ buy_url: 'https://shop.example.com/' } };
}

/** Say what axe finds wrong, one line for each place: all rules in each theme and size, contrast in all four. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      const isWhole = (colorScheme === 'dark') === (size === 'desk');
      const axe = new AxeBuilder({ page });
      const { violations } = await (isWhole ? axe.withTags(WCAG) : axe.withRules('color-contrast')).analyze();
      const places = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
      );
      found.push(...places.map((place) => `${colorScheme}, ${size}: ${place}`));
    }
  }
  return found;
}

/** Return how far the page sticks out of a window of 320 px, which is a desk at 400 %, and what does. */
function sticksOut(): string[] {
  const edge = document.body.getBoundingClientRect().right;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > edge + 1)
    .map((element) => `${element.tagName} ${element.className}`);
}

/** Return the presses that a thumb would miss; links in a line of text may be as high as the line. */
function tooSmall(): string[] {
  const presses = [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, summary')];
  return presses
    .filter((press) => press.checkVisibility() && !press.closest('p, td, small, .frame-skip'))
    .filter((press) => getComputedStyle(press, '::after').position !== 'absolute') // its target is larger than it is
    .map((press) => ({ name: press.ariaLabel ?? press.textContent, box: press.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(({ name, box }) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
}

for (const [name, { path, ready }] of Object.entries(PAGES)) {
  test(`${name}: axe finds nothing, it fits 320 px, a thumb finds its presses`, async ({ page, stage }) => {
    fill(stage);
    await page.emulateMedia({ reducedMotion: 'reduce' }); // what fades in has no colours of its own yet
    await stage.open(path);
    await ready(page);
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(tooSmall)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(sticksOut)).toEqual([]);
  });
}

test('the account and the sheet of keys: axe finds nothing', async ({ page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await stage.open('/settings');
  await page.getByRole('button', { name: 'Account' }).click();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  expect(await faults(page)).toEqual([]);
});

test.describe('signed out', () => {
  test.use(SIGNED_OUT);

  test('the ways in: axe finds nothing', async ({ page, stage }) => {
    await stage.open('/signin?new=1');
    expect(await faults(page)).toEqual([]);
    await page.getByRole('link', { name: 'I have an account' }).click();
    stage.expectFaults();
    await page.route('**/accounts:signInWithPassword**', (route) => route.abort());
    await page.getByLabel('E-mail').fill('demo@example.com');
    await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
});

test('Tab goes through the frame and the page in the order in which they are read', async ({
  page,
  stage,
}) => {
  fill(stage);
  await stage.open('/credits');
  await expect(page.getByRole('row')).toHaveCount(8);
  await expect(page.getByRole('link', { name: 'Balance: 16 credits' })).toBeVisible();
  const seen: string[] = [];
  for (let n = 0; n < 11; n += 1) {
    await page.keyboard.press('Tab');
    seen.push(
      await page.evaluate(
        () => document.activeElement?.ariaLabel || document.activeElement?.textContent || '',
      ),
    );
  }
  expect(seen).toEqual([
    'To the content',
    'Dailies',
    'Studio',
    'Feed',
    'Credits',
    'Settings',
    'Balance: 16 credits',
    'Account',
    'Buy credits',
    'Export CSV',
    'All',
  ]);
});

test('with less motion nothing moves', async ({ page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  fill(stage);
  for (const { path, ready } of Object.values(PAGES)) {
    await stage.open(path);
    await ready(page);
    await settled(page);
    const moving = () => document.getAnimations().filter((one) => one.playState === 'running').length;
    expect(await page.evaluate(moving)).toBe(0);
    const playing = () => [...document.querySelectorAll('video')].filter((video) => !video.paused).length;
    expect(await page.evaluate(playing)).toBe(0);
  }
});
