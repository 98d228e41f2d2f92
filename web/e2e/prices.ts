/** What the stage's server asks for an order: the same sums as the real one's, on the stage's small table. */

import type { components } from '../src/api/schema';
import type { JobView } from './made';

type Models = components['schemas']['ModelsView'];
type Input = Readonly<Record<string, unknown>>;

export function priceOf(models: Models, jobType: string, input: Input, source?: JobView): number {
  if (jobType === 'extend') return extension(models, input);
  return jobType === 'upscale' ? upscale(models, input, source) : generation(models, input);
}

function generation(models: Models, input: Input): number {
  const offers = models.models.find(({ id }) => id === input.model)?.combinations ?? [];
  const offer = offers.find(
    (o) =>
      o.duration_s === input.duration_s &&
      o.resolution === input.resolution &&
      o.aspect_ratio === input.aspect_ratio,
  );
  return offer?.credits ?? 0;
}

function extension(models: Models, { model, resolution }: Input): number {
  const chosen = models.extensions.find(({ id }) => id === model) ?? models.extensions[0];
  return chosen?.prices[String(resolution)]?.credits ?? 0;
}

function upscale(models: Models, { engine, quality }: Input, source?: JobView): number {
  if (engine !== 'ffmpeg') return Math.max(source?.price ?? 0, models.upscalers[0]?.credits_min ?? 0);
  const tens = Math.max(1, Math.ceil((source?.video?.duration_s ?? 0) / 10 - 0.01));
  return (models.ffmpeg_upscalers[0]?.credits_per_10_s[String(quality ?? 'balanced')] ?? 0) * tens;
}
