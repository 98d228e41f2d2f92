/** Jobs and videos for the stage, in the schema's types: one place knows their shape. */

import type { components } from '../src/api/schema';

export type JobView = components['schemas']['JobView'];
export type VideoView = components['schemas']['VideoView'];

let last = 0;

/** Return an id as the server makes them: 26 letters and digits. */
export function anId(): string {
  last += 1;
  return `job${last.toString(36).padStart(23, 'a')}`;
}

export function aVideo(id = anId(), changes: Partial<VideoView> = {}): VideoView {
  const link = (file: string) => `https://storage.googleapis.com/stage/${id}/${file}?signed`;
  return {
    id: `${id}-1`,
    url: link('small.mp4'),
    poster_url: link('poster.webp'),
    preview_url: link('small.mp4?preview'),
    sprite: {
      url: link('sprite.webp'),
      columns: 4,
      rows: 1,
      tile_width: 160,
      tile_height: 90,
      interval_s: 1,
    },
    added_url: null,
    urls_expire_at: new Date(Date.now() + 3_600_000).toISOString(),
    width: 1280,
    height: 720,
    duration_s: 4,
    fps: 24,
    size_bytes: 1_234_567,
    codec: 'h264',
    has_audio: true,
    ...changes,
  };
}

/** Return a job that waits in line, `agoS` seconds old. */
export function aJob(changes: Partial<JobView> = {}, agoS = 60): JobView {
  const id = changes.id ?? anId();
  const at = new Date(Date.now() - agoS * 1000).toISOString();
  const price = changes.price ?? 20;
  return {
    id,
    job_type: 'generate',
    status: 'pending',
    stage: 'waiting',
    progress: null,
    prompt: 'A lighthouse in a storm',
    input: {
      model: 'veo-3.1-fast',
      prompt: changes.prompt ?? 'A lighthouse in a storm',
      duration_s: 8,
      resolution: '720p',
      aspect_ratio: '16:9',
    },
    favorite: false,
    model: 'veo-3.1-fast',
    price,
    error: null,
    video: null,
    receipt: { held: price, captured: 0, released: 0 },
    source_job_id: null,
    root_job_id: id,
    retried_from: null,
    checked_at: null,
    expected_s: 75,
    revision: 1,
    created_at: at,
    updated_at: at,
    settled_at: null,
    deadline: new Date(Date.now() + 1_800_000).toISOString(),
    ...changes,
    _links: { self: `/api/jobs/${id}`, events: '', chain: '', cancel: '', ...changes._links },
  };
}

/** Return a job whose video is ready. */
export function aDraft(changes: Partial<JobView> = {}, agoS = 60): JobView {
  const job = aJob(changes, agoS);
  return {
    ...job,
    status: 'draft',
    stage: 'done',
    progress: 100,
    video: aVideo(job.id),
    receipt: { held: job.price, captured: job.price, released: 0 },
    revision: job.revision + 5,
    settled_at: new Date(Date.now() - (agoS - 30) * 1000).toISOString(),
    ...changes,
    _links: {
      self: '',
      events: '',
      chain: '',
      retry: '',
      delete: '',
      publish: '',
      video: '',
      ...changes._links,
    },
  };
}

/** Return a job that was not made, and whose credits are back. */
export function aFailure(changes: Partial<JobView> = {}, agoS = 60): JobView {
  const job = aJob(changes, agoS);
  return {
    ...job,
    status: 'failed',
    stage: 'failed',
    error: {
      code: 'policy',
      message: 'The provider did not make this video: its rules do not allow the prompt.',
      next_step: 'Your credits were returned. Change the prompt and try again.',
    },
    receipt: { held: job.price, captured: 0, released: job.price },
    settled_at: new Date(Date.now() - (agoS - 30) * 1000).toISOString(),
    ...changes,
    _links: { self: '', events: '', chain: '', retry: '', delete: '', ...changes._links },
  };
}
