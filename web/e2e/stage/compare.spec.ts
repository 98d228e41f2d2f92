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

interface Seen {
  /** The moments of the films that were painted last, in microseconds, at each frame of the one that leads. */
  readonly pairs: readonly (readonly [number, number])[];
  /** What the press that plays and pauses was called meanwhile. */
  readonly names: readonly string[];
}

/** Before the page opens: note for each canvas which moment of a film is painted on it. */
async function watchPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const create = document.createElement.bind(document);
    document.createElement = (name: string, options?: ElementCreationOptions) => {
      const made = create(name, options);
      if (made instanceof HTMLVideoElement) made.crossOrigin = 'anonymous'; // else nobody may read its frames
      return made;
    };
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (
      this: CanvasRenderingContext2D,
      ...what: unknown[]
    ) {
      const [from] = what as [HTMLElement];
      const frame = from instanceof HTMLVideoElement ? new VideoFrame(from) : undefined;
      this.canvas.dataset.painted = String(frame ? frame.timestamp : from.dataset.painted);
      frame?.close();
      return Reflect.apply(draw, this, what);
    };
  });
}

/** Watch both films for 2 s and until there were twelve pictures; the one that follows loses 5 frames once. */
function watch(page: Page): Promise<Seen> {
  return page.evaluate(async () => {
    const [leader, follower] = ['After 4K', 'Before 720p'].map((label) =>
      document.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`),
    );
    const press = document.querySelector('button[aria-label=Pause]');
    if (!leader || !follower || !press) throw new Error('there are not two films that play');
    const painted = (film: Element) => Number((film.nextElementSibling as HTMLElement).dataset.painted);
    const pairs: (readonly [number, number])[] = [];
    const names = new Set<string>();
    const noted = new MutationObserver(() => names.add(press.ariaLabel ?? ''));
    noted.observe(press, { attributes: true });
    const begun = performance.now();
    const isEnough = () => {
      const [watched_ms, pictures] = [performance.now() - begun, new Set(pairs.map(([one]) => one)).size];
      return watched_ms >= 20_000 || (watched_ms >= 2_000 && pictures > 12);
    };
    await new Promise<void>((done) => {
      const look = () => {
        requestAnimationFrame(() => {
          const pair = [painted(leader), painted(follower)] as const; // in the same turn
          if (!Number.isNaN(pair[0])) pairs.push(pair); // from the first common frame on
        });
        if (pairs.length === 6) follower.currentTime -= 5 / 24;
        if (isEnough()) done();
        else leader.requestVideoFrameCallback(look);
      };
      leader.requestVideoFrameCallback(look);
    });
    return { pairs, names: [...names] };
  });
}

test('an upscale and its source play in lockstep, and stand at the same frame', async ({ page, stage }) => {
  await watchPaint(page);
  await open(page, stage);

  await page.getByRole('button', { name: 'Loop' }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  const { pairs, names } = await watch(page);
  expect(new Set(pairs.map(([one]) => one)).size).toBeGreaterThan(12);
  expect(Math.max(...pairs.map(([one, other]) => Math.abs(one - other) / 1e6))).toBeLessThan(FRAME_S / 2);
  expect(names, 'a wait for each other is no pause').toEqual([]);
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
  await expect.poll(async () => (await place()).width / whole.width).toBeCloseTo(4, 1);
  const near = await place();
  await slider(page).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await place()).x).toBeLessThan(near.x);
  const right = await place();
  await page.mouse.move(whole.x + 100, whole.y + 100);
  await page.mouse.down();
  await page.mouse.move(whole.x + 200, whole.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await place()).x - right.x).toBeCloseTo(100, -1);
  const dragged = await place();
  await page.mouse.click(whole.x + whole.width * 0.25, whole.y + whole.height * 0.25);
  await expect.poll(async () => (await place()).x).toBeGreaterThan(dragged.x);
});

test('where the source was deleted, the page says so and shows what it has', async ({ page, stage }) => {
  const made = aDraft({ job_type: 'upscale', source_job_id: 'gone', root_job_id: 'gone' });
  stage.jobs = [made];
  await stage.open(`/v/${made.id}`);
  await expect(page.getByText('What it was made from was deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expectToPlay(page.getByLabel('A lighthouse in a storm', { exact: true }));
});
