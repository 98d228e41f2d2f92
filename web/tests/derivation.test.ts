import { expect, test } from 'vitest';
import { aVideo } from '../e2e/made';
import { MODELS } from '../e2e/models';
import {
  extendPrice,
  extensionOptions,
  fittingExtension,
  fittingUpscale,
  qualityOptions,
  targetOptions,
  upscaleInput,
  upscalersOf,
} from '../src/model/derivation';

const source = { id: 'a', model: 'wan-2.5', video: aVideo('a') };

test('an extension is the nearest that takes the film, and costs what the table says', () => {
  const extending = fittingExtension(MODELS, source, { resolution: '8k' });

  expect(extending).toEqual({ model: 'wan-2.5-extend', resolution: '720p' });
  expect(extending && extendPrice(MODELS, extending)).toBe(10);
});

test('a film that is too long is extended by nothing, and the option says why', () => {
  const long = { ...source, video: aVideo('a', { duration_s: 61 }) };

  expect(fittingExtension(MODELS, long, {})).toBeUndefined();
  expect(extensionOptions(MODELS, long.video)[0]?.unless).toBe('takes at most 60 s, this one lasts 61.0 s');
});

test('a model that wants another frame rate says so', () => {
  const [extension] = MODELS.extensions;
  const models = { ...MODELS, extensions: extension ? [{ ...extension, source_fps: 30 }] : [] };

  expect(extensionOptions(models, source.video)[0]?.unless).toBe('takes 30 frames a second, this one has 24');
});

test.each([
  [1280, 720, '720p', false],
  [1280, 720, '1080p', true],
  [832, 480, '720p', true],
  [1920, 1088, '1080p', false],
  [1080, 1920, '1440p', true],
])('%i x %i to %s is a gain: %s', (width, height, target, isGain) => {
  const [upscaler] = upscalersOf(MODELS);
  const options = upscaler ? targetOptions(upscaler, aVideo('a', { width, height })) : [];

  expect(options.find(({ value }) => value === target)?.unless === undefined).toBe(isGain);
});

test('an upscale that is no gain becomes the next that is one', () => {
  expect(fittingUpscale(MODELS, source, { target_resolution: '720p' })?.target_resolution).toBe('1080p');
});

test('nothing is above 4K', () => {
  const sharp = { ...source, video: aVideo('a', { width: 3840, height: 2160 }) };

  expect(fittingUpscale(MODELS, sharp, {})).toBeUndefined();
});

test('our own upscaling is ordered by its quality, a provider by its model', () => {
  const wanted = { target_resolution: '4k', quality: 'high' } as const;

  expect(upscaleInput(MODELS, source, { ...wanted, model: 'ffmpeg-lanczos' })).toEqual({
    source_job_id: 'a',
    target_resolution: '4k',
    engine: 'ffmpeg',
    quality: 'high',
  });
  expect(upscaleInput(MODELS, source, { ...wanted, model: 'wavespeed-upscaler' })).toEqual({
    source_job_id: 'a',
    target_resolution: '4k',
    engine: 'provider',
    model: 'wavespeed-upscaler',
  });
  expect(upscalersOf(MODELS).map((one) => qualityOptions(one).length)).toEqual([0, 3]);
});
