/** The menu of a job. */

import type { QueryClient } from '@tanstack/react-query';
import {
  ArrowUpRight,
  Ban,
  Download,
  Globe,
  GlobeLock,
  Heart,
  Link,
  Maximize2,
  Pencil,
  Play,
  RotateCcw,
  StepForward,
  Trash2,
} from 'lucide-react';
import type { NavigateFunction } from 'react-router';
import type { Credits } from '../api/credits';
import { keys } from '../api/keys';
import { needsChange, priceAgain, unless } from '../model/actions';
import type { Models } from '../model/catalogue';
import { can, credits, isReady, isSettled, type JobView } from '../model/creation';
import { wayToCredits } from '../model/credits';
import type { Action } from '../ui/Menu';

export type Act = (job: JobView) => void;

/** What can be done with a job. Only `retry` costs. */
export interface Acts {
  readonly open: Act;
  readonly useAgain: Act;
  readonly extend: Act;
  readonly upscale: Act;
  readonly publish: Act;
  readonly takeBack: Act;
  readonly favorite: Act;
  readonly download: Act;
  readonly copyLink: Act;
  readonly cancel: Act;
  /** Order it once more, at today's price. */
  readonly retry: Act;
  /** Hide jobs at once and delete them in 10 s, unless that is undone. */
  readonly remove: (jobs: readonly JobView[]) => void;
}

interface Around {
  readonly client: QueryClient;
  readonly navigate: NavigateFunction;
}

/** Return what ordering a job once more costs today. */
export function priceOf(client: QueryClient, job: JobView): number {
  return priceAgain(job, client.getQueryData<Models>(keys.models)?.models ?? []);
}

/** Return what can be done with a job; what cannot be done now says why. */
export function menuOf(job: JobView, acts: Acts, around: Around): readonly Action[] {
  const action = makeFor(job);
  const shown = can(job, 'unpublish')
    ? action('Take back from the feed', GlobeLock, acts.takeBack)
    : action('Publish to the feed', Globe, acts.publish, unless(job, 'publish'));
  return [
    isReady(job.status) ? action('Play', Play, acts.open) : action('Open', ArrowUpRight, acts.open),
    ...ending(job, acts, around, action),
    action('Use again', Pencil, acts.useAgain),
    action('Extend', StepForward, acts.extend, unless(job, 'extend')),
    action('Upscale', Maximize2, acts.upscale, unless(job, 'upscale')),
    action(job.favorite ? 'No longer a favourite' : 'Favourite', Heart, acts.favorite),
    shown,
    action('Download', Download, acts.download, unless(job, 'download')),
    action('Copy link', Link, acts.copyLink),
    { ...action('Delete', Trash2, (one) => acts.remove([one]), unless(job, 'delete')), tone: 'bad' },
  ];
}

/** Return the next thing to do with what was not made: change what was refused, or order it once more. */
export function fixOf(job: JobView, acts: Acts, around: Around): Action | undefined {
  if (job.status !== 'failed' && job.status !== 'canceled') return undefined;
  const action = makeFor(job);
  if (needsChange(job)) return action('Edit and try again', Pencil, acts.useAgain);
  return ending(job, acts, around, action)[0];
}

type Make = (text: string, Icon: typeof Play, act: Act, reason?: string) => Action;

function makeFor(job: JobView): Make {
  return (text, Icon, act, reason) => ({
    text,
    icon: <Icon aria-hidden="true" size={18} />,
    unless: reason,
    onPress: () => act(job),
  });
}

/** What moves credits: to cancel what is under way, and to order once more what was not made. */
function ending(job: JobView, acts: Acts, { client, navigate }: Around, action: Make): readonly Action[] {
  if (!isSettled(job.status)) {
    const back = can(job, 'cancel') ? ` · ${credits(job.price)} come back` : '';
    return [action(`Cancel${back}`, Ban, acts.cancel, unless(job, 'cancel'))];
  }
  if (isReady(job.status)) return [];
  const price = priceOf(client, job);
  const available = client.getQueryData<Credits>(keys.credits)?.available ?? price;
  if (available >= price)
    return [action(`Try again · ${credits(price)}`, RotateCcw, acts.retry, unless(job, 'retry'))];
  const need = price - available;
  const way = wayToCredits({ need, have: available });
  return [action(`Try again needs ${need} more`, RotateCcw, () => void navigate(way))];
}
