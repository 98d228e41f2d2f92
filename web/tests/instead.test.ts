import { expect, test } from 'vitest';
import { MODELS } from '../e2e/models';
import { extensionInstead, generationInstead, upscaleInstead } from '../src/model/instead';

const settings = { model: 'veo-3.1-fast', duration_s: 8, resolution: '720p', aspect_ratio: '9:16' };

test.each([
  [settings, undefined],
  [{}, undefined],
  [{ ...settings, model: 'veo-2' }, 'veo-2 is no longer offered: Veo 3.1 Fast was chosen instead.'],
  [
    { ...settings, resolution: '1080p' },
    'Veo 3.1 Fast does not make 9:16 · 8 s · 1080p: 720p was chosen instead.',
  ],
  [
    { model: 'veo-2', duration_s: 5, resolution: '4k' },
    'veo-2 is no longer offered: Veo 3.1 Fast was chosen instead. ' +
      'Veo 3.1 Fast does not make 5 s · 4k: 8 s · 720p was chosen instead.',
  ],
])('of %j: %s', (wanted, words) => {
  expect(generationInstead(MODELS, wanted, settings)).toBe(words);
});

test('a way that does not take the video, or has gone, is named', () => {
  const chosen = { model: 'wan-2.5-extend', resolution: '720p' };
  const models = {
    ...MODELS,
    extensions: MODELS.extensions.flatMap((one) => [one, { ...one, id: 'short', title: 'Short' }]),
  };

  expect(extensionInstead(models, { model: 'short', resolution: '' }, chosen)).toBe(
    'Short does not take this video: Wan 2.5 Extend was chosen instead.',
  );
  expect(extensionInstead(models, { resolution: '1080p' }, chosen)).toBe(
    'Wan 2.5 Extend does not make 1080p: 720p was chosen instead.',
  );
  const upscaling = { model: 'ffmpeg-lanczos', target_resolution: '4k', quality: 'fast' } as const;
  expect(upscaleInstead(MODELS, upscaling, upscaling)).toBeUndefined();
  expect(upscaleInstead(MODELS, { ...upscaling, model: 'gone' }, upscaling)).toBe(
    'gone is no longer offered: Lanczos was chosen instead.',
  );
});
