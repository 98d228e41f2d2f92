import { aFeedItem } from '../books';
import { expectToPlay } from '../films';
import { expect, json, settled, test } from '../stage';

const SIGNED_OUT = { storageState: { cookies: [], origins: [] } };

const isPlaying = (video: HTMLVideoElement) => !video.paused;
const isMuted = (video: HTMLVideoElement) => video.muted;

test.describe('everybody', () => {
  test.use(SIGNED_OUT);

  test('sees films in their shapes, that play where one looks, with one sound at a time', async ({
    page,
    stage,
  }) => {
    stage.feed = [
      aFeedItem({ prompt: 'A lighthouse' }),
      aFeedItem({ prompt: 'A fox', width: 720, height: 1280 }),
      aFeedItem({ prompt: '', job_type: 'upscale', width: 1920, height: 1080 }),
    ];
    await stage.open('/feed');
    const [lighthouse, fox] = ['A lighthouse', 'A fox'].map((name) => page.getByLabel(name, { exact: true }));
    if (!lighthouse || !fox) throw new Error('two films are there');
    await expectToPlay(lighthouse);
    expect(await lighthouse.evaluate(isMuted)).toBe(true);
    expect(await fox.evaluate(isPlaying)).toBe(false);
    await expect(page.getByText('2 Jan 2026').first()).toBeVisible();
    await expect(page.getByText('Upscale to 1080p')).toBeVisible();
    const box = await fox.boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(720 / 1280, 1);

    await page.getByRole('button', { name: 'Sound of A lighthouse' }).click();
    expect(await lighthouse.evaluate(isMuted)).toBe(false);
    await page.getByRole('button', { name: 'Sound of A fox' }).click();
    await expectToPlay(fox);
    expect(await fox.evaluate(isMuted)).toBe(false);
    expect(await lighthouse.evaluate(isMuted)).toBe(true);
    await page.getByRole('button', { name: 'Pause: A fox' }).click();
    await expect.poll(() => fox.evaluate(isPlaying)).toBe(false);
  });

  test('remixes by way of the sign-in', async ({ page, stage }) => {
    stage.feed = [aFeedItem({ prompt: 'A fox & a hen', model: 'wan-2.5' })];
    await stage.open('/feed');
    await page.getByRole('link', { name: 'Remix: A fox & a hen' }).click();
    await expect(page).toHaveURL(/\/signin\?next=/);
    await page.getByLabel('E-mail').fill('demo@example.com');
    await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Prompt' })).toBeVisible();
    await expect(page).not.toHaveURL(/signin/);
  });

  test('finds an empty feed with one way on, and a refusal in words', async ({ page, stage }) => {
    await stage.open('/feed');
    await expect(page.getByText('Nothing is published yet.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Make a video' })).toHaveAttribute('href', '/');
    stage.fail('GET /api/feed', {
      status: 400,
      body: { status: 400, detail: 'The cursor is not one of this list.' },
    });
    await page.reload();
    await expect(page.getByRole('alert')).toContainText('The cursor is not one of this list.');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Nothing is published yet.')).toBeVisible();
  });
});

test('with less motion nothing plays until it is pressed', async ({ page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  stage.feed = [aFeedItem({ prompt: 'A lighthouse' })];
  await stage.open('/feed');
  const film = page.getByLabel('A lighthouse', { exact: true });
  await expect(page.getByRole('button', { name: 'Play: A lighthouse' })).toBeVisible();
  await settled(page);
  expect(await film.evaluate(isPlaying)).toBe(false);
  await page.getByRole('button', { name: 'Play: A lighthouse' }).click();
  await expectToPlay(film);
});

test('pages come as one nears the end; a link leads to its film, and says when it is gone', async ({
  page,
  stage,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  stage.feed = Array.from({ length: 30 }, (_, n) => aFeedItem({ prompt: `Waves ${n + 1}` }));
  await stage.open('/feed');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(12);
  await page.getByRole('button', { name: 'Copy link: Waves 12', exact: true }).click();
  await expect(page.getByRole('main').getByRole('listitem')).not.toHaveCount(12);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain('/feed#');
  const link = await copied();
  await page.keyboard.press('End');
  await expect(page.getByText('This is all that is published.')).toBeAttached();
  stage.feed = [...Array.from({ length: 14 }, (_, n) => aFeedItem({ prompt: `News ${n}` })), ...stage.feed];
  await page.goto('/');
  await page.goto(link);
  const post = page.getByRole('listitem').filter({ has: page.getByText('Waves 12', { exact: true }) });
  await expect(post).toBeFocused();
  await expect(post).toBeInViewport();
  stage.feed = [aFeedItem()];
  await page.goto('/');
  await page.goto(link);
  await expect(page.getByText('or was taken back')).toBeVisible();
});

test('a film whose link is good, and yet fails, is said once it has failed again; a press tries once more', async ({
  page,
  stage,
}) => {
  stage.feed = [aFeedItem({ prompt: 'A lighthouse' })];
  stage.expectFaults();
  await page.route('https://storage.googleapis.com/**.mp4*', (route) => route.abort());
  await stage.open('/feed');
  await expect(page.getByText('This film does not load now.')).toBeVisible();
  expect(stage.asked.filter((one) => one === 'GET /api/feed')).toHaveLength(2);
  await page.unroute('https://storage.googleapis.com/**.mp4*');
  await page.getByRole('button', { name: 'Play: A lighthouse' }).click();
  await expectToPlay(page.getByLabel('A lighthouse', { exact: true }));
  await expect(page.getByText('This film does not load now.')).toHaveCount(0);
});

test('a film that fails and has left its page of the feed says so', async ({ page, stage }) => {
  const pages = [[aFeedItem({ prompt: 'A lighthouse' })]];
  stage.on('GET', '/api/feed', (route) => json(route, { items: pages.shift() ?? [aFeedItem()], next: null }));
  stage.expectFaults();
  await page.route('https://storage.googleapis.com/**.mp4*', (route) => route.abort());
  await stage.open('/feed');
  await expect(page.getByText('This film does not load now.')).toBeVisible();
});

test('links that run out are renewed before they are played; one that stays bad is said', async ({
  page,
  stage,
}) => {
  const old = aFeedItem({
    prompt: 'A lighthouse',
    urls_expire_at: new Date(Date.now() + 5_000).toISOString(),
  });
  const fresh = { ...old, url: old.url.replace('?', '?new&'), urls_expire_at: aFeedItem().urls_expire_at };
  const pages = [old];
  stage.on('GET', '/api/feed', (route) => json(route, { items: [pages.shift() ?? fresh], next: null }));
  stage.expectFaults();
  await stage.open('/feed');
  const film = page.getByLabel('A lighthouse', { exact: true });
  await expect(film).toHaveAttribute('src', /new/);
  await expectToPlay(film);
  await page.route('https://storage.googleapis.com/**', (route) =>
    route.fulfill({ status: 403, body: 'expired' }),
  );
  await page.reload();
  await expect(page.getByText('This film does not load now.')).toBeVisible();
});
