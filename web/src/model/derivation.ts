/** What can be made from a finished video, longer or sharper, and what is in the way, in words. Pure. */

import type { components } from '../api/schema';
import type { Models } from './catalogue';
import { isReady, type JobView, sharpness, type VideoView } from './creation';

export type Extension = components['schemas']['ExtensionView'];
export type Upscaler = components['schemas']['UpscalerView'] | components['schemas']['FfmpegUpscalerView'];
export type ExtendInput = components['schemas']['ExtendInput'];
export type UpscaleInput = components['schemas']['UpscaleInput'];
export type Quality = NonNullable<UpscaleInput['quality']>;

type Film = Pick<VideoView, 'width' | 'height' | 'duration_s' | 'fps'>;

/** A finished video that something else begins with. */
export interface Source {
  readonly id: string;
  readonly model: string;
  readonly video: Film;
}

/** What a person sets of an extension. */
export interface Extending {
  readonly model: string;
  readonly resolution: string;
}

/** What a person sets of an upscale; `model` is a provider's, or our own ffmpeg's, which knows a quality. */
export interface Upscaling {
  readonly model: string;
  readonly target_resolution: string;
  readonly quality: Quality;
}

export interface Option<T> {
  readonly value: T;
  readonly text: string;
  /** Why it cannot be chosen, in words. */
  readonly unless: string | undefined;
}

const GAIN_MIN = 1.06;
const FPS_TOLERANCE = 0.1;
export const QUALITIES: readonly Quality[] = ['fast', 'balanced', 'high'];

export function sourceOf(job: JobView): Source | undefined {
  return job.video && isReady(job.status) ? { id: job.id, model: job.model, video: job.video } : undefined;
}

export function extensionOf(models: Models, id: string): Extension | undefined {
  return models.extensions.find((one) => one.id === id);
}

/** Return every model that extends, each with why it does not take this film. */
export function extensionOptions(models: Models, film: Film): readonly Option<string>[] {
  return models.extensions.map((one) => ({
    value: one.id,
    text: `${one.title} · ${one.adds_s} s more`,
    unless: faultOf(one, film),
  }));
}

/** Return an extension of this source that can be made, as near to the wanted one as can be; none if none can. */
export function fittingExtension(
  models: Models,
  source: Source,
  wanted: Partial<Extending>,
): Extending | undefined {
  const able = models.extensions.filter((one) => faultOf(one, source.video) === undefined);
  const provider = providerOf(models, source.model);
  const chosen =
    able.find(({ id }) => id === wanted.model) ?? able.find((one) => one.provider === provider) ?? able[0];
  if (!chosen) return undefined;
  const resolutions = Object.keys(chosen.prices);
  const nearest = [wanted.resolution, sharpness(source.video)].find(
    (one) => one && resolutions.includes(one),
  );
  const resolution = nearest ?? resolutions[0];
  return resolution === undefined ? undefined : { model: chosen.id, resolution };
}

export function extendPrice(models: Models, { model, resolution }: Extending): number | undefined {
  return extensionOf(models, model)?.prices[resolution]?.credits;
}

export function extendInput(source: Source, extending: Extending, prompt: string): ExtendInput {
  return { source_job_id: source.id, prompt, ...extending };
}

export function upscalersOf(models: Models): readonly Upscaler[] {
  return [...models.upscalers, ...models.ffmpeg_upscalers];
}

/** Return every way to a sharper video, each with why it does not take this film. */
export function upscalerOptions(models: Models, film: Film): readonly Option<string>[] {
  return upscalersOf(models).map((one) => ({
    value: one.id,
    text: one.title,
    unless: faultOf(one, film) ?? nothingAbove(one, film),
  }));
}

/** Return every target of a way, each with why it would be no gain. */
export function targetOptions(upscaler: Upscaler, film: Film): readonly Option<string>[] {
  return upscaler.targets.map((target) => ({
    value: target,
    text: target.toUpperCase().replace(/P$/, 'p'),
    unless: gains(target, film) ? undefined : `the video has ${sharpness(film)} already`,
  }));
}

/** Return the qualities that a way knows, with what each costs; a provider's knows none. */
export function qualityOptions(upscaler: Upscaler): readonly Option<Quality>[] {
  if (!('credits_per_10_s' in upscaler)) return [];
  const known = QUALITIES.filter((one) => one in upscaler.credits_per_10_s);
  return known.map((value) => ({
    value,
    text: `${value[0]?.toUpperCase()}${value.slice(1)} · ${upscaler.credits_per_10_s[value]} per 10 s`,
    unless: undefined,
  }));
}

/** Return an upscale of this source that can be made, as near to the wanted one as can be; none if none can. */
export function fittingUpscale(
  models: Models,
  source: Source,
  wanted: Partial<Upscaling>,
): Upscaling | undefined {
  const able = upscalersOf(models).filter(
    (one) => (faultOf(one, source.video) ?? nothingAbove(one, source.video)) === undefined,
  );
  const chosen = able.find(({ id }) => id === wanted.model) ?? able[0];
  const targets = chosen?.targets.filter((target) => gains(target, source.video)) ?? [];
  const target = targets.find((one) => one === wanted.target_resolution) ?? targets[0];
  if (!chosen || target === undefined) return undefined;
  return { model: chosen.id, target_resolution: target, quality: wanted.quality ?? 'balanced' };
}

export function upscaleInput(models: Models, source: Source, upscaling: Upscaling): UpscaleInput {
  const { model, target_resolution, quality } = upscaling;
  const wanted = { source_job_id: source.id, target_resolution };
  const isOurs = models.ffmpeg_upscalers.some(({ id }) => id === model);
  return isOurs ? { ...wanted, engine: 'ffmpeg', quality } : { ...wanted, engine: 'provider', model };
}

/** Say what a model takes instead of this film; undefined if it takes it. */
function faultOf(one: Extension | Upscaler, film: Film): string | undefined {
  const lasts = `this one lasts ${film.duration_s.toFixed(1)} s`;
  if (film.duration_s > one.source_max_s) return `takes at most ${one.source_max_s} s, ${lasts}`;
  if (!('source_fps' in one)) return undefined;
  if (film.duration_s < one.source_min_s) return `takes at least ${one.source_min_s} s, ${lasts}`;
  if (one.source_fps !== null && Math.abs(one.source_fps - film.fps) > FPS_TOLERANCE)
    return `takes ${one.source_fps} frames a second, this one has ${film.fps}`;
  return undefined;
}

function nothingAbove(one: Upscaler, film: Film): string | undefined {
  return one.targets.some((target) => gains(target, film))
    ? undefined
    : `has nothing above ${sharpness(film)}`;
}

/** True of a class that is sharper than the film, and not only by a rounding. */
function gains(target: string, { width, height }: Film): boolean {
  const short = target === '4k' ? 2160 : Number.parseInt(target, 10);
  const scale = Math.min((short * 16) / 9 / Math.max(width, height), short / Math.min(width, height));
  return scale >= GAIN_MIN;
}

function providerOf(models: Models, id: string): string | undefined {
  const all = [...models.models, ...models.extensions, ...models.upscalers];
  return all.find((one) => one.id === id)?.provider;
}
