/** Every page in its main states, in both themes and two sizes, into `screenshots/`. Not a test: something to look at. */

import { test as base, type Page } from '@playwright/test';
import { aFeedItem, aLedger } from './books';
import { aDraft, aFailure, aJob, aVideo } from './made';
import { type Stage, test } from './stage';

interface Shot {
  readonly name: string;
  readonly path: string | ((stage: Stage) => string);
  readonly arrange?: (stage: Stage) => unknown;
  readonly after?: (page: Page, stage: Stage) => unknown;
  readonly signedOut?: boolean;
}

const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const first = (stage: Stage) => `/v/${stage.jobs[0]?.id}`;
const write = async (page: Page) => {
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse in a storm, waves over the rocks');
};

const SHOTS: readonly Shot[] = [
  { name: 'studio', path: '/', arrange: (stage) => grid(stage), after: write },
  { name: 'studio-empty', path: '/' },
  {
    name: 'studio-failed',
    path: '/',
    arrange: (stage) => stage.fail('GET /api/jobs', { status: 400, body: REFUSAL }),
  },
  {
    name: 'studio-short',
    path: '/',
    arrange: (stage) => {
      grid(stage);
      stage.credits = { available: 3, held: 0, active_jobs: 0 };
    },
    after: write,
  },
  { name: 'detail', path: first, arrange: (stage) => grid(stage).unshift(aDraft()) },
  {
    name: 'detail-processing',
    path: first,
    arrange: (stage) => grid(stage).unshift(aJob({ status: 'processing', stage: 'making', progress: 40 })),
  },
  { name: 'detail-failed', path: first, arrange: (stage) => grid(stage).unshift(aFailure()) },
  { name: 'detail-compare', path: first, arrange: upscaled, after: compare },
  { name: 'feed', path: '/feed', arrange: published },
  { name: 'feed-empty', path: '/feed', signedOut: true },
  { name: 'credits', path: '/credits', arrange: booked },
  { name: 'credits-empty', path: '/credits' },
  {
    name: 'credits-need',
    path: '/credits?need=4&have=16&back=/',
    arrange: (stage) => {
      booked(stage);
      stage.credits = { ...stage.credits, available: 16, ...{ buy_url: 'https://shop.example.com/' } };
    },
  },
  {
    name: 'credits-failed',
    path: '/credits',
    arrange: (stage) => stage.fail('GET /api/credits/ledger', { status: 400, body: REFUSAL }),
  },
  { name: 'settings', path: '/settings' },
  { name: 'settings-nobody', path: '/settings', signedOut: true },
  { name: 'signin', path: '/signin', signedOut: true },
  { name: 'signin-new', path: '/signin?new=1', signedOut: true },
  { name: 'signin-wrong', path: '/signin', signedOut: true, after: wrong },
  { name: 'nowhere', path: '/nowhere' },
  { name: 'account', path: '/', arrange: (stage) => grid(stage), after: (page) => press(page, 'Account') },
  {
    name: 'shortcuts',
    path: '/',
    arrange: (stage) => grid(stage),
    after: (page) => page.keyboard.press('?'),
  },
  {
    name: 'offline',
    path: '/',
    arrange: (stage) => grid(stage),
    after: (page) => page.context().setOffline(true),
  },
];

for (const theme of ['dark', 'light'] as const) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    base.describe(`${theme} ${size}`, () => {
      test.use({ viewport, colorScheme: theme });
      for (const shot of SHOTS) draw(shot, `${shot.name}-${theme}-${size}`);
    });
  }
}

function draw(shot: Shot, name: string): void {
  test.describe(() => {
    if (shot.signedOut) test.use({ storageState: { cookies: [], origins: [] } });
    test(name, async ({ page, stage }) => {
      await shot.arrange?.(stage);
      await stage.open(typeof shot.path === 'string' ? shot.path : shot.path(stage));
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
      await shot.after?.(page, stage);
      await page.waitForFunction(() =>
        [...document.images].every(
          (image) => image.complete || image.getBoundingClientRect().top > innerHeight,
        ),
      );
      await page.screenshot({ path: `screenshots/${name}.png`, animations: 'disabled' });
    });
  });
}

const REFUSAL = {
  code: 'invalid_request',
  detail: 'The cursor is not one of this list.',
  status: 400,
} as const;

function grid(stage: Stage) {
  stage.jobs = [
    aJob({ prompt: 'A paper boat in a gutter, rain' }, 5),
    aJob({ status: 'processing', stage: 'making', progress: 40, prompt: 'A fox in the snow' }, 40),
    aDraft({ prompt: 'A lighthouse in a storm' }),
    aDraft({ prompt: 'Steam above a bowl of noodles, slow push in', status: 'published' }),
    aFailure({ prompt: 'Somebody famous on the moon' }),
    aJob({ status: 'canceled', stage: 'canceled', receipt: { held: 20, captured: 0, released: 20 } }),
    ...Array.from({ length: 6 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }, 3600 * (n + 1))),
  ];
  stage.credits = { available: 60, held: 40, active_jobs: 2 };
  return stage.jobs;
}

function upscaled(stage: Stage): void {
  const source = aDraft({ prompt: 'A lighthouse in a storm' }, 600);
  const video = aVideo(undefined, { width: 1920, height: 1080 });
  const upscale = aDraft({
    job_type: 'upscale',
    prompt: '',
    source_job_id: source.id,
    root_job_id: source.id,
    video,
  });
  stage.jobs = [upscale, source];
}

async function compare(page: Page): Promise<void> {
  const opener = page.getByRole('button', { name: /compare/i });
  if (await opener.count()) await opener.first().click();
}

function published(stage: Stage): void {
  stage.feed = [
    aFeedItem(),
    aFeedItem({ prompt: 'A fox in the snow', width: 720, height: 1280 }),
    aFeedItem({ prompt: 'A paper boat in a gutter, rain', width: 720, height: 720 }),
  ];
}

function booked(stage: Stage): void {
  stage.entries = aLedger(8);
  stage.credits = { available: 94, held: 20, active_jobs: 1 };
}

async function wrong(page: Page, stage: Stage): Promise<void> {
  await page.route('**/accounts:signInWithPassword**', (route) =>
    route.fulfill({ status: 400, json: { error: { code: 400, message: 'INVALID_LOGIN_CREDENTIALS' } } }),
  );
  stage.expectFaults();
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('something else');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}
