import type { Page } from '@playwright/test';
import { expectToPlay, respondWithFilm } from '../films';
import { gate } from '../gate';
import { aDraft, aVideo } from '../made';
import { expect, type Stage, test } from '../stage';

const TITLE = 'A lighthouse in a storm';
const FRAME_S = 1 / 24;
/** So many bytes are about half of the small film. */
const HALF = 41_000;
const film = (page: Page) => page.getByLabel(TITLE, { exact: true });
const time = (page: Page) => film(page).evaluate((element: HTMLVideoElement) => element.currentTime);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function ready(page: Page): Promise<void> {
  await expect
    .poll(() => film(page).evaluate((element: HTMLVideoElement) => element.readyState))
    .toBeGreaterThan(0);
}

test('a film plays, seeks, steps by one frame, and obeys its controls and keys', async ({ page, stage }) => {
  stage.jobs = [aDraft()];
  await stage.open(`/v/${stage.jobs[0]?.id}`);
  await ready(page);

  await press(page, 'Play');
  await expectToPlay(film(page));
  await press(page, 'Pause');

  await page.getByRole('slider', { name: 'Position' }).fill('2');
  await expect.poll(() => time(page)).toBeCloseTo(2, 1);
  await press(page, 'One frame on');
  const before = await time(page);
  await press(page, 'One frame on');
  await expect.poll(async () => (await time(page)) - before).toBeCloseTo(FRAME_S, 3);
  await page.keyboard.press(',');
  await expect.poll(async () => (await time(page)) - before).toBeCloseTo(0, 3);

  await page.getByRole('slider', { name: 'Position' }).hover({ position: { x: 40, y: 20 } });
  await expect(page.getByText('0:00', { exact: true })).toBeVisible(); // the picture of there, and its time

  await page.getByLabel('Speed').selectOption('2');
  await page.getByRole('heading', { level: 1 }).click();
  for (const key of ['l', 'm', ' ']) await page.keyboard.press(key);
  await expect(page.getByRole('button', { name: 'Loop' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Mute' })).toHaveAttribute('aria-pressed', 'true');
  await expectToPlay(film(page));
  const how = await film(page).evaluate((element: HTMLVideoElement) => [
    element.playbackRate,
    element.loop,
    element.muted,
    element.playsInline,
    element.autoplay,
  ]);
  expect(how).toEqual([2, true, true, true, false]);

  await page.keyboard.press(' ');
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('ArrowLeft'); // in the player: 5 s back, not to a neighbour
  await expect.poll(() => time(page)).toBe(0);
});

/** Let every link that was signed for `day` fail from now on; `before` is called ahead of each failure. */
async function expire(page: Page, day: string, before = () => {}): Promise<void> {
  await page.route(`https://storage.googleapis.com/**small.mp4?${day}*`, (route) => {
    before();
    return route.fulfill({
      status: 403,
      headers: { 'access-control-allow-origin': '*' },
      body: 'expired',
    });
  });
}

function signed(stage: Stage, day: string, leftMs = 3_600_000): void {
  const job = stage.jobs[0];
  if (!job?.video) throw new Error('the stage has no video');
  const url = `${job.video.url.split('?')[0]}?${day}`;
  const urls_expire_at = new Date(Date.now() + leftMs).toISOString();
  stage.change(job.id, { video: { ...job.video, url, urls_expire_at } });
}

test('a link that broke is renewed once, where the film stood; then the page says so', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft()];
  const address = `GET /api/jobs/${stage.jobs[0]?.id}`;
  stage.expectFaults(); // the films' host refuses here
  signed(stage, 'monday');
  await expire(page, 'monday', () => signed(stage, 'tuesday')); // whoever asks again gets a good one
  await stage.open(`/v/${stage.jobs[0]?.id}`);
  await expect.poll(() => stage.asked.filter((one) => one === address).length).toBeGreaterThan(1);
  await ready(page);
  await page.getByRole('slider', { name: 'Position' }).fill('2');
  await page.getByLabel('Speed').selectOption('0.5');
  await press(page, 'Play');
  await expectToPlay(film(page));

  await expire(page, 'tuesday');
  await film(page).evaluate((element: HTMLVideoElement) => element.load());
  await expect(page.getByRole('alert')).toContainText('its link was renewed, and it still cannot be read');
  await expect(page.getByRole('link', { name: 'Download it' })).toHaveAttribute('href', /tuesday/);

  signed(stage, 'wednesday');
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  await press(page, 'Play');
  await expectToPlay(film(page));
});

test('a link that ends in mid-play is renewed; the film goes on from there, as slowly', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft()];
  stage.expectFaults(); // the films' host refuses here
  signed(stage, 'monday');
  const refusal = gate();
  await page.route('https://storage.googleapis.com/**small.mp4?monday', async (route) => {
    const from = Number(/^bytes=(\d+)/.exec(route.request().headers().range ?? '')?.[1] ?? 0);
    if (from < HALF) return respondWithFilm(route, HALF);
    await refusal.passed;
    await route.fulfill({ status: 403, headers: { 'access-control-allow-origin': '*' }, body: 'expired' });
  });
  await stage.open(`/v/${stage.jobs[0]?.id}`);
  await ready(page);
  await page.getByLabel('Speed').selectOption('0.5');
  await press(page, 'Play');
  await expect.poll(() => time(page)).toBeGreaterThan(0.8);
  signed(stage, 'tuesday');
  refusal.open();
  await expect(film(page)).toHaveAttribute('src', /tuesday/);
  await expectToPlay(film(page));
  expect(await time(page)).toBeGreaterThan(0.8);
  expect(await film(page).evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(0.5);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a link that is nearly over is renewed at play; time and speed are put back', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft()];
  const id = stage.jobs[0]?.id ?? '';
  signed(stage, 'monday', 59_000);
  await stage.open(`/v/${id}`);
  await ready(page);
  await page.getByRole('slider', { name: 'Position' }).fill('1.5');
  await page.getByLabel('Speed').selectOption('0.5');
  signed(stage, 'tuesday');

  await press(page, 'Play');

  await expect(film(page)).toHaveAttribute('src', /tuesday/);
  await expectToPlay(film(page));
  const [rate, now] = await film(page).evaluate((element: HTMLVideoElement) => [
    element.playbackRate,
    element.currentTime,
  ]);
  expect(rate).toBe(0.5);
  expect(now).toBeGreaterThanOrEqual(1.5);
});

test('a film that is slow to come says so in words, and can be asked for', async ({ page, stage }) => {
  const job = aDraft({ video: aVideo() });
  stage.jobs = [job];
  const held = gate();
  await page.route('https://storage.googleapis.com/**small.mp4?signed', async (route) => {
    await held.passed;
    await respondWithFilm(route);
  });
  await stage.open(`/v/${job.id}`);
  await press(page, 'Play');
  await expect(page.getByText('Loading the video …')).toBeVisible();
  await page.unroute('https://storage.googleapis.com/**small.mp4?signed');
  held.open();
  await expectToPlay(film(page));
  await expect(page.getByText('Loading the video …')).toHaveCount(0);
});
