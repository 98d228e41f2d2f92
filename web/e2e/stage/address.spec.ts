import { backSoon } from '../back';
import { chip, press, words } from '../composer';
import { aDraft } from '../made';
import { expect, settled, test } from '../stage';
import { takeUploads } from '../uploads';

test('an address fills the box: again, extend, upscale, or words of the feed', async ({ page, stage }) => {
  const input = {
    model: 'veo-3.1-fast',
    prompt: 'A heron',
    duration_s: 8,
    resolution: '480p',
    aspect_ratio: '9:16',
    image: { upload_id: 'gone' },
  };
  const heron = aDraft({ prompt: 'A heron', input });
  const upscaled = aDraft({
    job_type: 'upscale',
    prompt: '',
    model: 'ffmpeg-lanczos',
    source_job_id: heron.id,
    input: { source_job_id: heron.id, target_resolution: '1440p', engine: 'ffmpeg', quality: 'fast' },
  });
  stage.jobs = [upscaled, heron];
  await takeUploads(stage);
  stage.fail('GET /api/uploads/gone', { status: 404, body: { detail: 'There is no such upload.' } });
  await stage.open(`/?again=${heron.id}`);
  await expect(words(page)).toHaveValue('A heron');
  await expect(page).toHaveURL('/');
  await expect(chip(page, '480p')).toBeChecked();
  await expect(chip(page, '9:16')).toBeChecked();
  await expect(page.getByText('There is no such upload.')).toBeVisible();
  await expect(press(page, 'Generate · 8 credits')).toBeDisabled();
  await page.getByRole('button', { name: 'Remove the start frame' }).click();
  await expect(press(page, 'Generate · 8 credits')).toBeEnabled();

  await stage.open(`/?again=${upscaled.id}`);
  await expect(chip(page, 'Upscale')).toBeChecked();
  await expect(chip(page, '1440p')).toBeChecked();
  await expect(press(page, 'Upscale · 2 credits')).toBeEnabled();
  await stage.open(`/?extend=${heron.id}`);
  await expect(chip(page, 'Extend')).toBeChecked();
  await expect(page.getByText('Write what you want to see')).toBeVisible();
  await stage.open(`/?upscale=${heron.id}`);
  await expect(chip(page, 'Upscale')).toBeChecked();
  await stage.open('/?prompt=A%20red%20kite&model=wan-2.5');
  await expect(words(page)).toHaveValue('A red kite');
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('wan-2.5');
});

test('what was ordered by a model that has retired says what was chosen instead, until something is chosen', async ({
  page,
  stage,
}) => {
  const input = {
    model: 'veo-2',
    prompt: 'A heron',
    duration_s: 8,
    resolution: '1080p',
    aspect_ratio: '9:16',
  };
  const heron = aDraft({ prompt: 'A heron', model: 'veo-2', input });
  stage.jobs = [heron];
  await stage.open(`/?again=${heron.id}`);
  const box = page.getByRole('form', { name: 'Make a video' });
  await expect(box.getByRole('status')).toHaveText(
    'veo-2 is no longer offered: Veo 3.1 Fast was chosen instead. ' +
      'Veo 3.1 Fast does not make 9:16 · 8 s · 1080p: 480p was chosen instead.',
  );
  await expect(chip(page, '480p')).toBeChecked();
  await page.reload();
  await expect(box.getByRole('status')).toContainText('veo-2 is no longer offered');
  await chip(page, '16:9').check();
  await expect(box.getByRole('status')).toHaveCount(0);
});

test('who goes Back before the box has filled is not sent to it again', async ({ page, stage }) => {
  const heron = aDraft({ prompt: 'A heron' });
  stage.jobs = [heron];
  await stage.open(`/v/${heron.id}`);
  const again = page.getByRole('link', { name: 'Use again' });
  for (const wait_ms of [0, 5, 10, 20, 40, 80]) {
    const left = await backSoon(page, wait_ms);
    await again.click();
    expect(await left()).toBe(`/?again=${heron.id}`);
    await expect(again).toBeVisible();
    await settled(page);
    await expect(page).toHaveURL(`/v/${heron.id}`);
  }
});
