import type { Page } from '@playwright/test';
import { expectToPlay } from '../films';
import { aDraft, aVideo } from '../made';
import { expect, type Stage, test } from '../stage';

const FRAME_S = 1 / 24;
const slider = (page: Page) => page.getByRole('slider', { name: 'Before and after' });
const before = (page: Page) => page.getByLabel('Before 720p');
const after = (page: Page) => page.getByLabel('After 4K');

async function open(page: Page, stage: Stage): Promise<void> {
  const source = aDraft();
  const input = { source_job_id: source.id, target_resolution: '4k', engine: 'ffmpeg', quality: 'high' };
  const made = aDraft({ job_type: 'upscale', source_job_id: source.id, root_job_id: source.id, input });
  const video = aVideo(made.id, { width: 3840, height: 2160 });
  const sharp = { ...made, video: { ...video, url: video.url.replace('small', 'large') } };
  stage.jobs = [sharp, source];
  await stage.open(`/v/${sharp.id}`);
  for (const film of [before(page), after(page)])
    await expect.poll(() => film.evaluate((one: HTMLVideoElement) => one.readyState)).toBe(4);
}

/** Watch two films for 2 s and return how far they were apart, in seconds, at each frame of the second. */
function drifts(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const [leader, follower] = ['After 4K', 'Before 720p'].map((label) =>
      document.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`),
    );
    if (!leader || !follower) throw new Error('there are not two films');
    const found: number[] = [];
    const end = leader.currentTime + 2;
    await new Promise<void>((done) => {
      const look = () => {
        found.push(Math.abs(leader.currentTime - follower.currentTime));
        if (leader.currentTime >= end) done();
        else leader.requestVideoFrameCallback(look);
      };
      leader.requestVideoFrameCallback(look);
    });
    return found;
  });
}

test('an upscale and its source play in lockstep, and stand at the same frame', async ({ page, stage }) => {
  await open(page, stage);

  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const apart = await drifts(page);
  expect(apart.length).toBeGreaterThan(10);
  expect(Math.max(...apart)).toBeLessThan(FRAME_S);
  await expectToPlay(before(page));

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('slider', { name: 'Position' }).fill('1');
  await page.getByRole('button', { name: 'One frame on' }).click();
  const times = () =>
    Promise.all(
      [before(page), after(page)].map((one) => one.evaluate((v: HTMLVideoElement) => v.currentTime)),
    );
  await expect.poll(async () => Math.max(...(await times()))).toBeCloseTo(1 + FRAME_S, 2);
  await expect.poll(async () => Math.abs(((await times())[0] ?? 0) - ((await times())[1] ?? 9))).toBe(0);
  const silent = await before(page).evaluate((one: HTMLVideoElement) => one.muted);
  expect(silent).toBe(true);
});

test('the slider moves by keys and by drag, and a closer look by drag, keys and press', async ({
  page,
  stage,
}) => {
  await open(page, stage);
  await slider(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(slider(page)).toHaveValue('49');
  const box = await slider(page).boundingBox();
  if (!box) throw new Error('the slider is not seen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Number(await slider(page).inputValue())).toBeGreaterThan(75);
  const clip = before(page).locator('..');
  await expect
    .poll(() => clip.evaluate((one) => getComputedStyle(one).clipPath))
    .toMatch(/inset\(0px 1\d|2\d/);

  const place = () => after(page).evaluate((one) => one.getBoundingClientRect().toJSON());
  const whole = await place();
  await page.getByRole('radio', { name: '4×' }).check();
  const near = await place();
  expect(near.width / whole.width).toBeCloseTo(4, 1);
  await slider(page).focus();
  await page.keyboard.press('Shift+ArrowRight');
  const right = await place();
  expect(right.x).toBeLessThan(near.x);
  await page.mouse.move(whole.x + 100, whole.y + 100);
  await page.mouse.down();
  await page.mouse.move(whole.x + 200, whole.y + 100, { steps: 4 });
  await page.mouse.up();
  const dragged = await place();
  expect(dragged.x - right.x).toBeCloseTo(100, -1);
  await page.mouse.click(whole.x + whole.width * 0.25, whole.y + whole.height * 0.25);
  expect((await place()).x).toBeGreaterThan(dragged.x);
});

test('where the source was deleted, the page says so and shows what it has', async ({ page, stage }) => {
  const made = aDraft({ job_type: 'upscale', source_job_id: 'gone', root_job_id: 'gone' });
  stage.jobs = [made];
  await stage.open(`/v/${made.id}`);
  await expect(page.getByText('What it was made from was deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expectToPlay(page.getByLabel('A lighthouse in a storm', { exact: true }));
});
