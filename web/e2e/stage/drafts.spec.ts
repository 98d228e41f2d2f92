import { expectToPlay } from '../films';
import { aDraft, aFailure, aJob } from '../made';
import { expect, test } from '../stage';

test('what is looked for stands in the address, and Back and Clear undo it', async ({ page, stage }) => {
  stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aFailure({ prompt: 'A riot' })];
  await stage.open('/?status=failed');
  const tiles = page.getByRole('list', { name: 'Videos' }).getByRole('listitem');

  await expect(tiles).toHaveText([/A riot.*Not made, 20 credits returned.*Change the prompt and try again/]);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/');
  await expect(tiles).toHaveCount(2);
  await page.goBack();
  await expect(tiles).toHaveCount(1);
  await page.goto('/');
  await expect(tiles).toHaveCount(2);
  await page.keyboard.press('/');
  await page.keyboard.type('lighthouse');
  await expect(page).toHaveURL('/?words=lighthouse');
  await expect(tiles).toHaveText([/A lighthouse/]);
  await page
    .getByText(/^Filters/)
    .first()
    .click();
  await page.getByLabel('State').selectOption({ label: 'Canceled' });
  await expect(page.getByText('Nothing fits these filters.')).toBeVisible();
});

test('what is typed while the address is still being changed is looked for too', async ({ page, stage }) => {
  stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A light' })];
  await stage.open('/');
  await page.getByRole('searchbox').focus();
  await page.evaluate(() => {
    const { replaceState } = history;
    history.replaceState = (...state) => {
      history.replaceState = replaceState;
      history.replaceState(...state);
      document.execCommand('insertText', false, 'house');
    };
  });

  await page.keyboard.type('light');
  await expect(page).toHaveURL('/?words=lighthouse');
  await expect(page.getByRole('list', { name: 'Videos' }).getByRole('listitem')).toHaveText([/A lighthouse/]);
});

test('while the line is down the page asks by itself, counts what is ready and says it', async ({
  page,
  stage,
}) => {
  const job = aJob({ prompt: 'A storm' });
  stage.jobs = [job];
  await stage.open('/');
  await expect(page.getByText('Waiting in line')).toBeVisible();
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  stage.settle(undefined, job.id);

  await expect(page).toHaveTitle('(1) Studio · Dailies', { timeout: 20_000 });
  await expect(page.getByText('Ready: A storm')).toBeAttached();
  await page.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await expect(page).toHaveTitle('Studio · Dailies');
});

test('by keys alone: move, choose a range, and have it as a ZIP that names what it leaves out', async ({
  page,
  stage,
}) => {
  const [a, b, c] = [
    aDraft({ prompt: 'A lighthouse' }),
    aFailure({ prompt: 'A riot' }),
    aDraft({ prompt: 'A pier' }),
  ];
  stage.jobs = [a, b, c];
  const asked: unknown[] = [];
  stage.on('POST', '/api/videos/download', (route, _match, request) => {
    asked.push(request.postDataJSON());
    const url = `${new URL(page.url()).origin}/films.zip`;
    const body = { url, file_name: 'films.zip', expires_at: '', size_bytes: 9, etag: '', videos: 2 };
    return route.fulfill({ status: 201, contentType: 'application/json', body: JSON.stringify(body) });
  });
  await page.route('**/films.zip', (route) =>
    route.fulfill({ headers: { 'content-disposition': 'attachment' }, body: 'films' }),
  );
  await stage.open('/');
  await expect(page.getByText('A pier')).toBeVisible();

  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: 'A lighthouse' })).toBeFocused();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+X');
  const bar = page.getByRole('region', { name: 'Selection' });
  await expect(bar).toContainText('3 selected');
  const file = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Download ZIP' }).click();
  expect((await file).suggestedFilename()).toBe('films.zip');
  expect(asked).toEqual([{ video_ids: [a.video?.id, c.video?.id] }]);
  await expect(page.getByText('2 of 3 videos are in films.zip. Without “A riot” (not made).')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
});

test('a tile says what was ordered and from what; what was not made offers its fix', async ({
  page,
  stage,
}) => {
  const busy = { code: 'provider_busy', message: 'The provider was busy.', next_step: 'Try again.' } as const;
  stage.jobs = [
    aJob({ prompt: 'A storm' }),
    aDraft({ prompt: 'The sun comes out', job_type: 'extend', source_job_id: 'source' }),
    aDraft({ id: 'source', prompt: 'A lighthouse' }),
    aFailure({ prompt: 'Somebody famous' }),
    aFailure({ prompt: 'A riot', error: busy }),
  ];
  await stage.open('/');
  const tile = (prompt: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('link', { name: prompt, exact: true }) });

  await expect(tile('A storm')).toContainText('Generate8 s720p20 credits');
  await expect(tile('The sun comes out')).toContainText('from A lighthouse');
  await page.getByRole('button', { name: 'Try again · 20 credits: A riot' }).click();
  await expect(page.getByText('Ordered again: 20 credits held.')).toBeVisible();
  expect(stage.posted).toHaveLength(1);
  stage.credits = { available: 15, held: 20, active_jobs: 1 };
  await page.reload();
  await expect(page.getByRole('button', { name: 'Try again needs 5 more: A riot' })).toBeVisible();
  await page.getByRole('button', { name: 'Edit and try again: Somebody famous' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('Somebody famous');
});

test('the next page comes as one nears the end', async ({ page, stage }) => {
  stage.jobs = Array.from({ length: 60 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }));
  await stage.open('/');
  const pages = () => stage.asked.filter((one) => one === 'GET /api/jobs').length;
  await expect(page.getByText('Waves, take 1', { exact: true })).toBeVisible();
  const before = pages();

  await page.keyboard.press('End');
  await expect.poll(pages).toBe(before + 1);
  stage.fail('GET /api/jobs', { status: 400 });
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(pages).toBe(before + 3);
  await page.keyboard.press('End');
  await expect(page.getByText('Waves, take 60')).toBeVisible();
});

test('an end that comes near while the list is read again is not forgotten', async ({ page, stage }) => {
  stage.jobs = Array.from({ length: 40 }, (_, n) => aDraft({ prompt: `Waves, take ${n + 1}` }));
  await stage.open('/');
  await expect(page.getByText('Waves, take 1', { exact: true })).toBeVisible();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/jobs?limit=24', async (route) => {
    await held;
    await route.fallback();
  });
  stage.jobs = [aDraft({ prompt: 'From elsewhere' }), ...stage.jobs];
  const again = page.waitForRequest('**/api/jobs?limit=24');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await again;

  await page.keyboard.press('End');
  await expect(page.getByText('Waves, take 24')).toBeVisible();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  release();
  await expect(page.getByText('Waves, take 28')).toBeAttached();
});

for (const address of ['/', '/?status=draft&words=waves']) {
  test(`Back returns to the tile one left, at its place, after more had come (${address})`, async ({
    page,
    stage,
  }) => {
    stage.jobs = Array.from({ length: 90 }, (_, n) =>
      aDraft(
        { prompt: n % 3 === 0 ? `Waves over a long breakwater, seen from a boat, take ${n}` : `Waves ${n}` },
        n,
      ),
    );
    await stage.open(address);
    const tiles = page.getByRole('list', { name: 'Videos' }).getByRole('listitem');
    const tile = page.getByRole('link', { name: 'Waves 61', exact: true });
    await expect(async () => {
      await tiles.last().scrollIntoViewIfNeeded();
      await expect(tile).toBeVisible({ timeout: 500 });
    }).toPass();
    await tile.scrollIntoViewIfNeeded();
    const place = async () => Math.round((await tile.boundingBox())?.y ?? -1);
    const before = await place();
    await tile.click();
    await expect(page).toHaveTitle('Waves 61 · Dailies');
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect.poll(place).toBe(before);
    await page.goForward();
    await expect(page).toHaveTitle('Waves 61 · Dailies');
    await page.keyboard.press('Escape');
    await expect.poll(place).toBe(before);
  });
}

test('where motion is unwanted nothing plays by itself, and a press plays it', async ({ page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  stage.jobs = [aDraft({ prompt: 'A lighthouse' })];
  await stage.open('/');
  const play = page.getByRole('button', { name: 'Play the preview of A lighthouse' });
  await page.getByRole('listitem').hover();
  await expect(play).toBeVisible();
  await expect(page.locator('video')).toHaveCount(0);
  await play.click();
  await expectToPlay(page.locator('video'));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect(page.getByRole('button', { name: 'Stop the preview of A lighthouse' })).toBeHidden();
});

test.describe('by a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a preview plays, one at a time, and stops; nothing waits for a mouse', async ({ page, stage }) => {
    stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A pier' })];
    await stage.open('/');
    const videos = page.locator('video');

    await page.getByRole('button', { name: 'Play the preview of A lighthouse' }).tap();
    await expectToPlay(videos);
    await page.getByRole('button', { name: 'Play the preview of A pier' }).tap();
    await expect(page.getByRole('button', { name: 'Play the preview of A lighthouse' })).toBeVisible();
    await expect(videos).toHaveCount(1);
    await page.getByRole('button', { name: 'Stop the preview of A pier' }).tap();
    await expect(videos).toHaveCount(0);
    await page.getByRole('checkbox', { name: 'Select A pier' }).tap();
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText('1 selected');
  });

  test('a finger that rests on a tile chooses it and nothing else; one that moves or taps does not', async ({
    page,
    stage,
  }) => {
    const pier = aDraft({ prompt: 'A pier' });
    stage.jobs = [pier, ...['A lighthouse', 'A boat', 'A storm'].map((prompt) => aDraft({ prompt }))];
    await stage.open('/');
    const bar = page.getByRole('region', { name: 'Selection' });
    const fingers = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...touchPoints: { x: number; y: number }[]
    ) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
    const middle = async (name: string) => {
      const { x = 0, y = 0, width = 0 } = (await page.getByRole('link', { name }).boundingBox()) ?? {};
      return { x: x + width / 2, y: y + 8 };
    };
    const menus = await page.evaluateHandle(() => {
      const seen: boolean[] = [];
      addEventListener('contextmenu', (event) => seen.push(event.defaultPrevented));
      return seen;
    });

    const there = await middle('A pier');
    await touch('touchStart', there);
    await expect(bar).toContainText('1 selected');
    await touch('touchEnd');
    await expect(page.getByRole('checkbox', { name: 'Select A pier' })).toBeChecked();
    await expect(page).toHaveURL('/');
    expect((await menus.jsonValue()).every(Boolean)).toBe(true);

    const tile = page.getByRole('listitem').filter({ hasText: 'A lighthouse' });
    const { x = 0, y = 0 } = (await tile.boundingBox()) ?? {};
    const other = { x: x + 100, y: y + 60 }; // on its picture, which the box at the bottom leaves free
    await touch('touchStart', other);
    await touch('touchMove', { x: other.x, y: other.y - 60 });
    await touch('touchMove', { x: other.x, y: other.y - 120 });
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await touch('touchEnd');
    await expect(bar).toContainText('1 selected');
    await page.getByRole('link', { name: 'A pier' }).tap();
    await expect(page).toHaveURL(`/v/${pier.id}`);
  });
});
