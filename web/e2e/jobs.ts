/** The jobs of the stage as its server shows them: one of them, those that fit, and a chain. */

import type { Request, Route } from '@playwright/test';
import { json } from './json';
import type { JobView } from './made';
import type { Stage } from './stage';

/** Let the stage answer for its jobs. */
export function showJobs(stage: Stage): void {
  stage.on('GET', '/api/jobs', (route, _match, request) => list(stage, route, request));
  stage.on('GET', '/api/jobs/:id', (route, [, id]) => withJob(stage, route, id, (job) => job));
  stage.on('GET', '/api/jobs/:id/events', (route) => json(route, { events: [], next: null }));
  stage.on('GET', '/api/jobs/:id/chain', (route, [, id]) =>
    withJob(stage, route, id, (job) => chainOf(stage, job)),
  );
}

/** Answer with what is made of a job, or say that there is none. */
export function withJob(
  stage: Stage,
  route: Route,
  id: string | undefined,
  make: (job: JobView) => object,
): unknown {
  const job = stage.job(id ?? '');
  if (!job) {
    stage.expectFaults();
    return json(route, { code: 'not_found', detail: 'There is no such job of yours.', status: 404 }, 404);
  }
  return json(route, make(job));
}

function list(stage: Stage, route: Route, request: Request): unknown {
  const query = new URL(request.url()).searchParams;
  const [status, type, favorite, words] = ['status', 'job_type', 'favorite', 'words'].map((name) =>
    query.get(name),
  );
  const fits = (job: JobView) =>
    (!status || job.status === status) &&
    (!type || job.job_type === type) &&
    (!favorite || job.favorite) &&
    (!words || job.prompt.toLowerCase().includes(words.toLowerCase()));
  const all = stage.jobs.filter(fits);
  const from = Number(query.get('cursor') ?? 0);
  const to = from + Number(query.get('limit') ?? 24);
  return json(route, {
    jobs: all.slice(from, to),
    next: to < all.length ? `/api/jobs?cursor=${to}` : null,
  });
}

function chainOf(stage: Stage, job: JobView): object {
  const link = (one: JobView): object => ({
    ...one,
    poster_url: one.video?.poster_url ?? null,
    urls_expire_at: one.video?.urls_expire_at ?? null,
    width: one.video?.width ?? null,
    height: one.video?.height ?? null,
    duration_s: one.video?.duration_s ?? null,
    _links: { self: `/api/jobs/${one.id}` },
    children: stage.jobs.filter((child) => child.source_job_id === one.id).map(link),
  });
  const root = stage.job(job.root_job_id) ?? job;
  const all = stage.jobs.filter((one) => one.root_job_id === root.id);
  return {
    root_job_id: root.id,
    count: all.length,
    receipt: root.receipt,
    chain: [link(root)],
    next: null,
  };
}
