import { expectToPlay } from '../films';
import { aDraft, aFailure, aJob } from '../made';
import { expect, type Page, test } from '../stage';

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

/** Type into the search box, and in the very moment in which the address follows, do something more to it. */
async function typeAnd(page: Page, words: string, ...more: string[]): Promise<void> {
  await page.getByRole('searchbox').focus();
  const done = await page.evaluateHandle(([name = '', value]) => {
    const { replaceState } = history;
    const seen = { done: false };
    history.replaceState = (...state) => {
      history.replaceState = replaceState;
      history.replaceState(...state);
      if (name === 'delete') document.execCommand('selectAll');
      document.execCommand(name, false, value);
      seen.done = true;
    };
    return seen;
  }, more);
  await page.keyboard.insertText(words); // at once: no pause between two letters
  await expect.poll(() => done.evaluate((seen) => seen.done)).toBe(true);
}

test('what is typed while the address is still being changed is looked for too', async ({ page, stage }) => {
  stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A light' })];
  await stage.open('/');
  const tiles = page.getByRole('list', { name: 'Videos' }).getByRole('listitem');
  await typeAnd(page, 'light', 'insertText', 'house');
  await expect(page).toHaveURL('/?words=lighthouse');
  await expect(tiles).toHaveText([/A lighthouse/]);

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/');
  await typeAnd(page, 'light', 'delete');
  await expect(page).toHaveURL('/');
  await expect(tiles).toHaveCount(2);
});

test('what is typed is not lost by the next press, and takes nothing back that was pressed', async ({
  page,
  stage,
}) => {
  stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aFailure({ prompt: 'A light' })];
  await page.clock.install();
  await stage.open('/?favorite=true');
  const box = page.getByRole('searchbox');
  const typingIsOver = () => page.clock.runFor(1_000);
  await expect(page.getByText('Nothing fits these filters.')).toBeVisible();

  await box.focus();
  await page.keyboard.insertText('light');
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await typingIsOver();
  await expect(page).toHaveURL('/');
  await expect(box).toHaveValue('');

  await page.getByRole('button', { name: 'Filters' }).click();
  await box.focus();
  await page.keyboard.insertText('light');
  await page.getByLabel('State').focus(); // as a press on it does
  await page.getByLabel('State').selectOption({ label: 'Not made' });
  await typingIsOver();
  await expect(page).toHaveURL(/words=light/);
  await expect(page).toHaveURL(/status=failed/);

  await box.fill('light on the water');
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL('/?words=light');
  await typingIsOver();
  await expect(page).toHaveURL('/?words=light');
  await expect(box).toHaveValue('light');
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

test('what is chosen stays so while one looks at a video, and is nobody else’s', async ({ page, stage }) => {
  stage.jobs = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A harbour' })];
  await stage.open('/');
  const chosen = page.getByRole('region', { name: 'Selection' });
  for (const title of ['A lighthouse', 'A harbour'])
    await page.getByRole('checkbox', { name: `Select ${title}` }).check();
  await page.getByRole('link', { name: 'A harbour', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'A harbour' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chosen).toContainText('2 selected');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByLabel('E-mail').fill('demo@example.com');
  await page.getByLabel('Password', { exact: true }).fill('dailies-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('link', { name: 'A harbour', exact: true })).toBeVisible();
  await expect(chosen).toHaveCount(0);
});

test('where motion is unwanted nothing plays by itself, and a press plays it', async ({ page, stage }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  stage.jobs = [aDraft({ prompt: 'A lighthouse' })];
  await page.clock.install();
  await stage.open('/');
  const play = page.getByRole('button', { name: 'Play the preview of A lighthouse' });
  await page.getByRole('listitem').hover();
  await expect(play).toBeVisible();
  await page.clock.runFor(1_000); // longer than a preview waits under the mouse
  await expect(page.locator('video')).toHaveCount(0);
  await play.click();
  await expectToPlay(page.locator('video'));
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect(page.getByRole('button', { name: 'Stop the preview of A lighthouse' })).toBeHidden();
});
