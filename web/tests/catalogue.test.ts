import { expect, test } from 'vitest';
import { MODELS } from '../e2e/models';
import { choices, fitting, type Model, offerOf } from '../src/model/catalogue';

const model = MODELS.models[0] as Model;

test('a choice that a model does not make with the others says with which it clashes', () => {
  const settings = { model: model.id, duration_s: 4, resolution: '720p', aspect_ratio: '16:9' };

  const resolutions = choices(model, settings, 'resolution');

  expect(resolutions).toContainEqual({ value: '720p' });
  expect(resolutions).toContainEqual({ value: '480p', clash: 'duration_s' });
});

test('settings of another model become the nearest that this one makes', () => {
  const settings = fitting(model, { duration_s: 8, resolution: '1080p', aspect_ratio: '9:16' });

  expect(offerOf(model, settings)).toBeDefined();
  expect(settings.duration_s).toBe(8);
});
