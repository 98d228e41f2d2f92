/** What the stage's server does with an order: it says the price, and takes the order once for each key. */

import type { Request, Route } from '@playwright/test';
import { json } from './json';
import { aJob, type JobView } from './made';
import { priceOf } from './prices';
import type { Stage } from './stage';

type Order = { job_type: string; input: { prompt?: string; source_job_id?: string }; price_version: string };

/** Let the stage price orders, take them, and hold what they cost. */
export function takeOrders(stage: Stage): void {
  const keys = new Map<string, string>();
  stage.on('GET', '/api/credits/check', (route, _match, request) => check(stage, route, request));
  stage.on('POST', '/api/jobs', (route, _match, request) => {
    const key = request.headers()['idempotency-key'] ?? '';
    stage.posted.push(key);
    const known = stage.job(keys.get(key) ?? '');
    if (known) return json(route, known, 202);
    const order: Order = request.postDataJSON();
    if (order.price_version !== stage.models.price_version)
      stage.complaints.push('an order names no price that was shown');
    const source = stage.job(order.input.source_job_id ?? '');
    const price = priceOf(stage.models, order.job_type, order.input, source);
    if (price > stage.credits.available) return refuse(stage, route, price);
    const job = hold(stage, order, price, source);
    keys.set(key, job.id);
    return json(route, job, 202);
  });
}

function hold(stage: Stage, { job_type, input }: Order, price: number, source?: JobView): JobView {
  const changes = { job_type, price, prompt: input.prompt ?? '', source_job_id: source?.id ?? null };
  const job = aJob({ ...changes, ...({ input } as object) }, 0);
  const chained = { ...job, root_job_id: source?.root_job_id ?? job.id };
  stage.jobs = [chained, ...stage.jobs];
  const { available, held } = stage.credits;
  stage.credits = { available: available - price, held: held + price, active_jobs: 1 };
  return chained;
}

function refuse(stage: Stage, route: Route, price: number): unknown {
  const { available } = stage.credits;
  const detail = `This costs ${price} credits, and you have ${available}.`;
  const short = price - available;
  stage.expectFaults();
  return json(route, { code: 'insufficient_credits', detail, needed: price, available, short }, 402);
}

function check(stage: Stage, route: Route, request: Request): unknown {
  const { job_type = '', ...input } = Object.fromEntries(new URL(request.url()).searchParams);
  const price = priceOf(stage.models, job_type, input, stage.job(input.source_job_id ?? ''));
  const { available } = stage.credits;
  return json(route, {
    price,
    available,
    affordable: price <= available,
    short: Math.max(0, price - available),
  });
}
