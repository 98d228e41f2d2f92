import AxeBuilder from '@axe-core/playwright';
import { chip, press, words } from '../composer';
import { aDraft, aVideo } from '../made';
import { expect, test } from '../stage';

test('a finished video is extended and upscaled, at the table’s price and the server’s', async ({
  page,
  stage,
}) => {
  const sharp = aDraft({
    prompt: 'A sharp sea',
    price: 6,
    video: aVideo('sharp', { width: 1920, height: 1080 }),
  });
  const long = aDraft({ prompt: 'A long night', video: aVideo('long', { duration_s: 70 }) });
  stage.jobs = [sharp, long];
  await stage.open('/');
  await chip(page, 'Extend').check();
  await expect(page.getByText('Choose a video to extend')).toBeVisible();
  await page.getByRole('button', { name: 'Choose a video' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose a video' });
  await expect(picker.getByRole('button', { name: 'Upload file' })).toBeDisabled();
  await expect(picker.getByText('Coming soon')).toBeVisible();
  await picker.getByRole('button', { name: /A long night/ }).click();
  await expect(page.getByText('No model extends this video')).toBeVisible();
  await expect(chip(page, 'Wan 2.5 Extend · 5 s more')).toHaveAccessibleDescription(
    'takes at most 60 s, this one lasts 70.0 s',
  );
  await page.getByRole('button', { name: 'Change' }).click();
  await picker.getByRole('button', { name: /A sharp sea/ }).click();
  await words(page).fill('and the wind dies');
  await chip(page, '720p').check();
  await press(page, 'Extend · 10 credits').click();
  await expect(page.getByRole('link', { name: 'and the wind dies' })).toHaveCount(1);
  expect(stage.jobs[0]).toMatchObject({ job_type: 'extend', source_job_id: sharp.id, price: 10 });

  await chip(page, 'Upscale').check();
  await expect(press(page, 'Upscale · 6 credits')).toBeEnabled();
  await expect(chip(page, '1080p')).toHaveAccessibleDescription('the video has 1080p already');
  await chip(page, 'Lanczos').check();
  await expect(press(page, 'Upscale · 3 credits')).toBeEnabled();
  await chip(page, 'High · 5 per 10 s').check();
  await chip(page, '4K').check();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await press(page, 'Upscale · 5 credits').click();
  await expect.poll(() => stage.jobs[0]).toMatchObject({ job_type: 'upscale', price: 5 });
  expect(stage.jobs[0]?.input).toEqual({
    source_job_id: sharp.id,
    target_resolution: '4k',
    engine: 'ffmpeg',
    quality: 'high',
  });
  stage.fail('GET /api/credits/check', { status: 409, body: { detail: 'The source is gone.' } });
  await chip(page, 'Video Upscaler').check();
  await expect(page.getByText('The source is gone.')).toBeVisible();
});

test('an upscale that is too dear has a cheaper way, at the server’s price', async ({ page, stage }) => {
  const job = aDraft({ prompt: 'A pier' });
  stage.jobs = [job];
  stage.credits = { available: 4, held: 0, active_jobs: 0 };
  await stage.open(`/?upscale=${job.id}`);
  await expect(page.getByRole('link', { name: 'Need 16 more credits' })).toBeVisible();
  await page.getByRole('button', { name: 'Rather Lanczos, balanced · 3 credits' }).click();
  await expect(press(page, 'Upscale · 3 credits')).toBeEnabled();
  await expect(chip(page, 'Lanczos')).toBeChecked();
  await expect(chip(page, 'High · 5 per 10 s')).toHaveAccessibleDescription('need 1 more credit');
  await expect(page.getByRole('button', { name: /^Rather/ })).toHaveCount(0);
});
