/** What was ordered, as rows to read. Pure. */

import type { JobView } from './creation';

export interface Row {
  readonly name: string;
  readonly value: string;
  /** Where to look at it, and what leads there. */
  readonly link?: { readonly to: string; readonly text: string };
  /** The value is the id of a picture that was sent, or of a model. */
  readonly of?: 'picture' | 'model';
}

const NAMES: Readonly<Record<string, string>> = {
  prompt: 'Prompt',
  duration_s: 'Length',
  aspect_ratio: 'Shape',
  resolution: 'Resolution',
  target_resolution: 'Target',
  engine: 'Made by',
  quality: 'Quality',
  source_job_id: 'Source',
  image: 'Start frame',
  first_frame: 'Start frame',
  last_frame: 'End frame',
};

/** Return every part of an order that was set, the words first; a part that has no name here keeps its own. */
export function inputRows(job: Pick<JobView, 'prompt' | 'model' | 'input'>): readonly Row[] {
  const fields = Object.entries(job.input).filter(([name, value]) => name !== 'model' && isSet(value));
  const order = Object.keys(NAMES);
  const rank = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  const rows = fields
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]): Row => ({ name: NAMES[name] ?? spoken(name), ...shown(name, value) }));
  const at = rows.findIndex(({ name }) => name !== 'Prompt');
  return rows.toSpliced(at < 0 ? rows.length : at, 0, { name: 'Model', value: job.model, of: 'model' });
}

function isSet(value: unknown): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function shown(name: string, value: unknown): Omit<Row, 'name'> {
  if (name === 'source_job_id')
    return { value: String(value), link: { to: `/v/${value}`, text: 'What it was made from' } };
  if (isPicture(value)) return { value: value.upload_id, of: 'picture' };
  if (name === 'duration_s') return { value: `${value} s` };
  if (name === 'engine') return { value: value === 'ffmpeg' ? 'Dailies, with ffmpeg' : 'The provider' };
  return { value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

function isPicture(value: unknown): value is { readonly upload_id: string } {
  return typeof value === 'object' && value !== null && 'upload_id' in value;
}

function spoken(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
