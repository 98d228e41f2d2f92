/** The history of a job in plain words. Pure. */

import type { components } from '../api/schema';
import { credits } from './creation';
import { seconds } from './time';

export type EventView = components['schemas']['EventView'];

const WORDS: Readonly<Record<string, (event: EventView) => string>> = {
  created: ({ detail }) => `Ordered, ${credits(Number(detail.held ?? 0))} held`,
  started: () => 'Taken up',
  submitted: () => 'Sent to the provider, who took it',
  split: () => 'Divided into parts that are made side by side',
  delayed: ({ detail }) => `Put off${again(detail.delay_s)}${because(detail.code)}`,
  driven: () => 'Found waiting and sent on its way again',
  redriven: () => 'Sent on its way again by our operators',
  foreign_prediction: () => 'The provider’s answer was for another job, so it was not taken',
  completed: ({ detail }) => `Ready, ${credits(Number(detail.captured ?? 0))} used`,
  failed: ({ detail }) =>
    `Not made${because(detail.code)}, ${credits(Number(detail.released ?? 0))} returned`,
  canceled: ({ detail }) => `Canceled, ${credits(Number(detail.released ?? 0))} returned`,
  published: () => 'Published to the feed',
  unpublished: () => 'Taken back from the feed',
};

/** Say what happened; what has no words here keeps its own name. */
export function eventWords(event: EventView): string {
  return WORDS[event.kind]?.(event) ?? event.kind.replaceAll('_', ' ');
}

function again(delay: unknown): string {
  return typeof delay === 'number' ? ` by ${seconds(delay)}` : '';
}

function because(code: unknown): string {
  return typeof code === 'string' ? ` (${code.replaceAll('_', ' ')})` : '';
}
