import type { Page } from '@playwright/test';
import { remembered } from '../composer';
import { aDraft, aFailure, aJob } from '../made';
import { expect, json, test } from '../stage';

const menu = async (page: Page, title: string) => {
  await page.getByRole('button', { name: `More for ${title}` }).click();
  return (name: string | RegExp) => page.getByRole('menuitem', { name });
};

const said = (page: Page) => page.getByRole('status').last();

test('a deleted tile goes at once, comes back when undone, and is deleted when the time is over', async ({
  page,
  stage,
}) => {
  const [lighthouse, harbour] = [aDraft({ prompt: 'A lighthouse' }), aDraft({ prompt: 'A harbour' })];
  stage.jobs = [lighthouse, harbour];
  await page.clock.install();
  await stage.open('/');
  const tile = (name: string) => page.getByRole('listitem').filter({ hasText: name });

  await (await menu(page, 'A lighthouse'))('Delete').click();
  await expect(tile('A lighthouse')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tile('A lighthouse')).toBeVisible();
  await page.clock.fastForward(11_000);
  expect(stage.asked).not.toContain(`DELETE /api/jobs/${lighthouse.id}`);

  stage.fail(`DELETE /api/jobs/${lighthouse.id}`, 'lost');
  await (await menu(page, 'A lighthouse'))('Delete').click();
  await page.reload(); // the tab is closed before the time is over
  await expect(tile('A harbour')).toBeVisible();
  await expect(tile('A lighthouse')).toHaveCount(0);
  await page.clock.fastForward(11_000);
  await expect.poll(() => stage.jobs).toHaveLength(1);
  await page.clock.fastForward(5_000); // the answer was lost: it asks again, and takes 404 for done
  await expect
    .poll(() => stage.asked.filter((one) => one === `DELETE /api/jobs/${lighthouse.id}`))
    .toHaveLength(2);
  await expect.poll(() => remembered(page, 'deletions')).toEqual([]);
  await expect(page.getByText('was not deleted')).toHaveCount(0);

  const refusal = { code: 'job_not_settled', detail: 'The job is still under way.' } as const;
  stage.fail(`DELETE /api/jobs/${harbour.id}`, { status: 409, body: refusal });
  await (await menu(page, 'A harbour'))('Delete').click();
  await expect(tile('A harbour')).toHaveCount(0);
  await page.clock.fastForward(11_000);
  await expect(tile('A harbour')).toBeVisible();
  await expect(said(page)).toContainText('“A harbour” was not deleted and is here again.');
  await expect(said(page)).toContainText('The job is still under way.');
});

test('a video is published, taken back by undo, and a refusal says why', async ({ page, stage }) => {
  const job = aDraft({ prompt: 'A lighthouse' });
  stage.jobs = [job];
  await stage.open('/');

  await (await menu(page, 'A lighthouse'))('Publish to the feed').click();
  await expect(page.getByRole('listitem')).toContainText('Published');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('listitem')).toContainText('Ready');
  await expect(said(page)).toContainText('“A lighthouse” is no longer in the feed.');

  const refusal = { code: 'job_not_publishable', detail: 'The job has no video to publish.' } as const;
  stage.fail(`POST /api/drafts/${job.id}/publish`, { status: 409, body: refusal });
  await (await menu(page, 'A lighthouse'))('Publish to the feed').click();
  await expect(said(page)).toContainText('was not published. The job has no video to publish.');
});

test('a favourite is marked at once, and unmarked if the server would not', async ({ page, stage }) => {
  const job = aDraft({ prompt: 'A lighthouse' });
  stage.jobs = [job];
  await stage.open('/');

  stage.fail(`PATCH /api/jobs/${job.id}`, 'lost');
  await (await menu(page, 'A lighthouse'))('Favourite').click();
  await expect((await menu(page, 'A lighthouse'))('No longer a favourite')).toBeVisible();
  const marks = () => stage.asked.filter((one) => one.startsWith('PATCH')).length;
  await expect.poll(marks).toBe(2);
  expect(stage.job(job.id)?.favorite).toBe(true);
  await page.keyboard.press('Escape');

  const refusal = { code: 'not_allowed', detail: 'Not today.' } as const;
  stage.fail(`PATCH /api/jobs/${job.id}`, { status: 403, body: refusal });
  await (await menu(page, 'A lighthouse'))('No longer a favourite').click();
  await expect(said(page)).toContainText('“A lighthouse” is still a favourite. Not today.');
  await expect((await menu(page, 'A lighthouse'))('No longer a favourite')).toBeVisible();
});

test('what is not made is called off while that is free, ordered again once, and says what cannot be done', async ({
  page,
  stage,
}) => {
  const [waiting, failed] = [aJob({ prompt: 'A storm' }), aFailure({ prompt: 'A riot' })];
  stage.jobs = [waiting, failed];
  await stage.open('/');

  const before = await menu(page, 'A storm');
  await expect(before(/^Extend/)).toHaveText('Extendwhen it is ready');
  await expect(before(/^Extend/)).toBeDisabled();
  await expect(before(/^Delete/)).toHaveText('Deletecancel it first');
  await before('Cancel · 20 credits come back').click();
  await expect(said(page)).toContainText('Canceled: 20 credits returned.');
  await expect(page.getByRole('listitem').filter({ hasText: 'A storm' })).toContainText(
    'Canceled, 20 credits returned',
  );

  stage.fail(`POST /api/jobs/${failed.id}/retry`, 'lost');
  await (await menu(page, 'A riot'))('Try again · 20 credits').click();
  await expect(said(page)).toContainText('Ordered again: 20 credits held.');
  await expect(page.getByRole('listitem').first()).toContainText('A riotWaiting in line');
  expect(stage.posted).toHaveLength(2);
  expect(new Set(stage.posted).size).toBe(1);
  expect(stage.jobs).toHaveLength(3);
});

test('too late to cancel is said, and short of credits is a way to them', async ({ page, stage }) => {
  const [making, failed] = [aJob({ prompt: 'A storm' }), aFailure({ prompt: 'A riot' })];
  stage.jobs = [making, failed];
  stage.credits = { available: 15, held: 20, active_jobs: 1 };
  await stage.open('/');

  const refusal = {
    code: 'job_not_cancelable',
    detail: 'The video is already being made and paid for.',
  } as const;
  stage.on('POST', '/api/jobs/:id/cancel', (route) => {
    stage.expectFaults();
    stage.change(making.id, { status: 'processing', stage: 'making', _links: {} }); // between look and press
    return json(route, refusal, 409);
  });
  await (await menu(page, 'A storm'))(/^Cancel/).click();
  await expect(said(page)).toContainText(
    'It was not canceled. The video is already being made and paid for.',
  );

  await (await menu(page, 'A riot'))('Try again needs 5 more').click();
  await expect(page).toHaveURL(/[/]credits[?]need=5&have=/);
});

test('a download gets a fresh link if the old one is about to end, and a name that can be read', async ({
  page,
  stage,
}) => {
  const job = aDraft({ prompt: 'A lighthouse in a storm' });
  const ending = new Date(Date.now() + 30_000).toISOString();
  stage.jobs = [
    {
      ...job,
      video: job.video && {
        ...job.video,
        urls_expire_at: ending,
        url: 'https://storage.googleapis.com/stage/old/small.mp4',
      },
    },
  ];
  await stage.open('/');
  await expect(page.getByRole('listitem')).toContainText('Ready');
  stage.jobs = [job];

  const headers = { 'content-disposition': 'attachment; filename="film.mp4"' };
  await page.context().route(job.video?.url ?? '', (route) => route.fulfill({ headers, body: 'film' }));
  const asked = page.context().waitForEvent('request', (request) => request.isNavigationRequest());
  await (await menu(page, 'A lighthouse in a storm'))('Download').click();
  expect((await asked).url()).toBe(job.video?.url);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await (await menu(page, 'A lighthouse in a storm'))('Copy link').click();
  await expect(said(page)).toContainText('Link copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`/v/${job.id}$`));
});
