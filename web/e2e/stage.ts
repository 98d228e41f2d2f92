/**
 * The stage: the built studio before a scripted server that speaks the schema's types.
 *
 * It is stricter than a stub: a route that it does not know fails the test, and so does every line on the
 * console and every failed request that a test did not order.
 */

import { test as base, expect, type Page, type Request, type Route } from '@playwright/test';
import type { ProblemBody } from '../src/api/problem';
import { act } from './acts';
import { keepBooks } from './books';
import { respondWithFilm } from './films';
import { json } from './json';
import { aDraft, aJob, type JobView, type VideoView } from './made';
import { MODELS } from './models';
import { init, signInAnswer } from './persons';
import { priceOf } from './prices';

type Fault =
  | 'lost'
  | {
      readonly status: number;
      readonly body?: Partial<ProblemBody>;
      readonly headers?: Record<string, string>;
    };
type Answer = (route: Route, match: RegExpMatchArray, request: Request) => unknown;

export class Stage {
  jobs: JobView[] = [];
  credits = { available: 100, held: 0, active_jobs: 0 };
  entries: object[] = [];
  feed: object[] = [];
  models = MODELS;
  /** The idempotency keys of all orders that came, in order; a repeated one is there twice. */
  readonly posted: string[] = [];
  /** Every request of the API: "GET /api/jobs". */
  readonly asked: string[] = [];
  /** What went wrong that no test ordered. */
  readonly complaints: string[] = [];
  private readonly faults = new Map<string, Fault[]>();
  private readonly keys = new Map<string, string>();
  private readonly routes: [string, RegExp, Answer][] = [];

  constructor(readonly page: Page) {
    act(this);
    this.on('GET', '/api/models', (route) => json(route, this.models));
    this.on('GET', '/api/credits', (route) => json(route, this.credits));
    keepBooks(this);
    this.on('GET', '/api/credits/check', (route, _match, request) => this.check(route, request));
    this.on('GET', '/api/jobs', (route, _match, request) => this.list(route, request));
    this.on('POST', '/api/jobs', (route, _match, request) => this.create(route, request));
    this.on('GET', '/api/jobs/:id', (route, [, id]) => this.withJob(route, id, (job) => job));
    this.on('DELETE', '/api/jobs/:id', (route, [, id]) => this.remove(route, id));
    this.on('GET', '/api/jobs/:id/events', (route) => json(route, { events: [], next: null }));
    this.on('GET', '/api/jobs/:id/chain', (route, [, id]) =>
      this.withJob(route, id, (job) => this.chainOf(job)),
    );
    this.on('POST', '/api/jobs/:id/cancel', (route, [, id]) =>
      this.withJob(route, id, (job) =>
        this.change(job.id, {
          status: 'canceled',
          stage: 'canceled',
          receipt: { held: job.price, captured: 0, released: job.price },
        }),
      ),
    );
    this.on('POST', '/api/drafts/:id/publish', (route, [, id]) =>
      this.withJob(route, id, (job) =>
        this.change(job.id, { status: 'published', _links: { unpublish: '', delete: '' } }),
      ),
    );
    this.on('POST', '/api/drafts/:id/unpublish', (route, [, id]) =>
      this.withJob(route, id, (job) =>
        this.change(job.id, { status: 'draft', _links: { publish: '', delete: '' } }),
      ),
    );
  }

  /** Answer a route; `:id` stands for one part. What was said later wins. */
  on(method: string, path: string, answer: Answer): void {
    this.routes.unshift([method, new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`), answer]);
  }

  /** Let the next requests of a route fail, one fault each: "POST /api/jobs". `lost`: done, but the answer is lost. */
  fail(route: string, ...faults: Fault[]): void {
    this.faults.set(route, [...(this.faults.get(route) ?? []), ...faults]);
  }

  /** Answer the page's requests, and listen to what it complains of. */
  async begin(): Promise<void> {
    const { page } = this;
    page.on('console', (line) => {
      const isOrdered = line.text().startsWith('Failed to load resource') && this.ordered;
      if (['error', 'warning'].includes(line.type()) && !isOrdered) this.complaints.push(line.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    await page.route('**/__/firebase/init.json', (route) =>
      json(route, init(new URL(page.url() || 'http://x').origin)),
    );
    await page.route('**/identitytoolkit.googleapis.com/**', signInAnswer);
    await page.route('**/securetoken.googleapis.com/**', signInAnswer);
    // The listener's line stays silent here: what comes over it is shown before the whole local cloud.
    await page.route('**/google.firestore.v1.Firestore/**', () => {});
    // After a minute of silence it asks for a picture, to know whether the internet is there.
    await page.route('https://www.google.com/images/cleardot.gif*', (route) =>
      route.fulfill({ status: 204 }),
    );
    await page.route('https://storage.googleapis.com/**', (route) => respondWithFilm(route));
    await page.route('**/api/**', (route, request) => this.answer(route, request));
  }

  /** Open a page as somebody signed in. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.locator('main h1')).toBeAttached();
  }

  job(id: string): JobView | undefined {
    return this.jobs.find((job) => job.id === id);
  }

  /** Change a job as the server would: its revision grows. */
  change(id: string, changes: Partial<JobView>): JobView {
    const known = this.job(id);
    if (!known) throw new Error(`the stage has no job ${id}`);
    const changed = {
      ...known,
      ...changes,
      revision: known.revision + 1,
      updated_at: new Date().toISOString(),
    };
    this.jobs = this.jobs.map((job) => (job.id === id ? changed : job));
    return changed;
  }

  /** Let a job (the newest) become ready with a video; return its id. */
  settle(video?: VideoView, id = this.jobs[0]?.id ?? ''): string {
    const ready = aDraft({ id, price: this.job(id)?.price ?? 20 });
    const { status, stage, progress, receipt, settled_at, _links } = ready;
    this.change(id, {
      status,
      stage,
      progress,
      receipt,
      settled_at,
      _links: { ...ready._links, ..._links },
      video: video ?? ready.video,
    });
    return id;
  }

  /** A test breaks something itself: failed requests are no complaint. */
  expectFaults(): void {
    this.ordered = true;
  }

  private ordered = false;

  private async answer(route: Route, request: Request): Promise<void> {
    const { pathname } = new URL(request.url());
    const name = `${request.method()} ${pathname}`;
    this.asked.push(name);
    const [, , answer] =
      this.routes.find(([method, path]) => method === request.method() && path.test(pathname)) ?? [];
    const match = this.routes
      .find(([method, path]) => method === request.method() && path.test(pathname))?.[1]
      .exec(pathname);
    if (!answer || !match) {
      this.complaints.push(`the stage does not know ${name}`);
      return route.abort();
    }
    const fault = this.faults.get(name)?.shift();
    if (fault === undefined) return void (await answer(route, match, request));
    this.ordered = true;
    if (fault === 'lost') {
      await answer({ ...route, fulfill: async () => {} } as unknown as Route, match, request);
      return route.abort('connectionreset');
    }
    await json(route, fault.body ?? {}, fault.status, fault.headers);
  }

  private list(route: Route, request: Request): unknown {
    const query = new URL(request.url()).searchParams;
    const [status, type, favorite, words] = ['status', 'job_type', 'favorite', 'words'].map((name) =>
      query.get(name),
    );
    const fits = (job: JobView) =>
      (!status || job.status === status) &&
      (!type || job.job_type === type) &&
      (!favorite || job.favorite) &&
      (!words || job.prompt.toLowerCase().includes(words.toLowerCase()));
    const all = this.jobs.filter(fits);
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? 24);
    return json(route, {
      jobs: all.slice(from, to),
      next: to < all.length ? `/api/jobs?cursor=${to}` : null,
    });
  }

  /** Take an order once for each key, and hold its price. */
  private create(route: Route, request: Request): unknown {
    const key = request.headers()['idempotency-key'] ?? '';
    this.posted.push(key);
    const known = this.job(this.keys.get(key) ?? '');
    if (known) return json(route, known, 202);
    const { job_type, input, price_version } = request.postDataJSON();
    if (price_version !== this.models.price_version)
      this.complaints.push('an order names no price that was shown');
    const source = this.job(input.source_job_id);
    const price = priceOf(this.models, job_type, input, source);
    if (price > this.credits.available) {
      const short = price - this.credits.available;
      this.ordered = true;
      return json(
        route,
        {
          code: 'insufficient_credits',
          detail: `This costs ${price} credits, and you have ${this.credits.available}.`,
          needed: price,
          available: this.credits.available,
          short,
        },
        402,
      );
    }
    const job = aJob(
      {
        job_type,
        price,
        prompt: input.prompt ?? '',
        source_job_id: source?.id ?? null,
        ...({ input } as object),
      },
      0,
    );
    const chained = { ...job, root_job_id: source?.root_job_id ?? job.id };
    this.jobs = [chained, ...this.jobs];
    this.keys.set(key, job.id);
    this.credits = {
      available: this.credits.available - price,
      held: this.credits.held + price,
      active_jobs: 1,
    };
    return json(route, chained, 202);
  }

  private check(route: Route, request: Request): unknown {
    const { job_type = '', ...input } = Object.fromEntries(new URL(request.url()).searchParams);
    const price = priceOf(this.models, job_type, input, this.job(input.source_job_id ?? ''));
    const { available } = this.credits;
    return json(route, {
      price,
      available,
      affordable: price <= available,
      short: Math.max(0, price - available),
    });
  }

  private remove(route: Route, id = ''): unknown {
    this.jobs = this.jobs.filter((job) => job.id !== id);
    return route.fulfill({ status: 204 });
  }

  private chainOf(job: JobView): object {
    const link = (one: JobView): object => ({
      ...one,
      poster_url: one.video?.poster_url ?? null,
      urls_expire_at: one.video?.urls_expire_at ?? null,
      width: one.video?.width ?? null,
      height: one.video?.height ?? null,
      duration_s: one.video?.duration_s ?? null,
      _links: { self: `/api/jobs/${one.id}` },
      children: this.jobs.filter((child) => child.source_job_id === one.id).map(link),
    });
    const root = this.job(job.root_job_id) ?? job;
    const all = this.jobs.filter((one) => one.root_job_id === root.id);
    return {
      root_job_id: root.id,
      count: all.length,
      receipt: root.receipt,
      chain: [link(root)],
      next: null,
    };
  }

  private withJob(route: Route, id: string | undefined, make: (job: JobView) => object): unknown {
    const job = this.job(id ?? '');
    if (!job) {
      this.ordered = true;
      return json(route, { code: 'not_found', detail: 'There is no such job of yours.', status: 404 }, 404);
    }
    return json(route, make(job));
  }
}

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ page }, use) => {
    const stage = new Stage(page);
    await stage.begin();
    await use(stage);
    expect(stage.complaints, 'nothing on the console, no unknown request').toEqual([]);
  },
});

export { expect, type Locator, type Page } from '@playwright/test';
export { json } from './json';
