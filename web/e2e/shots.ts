/** The pictures: every page in every state that is worth looking at. */

import type { Page } from '@playwright/test';
import { aDraft, aFailure, aJob } from './made';
import * as scene from './scenes';
import type { Stage } from './stage';

export interface Shot {
  readonly name: string;
  readonly path: string | ((stage: Stage) => string);
  readonly arrange?: (stage: Stage) => unknown;
  readonly after?: (page: Page, stage: Stage) => unknown;
  readonly signedOut?: boolean;
  /** Down to the end of the page. */
  readonly whole?: boolean;
  /** It is drawn while it is still being asked for. */
  readonly early?: boolean;
}

const first = (stage: Stage) => `/v/${stage.jobs[0]?.id}`;
const pressing = (name: string) => (page: Page) => scene.press(page, name);
const choosing = (name: string) => (page: Page) => scene.choose(page, name);
const offered = (page: Page) => page.getByRole('button', { name: /^Rather/ }).waitFor();
const headed = (job: () => Stage['jobs'][0]) => (stage: Stage) => scene.headed(stage, job());

const STUDIO: readonly Shot[] = [
  { name: 'studio', path: '/', arrange: scene.used, after: scene.write },
  {
    name: 'studio-lower',
    path: '/',
    arrange: scene.used,
    after: (page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)),
  },
  { name: 'studio-empty', path: '/' },
  {
    name: 'studio-loading',
    path: '/',
    early: true,
    arrange: (stage) => stage.on('GET', '/api/jobs', () => new Promise(() => {})),
  },
  {
    name: 'studio-failed',
    path: '/',
    arrange: (stage) => scene.down(stage, 'GET /api/jobs'),
    after: (page) => page.getByRole('alert').waitFor(),
    early: true,
  },
  {
    name: 'studio-short',
    path: '/',
    arrange: (stage) => {
      scene.used(stage);
      stage.credits = { available: 16, held: 0, active_jobs: 0 };
    },
    after: async (page) => {
      await scene.write(page);
      await scene.choose(page, '8 s');
    },
  },
  { name: 'studio-long', path: '/', arrange: scene.long, after: scene.write },
  {
    name: 'studio-menu',
    path: '/',
    arrange: scene.used,
    after: pressing('More for A lighthouse in a storm'),
  },
  { name: 'studio-selected', path: '/', arrange: scene.used, after: scene.select },
  { name: 'studio-undo', path: '/', arrange: scene.used, after: scene.remove },
  { name: 'studio-again', path: '/', arrange: scene.used, after: scene.repeat },
  {
    name: 'studio-filtered',
    path: '/?status=failed',
    arrange: scene.used,
    after: (page) => scene.press(page, 'Filters (1)'),
  },
  { name: 'studio-nothing', path: '/?status=canceled&words=zebra', arrange: scene.used },
  {
    name: 'studio-extend',
    path: (stage) => `/?extend=${stage.jobs[2]?.id}`,
    arrange: scene.used,
  },
  {
    name: 'studio-upscale',
    path: (stage) => `/?upscale=${stage.jobs[2]?.id}`,
    arrange: scene.short,
    after: offered,
  },
  {
    name: 'studio-instead',
    path: (stage) => `/?again=${stage.jobs[0]?.id}`,
    arrange: headed(() =>
      aDraft({
        model: 'veo-2',
        prompt: 'A heron',
        input: { model: 'veo-2', prompt: 'A heron', duration_s: 5, resolution: '4k' },
      }),
    ),
  },
  { name: 'offline', path: '/', arrange: scene.used, after: (page) => page.context().setOffline(true) },
  {
    name: 'down',
    path: '/credits',
    arrange: (stage) => scene.down(stage, 'GET /api/credits', 'GET /api/credits/ledger'),
    after: (page) => page.getByText('The server is in trouble. Your jobs').waitFor(),
    early: true,
  },
];

const DETAIL: readonly Shot[] = [
  { name: 'detail', path: first, arrange: headed(() => aDraft()) },
  { name: 'detail-whole', path: first, arrange: scene.chained, whole: true },
  { name: 'detail-upscale', path: first, arrange: scene.chained, after: choosing('Upscale') },
  {
    name: 'detail-short',
    path: (stage) => `${first(stage)}#upscale`,
    arrange: (stage) => {
      scene.short(stage);
      stage.jobs.unshift(aDraft());
    },
    after: offered,
    whole: true,
  },
  { name: 'detail-long', path: first, arrange: scene.long },
  {
    name: 'detail-processing',
    path: first,
    arrange: headed(() => aJob({ status: 'processing', stage: 'making', progress: 40 })),
  },
  { name: 'detail-failed', path: first, arrange: headed(() => aFailure()) },
  {
    name: 'detail-busy',
    path: first,
    arrange: headed(() =>
      aFailure({
        error: {
          code: 'provider_busy',
          message: 'The provider was too busy to make this video.',
          next_step: 'Your credits were returned. Try again in a few minutes.',
        },
      }),
    ),
  },
  { name: 'detail-compare', path: first, arrange: scene.upscaled },
  {
    name: 'detail-expired',
    path: first,
    arrange: (stage) => {
      scene.used(stage);
      stage.jobs.unshift(aDraft());
      return scene.expired(stage);
    },
    after: async (page) => {
      await scene.press(page, 'Play');
      await page.getByText('its link was renewed').waitFor();
    },
  },
  { name: 'detail-gone', path: '/v/unknown' },
];

const OTHERS: readonly Shot[] = [
  { name: 'feed', path: '/feed', arrange: scene.published },
  { name: 'feed-whole', path: '/feed', arrange: scene.published, whole: true },
  { name: 'feed-empty', path: '/feed', signedOut: true },
  { name: 'credits', path: '/credits', arrange: scene.booked },
  { name: 'credits-empty', path: '/credits' },
  {
    name: 'credits-need',
    path: '/credits?need=4&have=16&back=/',
    arrange: (stage) => {
      scene.booked(stage);
      stage.credits = { ...stage.credits, available: 16, ...{ buy_url: 'https://shop.example.com/' } };
    },
  },
  {
    name: 'credits-failed',
    path: '/credits',
    arrange: (stage) => stage.fail('GET /api/credits/ledger', { status: 400, body: REFUSAL }),
  },
  { name: 'settings', path: '/settings', whole: true },
  { name: 'settings-nobody', path: '/settings', signedOut: true },
  { name: 'signin', path: '/', signedOut: true },
  { name: 'signin-new', path: '/signin?new=1', signedOut: true },
  { name: 'signin-wrong', path: '/signin', signedOut: true, after: scene.wrong },
  { name: 'nowhere', path: '/nowhere' },
  { name: 'account', path: '/', arrange: scene.used, after: pressing('Account') },
  {
    name: 'shortcuts',
    path: '/',
    arrange: scene.used,
    after: (page) => page.keyboard.press('?'),
  },
];

const REFUSAL = {
  code: 'invalid_request',
  detail: 'The cursor is not one of this list.',
  status: 400,
} as const;

export const SHOTS: readonly Shot[] = [...STUDIO, ...DETAIL, ...OTHERS];
