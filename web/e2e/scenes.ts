/** What the stage shows in the pictures: a studio that has been worked in, and what somebody does there. */

import type { Page } from '@playwright/test';
import { aFeedItem, aLedger } from './books';
import { aDraft, aFailure, aJob, aVideo } from './made';
import { MODELS } from './models';
import type { Stage } from './stage';

const LONG =
  'An old fishing village at the edge of a fjord before dawn, lanterns along the pier, slow crane shot over ' +
  'the boats, mist on the water, a single rower coming home, film grain, 35 mm, in the manner of the seventies';

const BUSY = { status: 503, body: { status: 503, code: 'unavailable', detail: 'Busy.' } } as const;

export function used(stage: Stage): void {
  stage.jobs = [
    aJob({ prompt: 'A paper boat in a gutter, rain' }, 5),
    aJob({ status: 'processing', stage: 'making', progress: 40, prompt: 'A fox in the snow' }, 40),
    aDraft({ prompt: 'A lighthouse in a storm', favorite: true }),
    aDraft({ prompt: 'Steam above a bowl of noodles, slow push in', status: 'published' }),
    aFailure({ prompt: 'Somebody famous on the moon' }),
    aJob({
      prompt: 'A kite over the dunes',
      status: 'canceled',
      stage: 'canceled',
      receipt: { held: 20, captured: 0, released: 20 },
      _links: { retry: '', delete: '' },
    }),
    ...Array.from({ length: 6 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }, 3600 * (n + 1))),
  ];
  stage.credits = { available: 60, held: 40, active_jobs: 2 };
}

/** The newest job is this one. */
export function headed(stage: Stage, job: Stage['jobs'][0]): void {
  used(stage);
  stage.jobs.unshift(job);
}

/** Words that are as long as they may be, and prices of three digits. */
export function long(stage: Stage): void {
  used(stage);
  const dear = (one: (typeof MODELS.models)[0]) => ({
    ...one,
    title: `${one.title} for Very Long Names of Models`,
    combinations: one.combinations.map((offer) => ({ ...offer, credits: offer.credits * 25 })),
  });
  stage.models = { ...MODELS, models: MODELS.models.map(dear) };
  stage.jobs = stage.jobs.map((job, n) => {
    const prompt = n % 2 ? LONG : 'Unbroken'.repeat(20);
    return { ...job, price: 400, prompt, input: { ...job.input, prompt } };
  });
  stage.credits = { available: 12_345, held: 1_200, active_jobs: 3 };
}

export function short(stage: Stage): void {
  used(stage);
  stage.credits = { available: 7, held: 0, active_jobs: 0 };
}

export function chained(stage: Stage): void {
  const source = aDraft({ prompt: 'A lighthouse in a storm' }, 900);
  const below = { source_job_id: source.id, root_job_id: source.id };
  const on = aDraft({ ...below, job_type: 'extend', prompt: 'The storm ends', price: 10 }, 600);
  stage.jobs = [source, on, upscaleOf(source.id)];
}

export function upscaled(stage: Stage): void {
  const source = aDraft({ prompt: 'A lighthouse in a storm' }, 600);
  stage.jobs = [upscaleOf(source.id), source];
}

function upscaleOf(id: string): Stage['jobs'][0] {
  return aDraft({
    job_type: 'upscale',
    prompt: '',
    model: 'ffmpeg-lanczos',
    price: 3,
    input: { source_job_id: id, target_resolution: '1080p', engine: 'ffmpeg', quality: 'balanced' },
    source_job_id: id,
    root_job_id: id,
    video: aVideo(undefined, { width: 1920, height: 1080 }),
  });
}

export function published(stage: Stage): void {
  stage.feed = [
    aFeedItem(),
    aFeedItem({ prompt: LONG, width: 720, height: 1280 }),
    aFeedItem({ prompt: 'A paper boat in a gutter, rain', width: 720, height: 720 }),
  ];
}

export function booked(stage: Stage): void {
  stage.entries = aLedger(8);
  stage.credits = { available: 94, held: 20, active_jobs: 1 };
}

/** Nothing is answered but trouble. */
export function down(stage: Stage, ...routes: readonly string[]): void {
  for (const route of routes) stage.fail(route, ...Array.from({ length: 20 }, () => BUSY));
}

/** Every film's link has ended, and so has each new one. */
export async function expired(stage: Stage): Promise<void> {
  stage.expectFaults();
  await stage.page.route(/storage\.googleapis\.com.*small\.mp4/, (route) => route.fulfill({ status: 403 }));
}

export async function write(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill('A lighthouse in a storm, waves over the rocks');
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
}

export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).first().check();
}

/** Delete the first tile that can be; its undo stands there. */
export async function remove(page: Page): Promise<void> {
  await press(page, 'More for A lighthouse in a storm');
  await page.getByRole('menuitem', { name: 'Delete' }).click();
}

export async function select(page: Page): Promise<void> {
  for (const title of ['A lighthouse in a storm', 'Somebody famous on the moon'])
    await page.getByRole('checkbox', { name: `Select ${title}` }).check();
  await page.evaluate(() => scrollTo(0, 0));
}

/** Press the same twice. */
export async function repeat(page: Page): Promise<void> {
  await write(page);
  const generate = page.getByRole('button', { name: /^Generate · / });
  await generate.click();
  const asked = page.getByRole('dialog', { name: 'Again?' });
  for (let tries = 0; tries < 20 && !(await asked.isVisible()); tries += 1) {
    await page.getByRole('textbox', { name: 'Prompt' }).press('Control+Enter');
    await asked.waitFor({ timeout: 200 }).catch(() => undefined); // the finger is calm again in a moment
  }
}

export async function wrong(page: Page, stage: Stage): Promise<void> {
  await page.route('**/accounts:signInWithPassword**', (route) =>
    route.fulfill({ status: 400, json: { error: { code: 400, message: 'INVALID_LOGIN_CREDENTIALS' } } }),
  );
  stage.expectFaults();
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('something else');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
}
