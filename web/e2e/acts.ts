/** What the stage's server does with a job that is there: the routes behind its menu. */

import { json } from './json';
import { aJob } from './made';
import type { Stage } from './stage';

/** Take a mark, and order a job once more, once for each key. */
export function act(stage: Stage): void {
  const again = new Map<string, string>();
  stage.on('PATCH', '/api/jobs/:id', (route, [, id = ''], request) =>
    json(route, stage.change(id, request.postDataJSON())),
  );
  stage.on('POST', '/api/jobs/:id/retry', (route, [, id = ''], request) => {
    const key = request.headers()['idempotency-key'] ?? '';
    stage.posted.push(key);
    const known = stage.job(again.get(key) ?? '');
    if (known) return json(route, known, 202);
    const { job_type, input, prompt, price } = stage.job(id) ?? aJob();
    const job = aJob({ job_type, input, prompt, price, retried_from: id }, 0);
    again.set(key, job.id);
    stage.jobs = [job, ...stage.jobs];
    return json(route, job, 202);
  });
}
