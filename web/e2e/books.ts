/** The ledger, the proof and the feed of the stage: pages, as the server makes them. */

import type { Request, Route } from '@playwright/test';
import type { components } from '../src/api/schema';
import { json } from './json';
import { anId, aVideo } from './made';

export type Entry = components['schemas']['EntryView'];
export type FeedItem = components['schemas']['FeedItemView'];

/** Return entries as they come to be, newest first: a welcome, and one job after the other. */
export function aLedger(jobs: number, welcome = 100): Entry[] {
  const entries: Entry[] = [];
  let available = 0;
  const add = (kind: Entry['kind'], amount: number, delta: number, reason: string, job_id: string | null) => {
    available += delta;
    const n = entries.length + 1;
    entries.push({
      id: `${job_id ?? 'grant'}:${kind}`,
      n,
      kind,
      amount,
      available_delta: delta,
      held_delta: kind === 'hold' ? amount : kind === 'grant' ? 0 : -amount,
      available_after: available,
      job_id,
      reason,
      at: new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString(),
    });
  };
  add('grant', welcome, welcome, 'welcome', null);
  for (let job = 0; job < jobs; job += 1) {
    const id = anId();
    add('hold', 1, -1, 'generate', id);
    if (job % 3 === 2) add('release', 1, 1, 'policy', id);
    else add('capture', 1, 0, 'generate finished', id);
  }
  return entries.toReversed();
}

export function aFeedItem(changes: Partial<FeedItem> = {}): FeedItem {
  const job_id = anId();
  const { id, url, poster_url, preview_url, urls_expire_at } = aVideo(job_id);
  return {
    id,
    job_id,
    prompt: 'A lighthouse in a storm',
    job_type: 'generate',
    model: 'veo-3.1-fast',
    url,
    poster_url,
    preview_url,
    urls_expire_at,
    width: 1280,
    height: 720,
    duration_s: 4,
    published_at: '2026-01-02T12:00:00Z',
    ...changes,
  };
}

interface Keeper {
  readonly entries: readonly object[];
  readonly feed: readonly object[];
  readonly credits: { readonly available: number; readonly held: number };
  on(method: string, path: string, answer: (route: Route, match: unknown, request: Request) => unknown): void;
}

/** Let the stage answer for the ledger, its proof and the feed. */
export function keepBooks(stage: Keeper): void {
  stage.on('GET', '/api/credits/ledger', (route, _match, request) => {
    const kind = new URL(request.url()).searchParams.get('kind');
    const entries = (stage.entries as Entry[]).filter((entry) => !kind || entry.kind === kind);
    return page(route, 'entries', entries, request.url());
  });
  stage.on('GET', '/api/credits/audit', (route) => {
    const { available, held } = stage.credits;
    return json(route, { entries: stage.entries.length, available, held, balanced: true });
  });
  stage.on('GET', '/api/feed', (route, _match, request) => page(route, 'items', stage.feed, request.url()));
}

function page(route: Route, name: string, all: readonly object[], url: string): Promise<void> {
  const { pathname, searchParams } = new URL(url);
  const from = Number(searchParams.get('cursor') ?? 0);
  const to = from + Number(searchParams.get('limit') ?? 24);
  const next = to < all.length ? `${pathname}?cursor=${to}` : null;
  return json(route, { [name]: all.slice(from, to), next });
}
