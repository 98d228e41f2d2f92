/** A job in the words of the page. Pure. */

import type { components } from '../api/schema';
import { seconds } from './time';

export type JobView = components['schemas']['JobView'];
export type VideoView = components['schemas']['VideoView'];
export type Status = JobView['status'];

const SETTLED: readonly Status[] = ['draft', 'published', 'failed', 'canceled'];

export function isSettled(status: Status): boolean {
  return SETTLED.includes(status);
}

export function isReady(status: Status): boolean {
  return status === 'draft' || status === 'published';
}

/** How the page marks a state: an icon and a colour, always beside the word. */
export type Tone = 'good' | 'wait' | 'bad' | 'quiet';

interface Told {
  readonly words: string;
  readonly tone: Tone;
}

const STAGES: Readonly<Record<string, string>> = {
  waiting: 'Waiting in line',
  starting: 'Starting',
  making: 'Making',
  saving: 'Saving',
};

/** Say in plain words where a job stands, no more than the server has said. */
export function told(job: Pick<JobView, 'status' | 'stage' | 'progress'>): Told {
  switch (job.status) {
    case 'draft':
      return { words: 'Ready', tone: 'good' };
    case 'published':
      return { words: 'Published', tone: 'good' };
    case 'failed':
      return { words: 'Not made', tone: 'bad' };
    case 'canceled':
      return { words: 'Canceled', tone: 'quiet' };
    default: {
      const stage = STAGES[job.stage] ?? 'Making';
      const percent = job.stage === 'making' && job.progress !== null ? ` ${job.progress} %` : '';
      return { words: stage + percent, tone: 'wait' };
    }
  }
}

/** Return what a job is now: while one video is made, its progress goes on, whatever a later look says. */
export function onward<T extends Making>(known: Making | undefined, next: T): T {
  if (known?.stage !== 'making' || next.stage !== 'making') return next;
  const progress = Math.max(known.progress ?? 0, next.progress ?? 0);
  return known.progress === null || progress === next.progress ? next : { ...next, progress };
}

type Making = Pick<JobView, 'stage' | 'progress'>;

/** Say where the credits are: held, spent, or back; undefined while nothing moved. */
export function moneyWords(job: Pick<JobView, 'status' | 'receipt'>): string {
  const { held, captured, released } = job.receipt;
  if (released > 0) return `${credits(released)} returned`;
  return captured > 0 ? `${credits(captured)} used` : `${credits(held)} held`;
}

/** Say an amount with its thousands set apart: "12,345". */
export function figure(amount: number): string {
  return amount.toLocaleString('en-GB');
}

export function credits(amount: number): string {
  return `${figure(amount)} credit${amount === 1 ? '' : 's'}`;
}

const TYPES: Readonly<Record<string, string>> = {
  generate: 'Generate',
  extend: 'Extend',
  upscale: 'Upscale',
};

export function typeWords(jobType: string): string {
  return TYPES[jobType] ?? jobType;
}

interface Titled {
  readonly job_type: string;
  readonly input: object;
}

/** Name a job, or the order of one, for people: its prompt, or what is done when there is none. */
export function titleOf({ job_type, input }: Titled): string {
  const { prompt, target_resolution: target } = input as Readonly<Record<string, unknown>>;
  if (typeof prompt === 'string' && prompt !== '') return prompt;
  return target ? `${typeWords(job_type)} to ${target}` : typeWords(job_type);
}

/** Return the class of a picture by its shorter side, as people call it: "720p", "4K". */
export function sharpness(video: Pick<VideoView, 'width' | 'height'>): string {
  const side = Math.min(video.width, video.height);
  return side >= 2000 ? '4K' : `${side}p`;
}

/** Say how long a video is, or how long it was ordered to be; undefined where nobody said. */
export function lengthOf({ video, input }: Pick<JobView, 'video' | 'input'>): string | undefined {
  const length = video ? video.duration_s : input.duration_s;
  return typeof length === 'number' ? seconds(length) : undefined;
}

/** Say how sharp a video is, or how sharp it was ordered to be. */
export function sharpnessOf({ video, input }: Pick<JobView, 'video' | 'input'>): string | undefined {
  if (video) return sharpness(video);
  const ordered = input.target_resolution ?? input.resolution;
  return typeof ordered === 'string' ? ordered.replace(/k$/, 'K') : undefined;
}

export function can(job: Pick<JobView, '_links'>, action: string): boolean {
  return action in job._links;
}

/** Below so many credits a person is told once that they run low: about one ordinary video. */
export const LOW = 20;
