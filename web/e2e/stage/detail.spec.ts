import type { Page } from '@playwright/test';
import { aDraft, aFailure, aJob } from '../made';
import { expect, json, settled, test } from '../stage';
import { anUpload, takeUploads } from '../uploads';

const form = (page: Page, name: string) => page.getByRole('form', { name });

test('a job under way says where it stands, is asked for while the line is down, and is canceled', async ({
  page,
  stage,
}) => {
  const checked_at = new Date(Date.now() - 5_000).toISOString();
  const job = aJob({ status: 'processing', stage: 'making', progress: 40, checked_at });
  stage.jobs = [job];
  await page.clock.install();
  await stage.open(`/v/${job.id}`);
  const state = page.getByRole('region', { name: 'Where it stands' });
  await expect(state).toContainText(/Making 40 %.* of usually 1 min 15 s · checked \d+ s ago/);
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText('Held 20');

  stage.change(job.id, { progress: 70 });
  await expect(async () => {
    await page.clock.fastForward(5_000);
    await expect(state).toContainText('Making 70 %', { timeout: 300 }); // the line is silent: it asks
  }).toPass();

  await state.getByRole('button', { name: 'Cancel · 20 credits come back' }).click();
  await expect(state).toContainText('Canceled, 20 credits returned');
});

test('what was not made says why, what came back, and what to do', async ({ page, stage }) => {
  const job = aFailure();
  stage.jobs = [job];
  await stage.open(`/v/${job.id}`);
  const state = page.getByRole('region', { name: 'Where it stands' });
  await expect(state).toContainText('Not made, 20 credits returned');
  await expect(state).toContainText('its rules do not allow the prompt');
  await expect(state).toContainText('Change the prompt and try again');
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText(/Held 20.*20 back/);
  const edit = state.getByRole('link', { name: 'Edit and try again' });
  await expect(edit).toHaveAttribute('href', `/?again=${job.id}`);
  await expect(state.getByRole('button', { name: /^Try again/ })).toHaveCount(0); // it would be refused again

  const busy = { code: 'provider_busy', message: 'The provider was busy.', next_step: 'Try again.' } as const;
  stage.change(job.id, { error: busy });
  await page.reload();
  await expect(edit).toBeVisible();
  await state.getByRole('button', { name: 'Try again · 20 credits' }).click();
  await expect.poll(() => stage.posted).toHaveLength(1);
});

test('what was asked for shows its picture and names its model', async ({ page, stage }) => {
  const picture = anUpload();
  await takeUploads(stage, [picture]);
  const job = aDraft();
  const retired = aDraft({ model: 'retired-1', prompt: 'By an old model' }, 90);
  stage.jobs = [{ ...job, input: { ...job.input, image: { upload_id: picture.id } } }, retired];
  await stage.open(`/v/${job.id}`);
  const inputs = page.getByRole('region', { name: 'What was asked for' });
  const image = inputs.getByRole('img', { name: 'The start frame' });
  await expect(image).toHaveAttribute('src', picture.view_url ?? '');
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  await expect(inputs).toContainText('Veo 3.1 Fast');
  await expect(inputs).not.toContainText(picture.id);
  await stage.open(`/v/${retired.id}`);
  await expect(inputs).toContainText('retired-1');
});

test('an address of nobody says so, and leads home', async ({ page, stage }) => {
  await stage.open('/v/unknown');
  await expect(page.getByText('There is no such video among yours.')).toBeVisible();
  await page.getByRole('link', { name: 'To your studio' }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('a double press extends once, names the price of the server, and goes to the drafts', async ({
  page,
  stage,
}) => {
  const job = aDraft();
  stage.jobs = [job];
  await stage.open(`/v/${job.id}`);
  await expect(page.getByRole('radio', { name: 'Upload file' })).toBeDisabled();
  await expect(page.getByText('Coming soon')).toBeVisible();
  const extend = form(page, 'Extend');
  await extend.getByRole('radio', { name: '480p' }).check();
  await expect(extend.getByText('Say what happens next')).toBeVisible();
  await extend.getByLabel('What happens next').fill('The storm ends');
  stage.fail('POST /api/jobs', 'lost');
  await extend.getByRole('button', { name: 'Extend · 5 credits' }).dblclick();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByText('Ordered: 5 credits held.')).toBeVisible();
  expect(new Set(stage.posted).size).toBe(1);
  expect(stage.jobs).toHaveLength(2);
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('region', { name: 'Chain' })).toContainText(/Generate.*Extend/);
});

test('short of credits the way leads to them; a refused order says why and what it cost', async ({
  page,
  stage,
}) => {
  const job = aDraft();
  stage.jobs = [job];
  stage.credits = { ...stage.credits, available: 1 };
  await stage.open(`/v/${job.id}#upscale`);
  const upscale = form(page, 'Upscale');
  await expect(upscale.getByRole('link', { name: 'Need 19 more credits' })).toHaveAttribute(
    'href',
    `/credits?need=19&have=1&back=/v/${job.id}`,
  );
  await expect(upscale.getByRole('radio', { name: '720p' })).toBeDisabled();
  await expect(upscale.getByText('the video has 720p already')).toBeVisible();

  const checks = () => stage.asked.filter((one) => one === 'GET /api/credits/check').length;
  await expect.poll(checks).toBeGreaterThan(1); // what is cheaper is asked for, and is too dear as well
  await settled(page);
  await expect(upscale.getByRole('button', { name: /^Rather/ })).toHaveCount(0);

  stage.credits = { ...stage.credits, available: 4 };
  await page.reload();
  await upscale.getByRole('button', { name: 'Rather Lanczos, balanced · 3 credits' }).click();
  await expect(upscale.getByRole('button', { name: 'Upscale · 3 credits' })).toBeEnabled();
  const high = upscale.getByRole('radio', { name: 'High' });
  await expect(high).toBeDisabled();
  await expect(high).toHaveAccessibleDescription('need 1 more credit');
  const refusal = { code: 'source_not_usable', detail: 'The source has changed meanwhile.' } as const;
  stage.fail('POST /api/jobs', { status: 409, body: refusal });
  await upscale.getByRole('button', { name: 'Upscale · 3 credits' }).click();
  await expect(upscale.getByRole('alert')).toContainText(
    'The source has changed meanwhile. Nothing was charged.',
  );
  expect(stage.jobs).toHaveLength(1);
});

test('what is dearer than one wants to pay unasked is asked about, wherever it is ordered', async ({
  page,
  stage,
}) => {
  const job = aDraft();
  const busy = { code: 'provider_busy', message: 'The provider was busy.', next_step: 'Try again.' } as const;
  stage.jobs = [job, aFailure({ prompt: 'A riot', error: busy })];
  await stage.open(`/v/${job.id}`);
  await page.evaluate(() => localStorage.setItem('dailies:1:confirm-above', '9'));
  const extend = form(page, 'Extend');
  await extend.getByLabel('What happens next').fill('The storm ends');
  await extend.getByRole('button', { name: 'Extend · 10 credits' }).click();
  const asked = page.getByRole('dialog', { name: 'Extend for 10 credits?' });
  await expect(asked).toContainText('You asked to be asked above 9.');
  await asked.getByRole('button', { name: 'No' }).click();
  await expect(asked).toBeHidden();
  expect(stage.posted).toHaveLength(0);
  await extend.getByRole('button', { name: 'Extend · 10 credits' }).click();
  await asked.getByRole('button', { name: 'Extend · 10 credits' }).click();
  await expect(page).toHaveURL(/\/$/);
  expect(stage.posted).toHaveLength(1);

  await page.getByRole('button', { name: 'Try again · 20 credits: A riot' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(stage.posted).toHaveLength(1);
  await page.getByRole('button', { name: 'Try again · 20 credits: A riot' }).click();
  await page
    .getByRole('dialog', { name: 'Try again for 20 credits?' })
    .getByRole('button', { name: 'Try again · 20 credits' })
    .click();
  await expect(page.getByText('Ordered again: 20 credits held.')).toBeVisible();
});

test('short of credits a film goes on at what can be had', async ({ page, stage }) => {
  const job = aDraft();
  stage.jobs = [job];
  stage.credits = { ...stage.credits, available: 7 };
  await stage.open(`/v/${job.id}`);
  const extend = form(page, 'Extend');
  await extend.getByLabel('What happens next').fill('The storm ends');
  await expect(extend.getByRole('link', { name: 'Need 3 more credits' })).toBeVisible();
  await extend.getByRole('button', { name: 'Rather 480p · 5 credits' }).click();
  await expect(extend.getByRole('button', { name: 'Extend · 5 credits' })).toBeEnabled();
  await expect(extend.getByRole('radio', { name: '720p' })).toHaveAccessibleDescription(
    'need 3 more credits',
  );
});

test('by keys alone: favourite, neighbours and back; events unfold; the order is copied', async ({
  page,
  stage,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [newer, older] = [aDraft({ prompt: 'Newer' }, 50), aDraft({ prompt: 'Older' }, 90)];
  stage.jobs = [newer, older];
  const event = { n: 1, at: newer.created_at, kind: 'created', attempt: 0, detail: { held: 20 } };
  stage.on('GET', '/api/jobs/:id/events', (route) => json(route, { events: [event], next: null }));
  await stage.open('/');
  await page.getByRole('link', { name: 'Newer', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Newer' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Older', exact: true })).toBeVisible();
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(`/v/${older.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Older' })).toBeFocused();

  await page.getByText('What happened').click();
  await expect(page.getByText('Ordered, 20 credits held')).toBeVisible();
  await page.getByRole('button', { name: 'Copy prompt' }).click();
  await page.getByRole('button', { name: 'More for Older' }).click();
  await page.getByRole('menuitem', { name: 'Copy as curl' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('Authorization: Bearer $TOKEN');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/$/);
});

test('on a phone nothing is wider than the screen; a deleted video can be brought back', async ({
  page,
  stage,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const root = aDraft({ prompt: 'Root' });
  const made = ['one', 'two', 'three'].map((prompt) =>
    aDraft({ prompt, job_type: 'extend', source_job_id: root.id, root_job_id: root.id }),
  );
  stage.jobs = [...made, root];
  await stage.open(`/v/${root.id}`);
  await expect(page.getByRole('list', { name: 'Made from Generate' }).getByRole('link')).toHaveCount(3);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  const fullScreen = page.getByRole('button', { name: 'Full screen' });
  await fullScreen.scrollIntoViewIfNeeded();
  const [inner, outer] = await Promise.all(
    [fullScreen, page.getByRole('region', { name: 'Player of Root' })].map((one) => one.boundingBox()),
  );
  expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
  await page.getByRole('button', { name: 'More for Root' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/$/);
  await page.getByRole('status').last().getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Root', exact: true })).toBeVisible();
});
