/** What the stage's server does with a job that is there: the routes behind its menu. */

import { withJob } from './jobs';
import { json } from './json';
import { aJob } from './made';
import type { Stage } from './stage';

/** Mark a job, cancel, publish and delete it, and order it once more, once for each key. */
export function act(stage: Stage): void {
  stage.on('PATCH', '/api/jobs/:id', (route, [, id = ''], request) =>
    json(route, stage.change(id, request.postDataJSON())),
  );
  stage.on('DELETE', '/api/jobs/:id', (route, [, id = '']) => {
    if (!stage.job(id)) return withJob(stage, route, id, () => ({}));
    stage.jobs = stage.jobs.filter((job) => job.id !== id);
    return route.fulfill({ status: 204 });
  });
  stage.on('POST', '/api/jobs/:id/cancel', (route, [, id]) =>
    withJob(stage, route, id, (job) =>
      stage.change(job.id, {
        status: 'canceled',
        stage: 'canceled',
        receipt: { held: job.price, captured: 0, released: job.price },
      }),
    ),
  );
  stage.on('POST', '/api/drafts/:id/publish', (route, [, id]) =>
    withJob(stage, route, id, (job) =>
      stage.change(job.id, { status: 'published', _links: { unpublish: '', delete: '' } }),
    ),
  );
  stage.on('POST', '/api/drafts/:id/unpublish', (route, [, id]) =>
    withJob(stage, route, id, (job) =>
      stage.change(job.id, { status: 'draft', _links: { publish: '', delete: '' } }),
    ),
  );
  again(stage);
}

function again(stage: Stage): void {
  const ordered = new Map<string, string>();
  stage.on('POST', '/api/jobs/:id/retry', (route, [, id = ''], request) => {
    const key = request.headers()['idempotency-key'] ?? '';
    stage.posted.push(key);
    const known = stage.job(ordered.get(key) ?? '');
    if (known) return json(route, known, 202);
    const { job_type, input, prompt, price } = stage.job(id) ?? aJob();
    const job = aJob({ job_type, input, prompt, price, retried_from: id }, 0);
    ordered.set(key, job.id);
    stage.jobs = [job, ...stage.jobs];
    return json(route, job, 202);
  });
}
