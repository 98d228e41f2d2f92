import { expect, test } from 'vitest';
import { aVideo } from '../e2e/made';
import { MODELS } from '../e2e/models';
import { cheaperExtension, otherUpscales, upscaleWords } from '../src/model/cheaper';
import { fittingUpscale } from '../src/model/derivation';

const source = { id: 'a', model: 'wan-2.5', video: aVideo('a') };

test.each([
  [12, { resolution: '720p', price: 10 }],
  [9, { resolution: '480p', price: 5 }],
  [4, undefined],
])('with %i credits a video goes on at %j', (available, offer) => {
  const chosen = { model: 'wan-2.5-extend', resolution: '720p' };

  expect(cheaperExtension(MODELS, chosen, available)).toEqual(offer && { ...chosen, ...offer });
});

test('every other way to an upscale keeps its target, and has a name', () => {
  const chosen = fittingUpscale(MODELS, source, { target_resolution: '4k' });
  const others = chosen ? otherUpscales(MODELS, source, chosen) : [];

  expect(others.map((one) => upscaleWords(MODELS, one))).toEqual([
    'Lanczos, fast',
    'Lanczos, balanced',
    'Lanczos, high',
  ]);
  expect(others.every((one) => one.target_resolution === '4k')).toBe(true);
});

test('of a way with qualities, the others are ways too', () => {
  const chosen = fittingUpscale(MODELS, source, { model: 'ffmpeg-lanczos', quality: 'high' });
  const others = chosen ? otherUpscales(MODELS, source, chosen) : [];

  expect(others.map((one) => upscaleWords(MODELS, one))).toEqual([
    'Video Upscaler',
    'Lanczos, fast',
    'Lanczos, balanced',
  ]);
});
