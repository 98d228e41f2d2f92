/** What can be done with a job, and why something cannot. Pure. */

import { type Model, offerOf } from './catalogue';
import { can, isReady, isSettled, type JobView } from './creation';

export type Doing = 'extend' | 'upscale' | 'download' | 'publish' | 'cancel' | 'retry' | 'delete';

/** Say why this cannot be done with a job as it stands, or nothing if it can. */
export function unless(job: JobView, doing: Doing): string | undefined {
  return isPossible(job, doing) ? undefined : REASONS[doing](job);
}

function isPossible(job: JobView, doing: Doing): boolean {
  if (NEEDS_VIDEO.includes(doing)) return job.video !== null;
  return can(job, doing) || (doing === 'publish' && can(job, 'unpublish'));
}

const NEEDS_VIDEO: readonly Doing[] = ['extend', 'upscale', 'download'];

const REASONS: Readonly<Record<Doing, (job: JobView) => string>> = {
  extend: withoutVideo,
  upscale: withoutVideo,
  download: withoutVideo,
  publish: withoutVideo,
  cancel: (job) => (isSettled(job.status) ? 'it has ended' : 'it is being made, and that is paid for'),
  retry: () => 'when it has ended',
  delete: (job) => (can(job, 'cancel') ? 'cancel it first' : 'when it has ended'),
};

function withoutVideo(job: JobView): string {
  if (isReady(job.status)) return 'its link is on the way';
  return isSettled(job.status) ? 'there is no video' : 'when it is ready';
}

/** Codes of failures that would come again: the order itself cannot be made. */
const FAULTS_OF_THE_ORDER = [
  'policy',
  'filtered',
  'provider_rejected',
  'model_unavailable',
  'source_changed',
  'result_too_large',
];

/** True if the same order would fail again, so that it has to be changed first. */
export function needsChange({ error }: Pick<JobView, 'error'>): boolean {
  return error !== null && FAULTS_OF_THE_ORDER.includes(error.code);
}

/** Return what a job would cost today, as far as the page knows: by its model's table, else what it cost then. */
export function priceAgain(
  job: Pick<JobView, 'job_type' | 'input' | 'price'>,
  models: readonly Model[],
): number {
  const { model: id, duration_s, resolution, aspect_ratio } = job.input;
  const model = job.job_type === 'generate' && models.find((one) => one.id === id);
  if (!model) return job.price;
  const settings = {
    model: model.id,
    duration_s: Number(duration_s),
    resolution: String(resolution),
    aspect_ratio: String(aspect_ratio),
  };
  return offerOf(model, settings)?.credits ?? job.price;
}
