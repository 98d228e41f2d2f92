/** What an address or an earlier job brings into the box. Pure. */

import type { JobView } from '../../model/creation';
import { QUALITIES } from '../../model/derivation';
import { isRecord } from '../../ui/storage';
import type { Draft } from './useDraft';

const NAMES = ['again', 'extend', 'upscale', 'prompt', 'model'];

/** Return the part of an address that fills the box; '' if there is none. */
export function broughtBy(params: URLSearchParams): string {
  return new URLSearchParams([...params].filter(([name]) => NAMES.includes(name))).toString();
}

export function without(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...params].filter(([name]) => !NAMES.includes(name)));
}

/** Take a video to go on with, or the words of somebody else's. */
export function ofAddress(params: URLSearchParams): Partial<Draft> {
  const extend = params.get('extend');
  if (extend !== null) return { mode: 'extend', source: extend, prompt: '', takes: 1 };
  const upscale = params.get('upscale');
  if (upscale !== null) return { mode: 'upscale', source: upscale };
  const model = params.get('model');
  return {
    mode: 'generate',
    prompt: params.get('prompt') ?? '',
    takes: 1,
    image: null,
    ...(model !== null ? { settings: { model } } : {}),
  };
}

/** Take what was ordered: its words and settings, its picture or its source. */
export function ofJob(job: JobView): Partial<Draft> {
  const { model, prompt, input } = job;
  if (job.job_type === 'extend') {
    const extending = { model, ...(isText(input.resolution) ? { resolution: input.resolution } : {}) };
    return { mode: 'extend', prompt, takes: 1, source: job.source_job_id, extending };
  }
  if (job.job_type === 'upscale') {
    return { mode: 'upscale', source: job.source_job_id, upscaling: { model, ...ofUpscale(input) } };
  }
  const image = isRecord(input.image) && isText(input.image.upload_id) ? input.image.upload_id : null;
  return { mode: 'generate', prompt, takes: 1, image, settings: { model, ...ofGeneration(input) } };
}

type Input = JobView['input'];

function ofGeneration({ duration_s, resolution, aspect_ratio }: Input): Draft['settings'] {
  return {
    ...(typeof duration_s === 'number' ? { duration_s } : {}),
    ...(isText(resolution) ? { resolution } : {}),
    ...(isText(aspect_ratio) ? { aspect_ratio } : {}),
  };
}

function ofUpscale({ target_resolution, quality }: Input): Draft['upscaling'] {
  const known = QUALITIES.find((one) => one === quality);
  return {
    ...(isText(target_resolution) ? { target_resolution } : {}),
    ...(known ? { quality: known } : {}),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
