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
import { showJobs } from './jobs';
import { json } from './json';
import { aDraft, type JobView, type VideoView } from './made';
import { MODELS } from './models';
import { takeOrders } from './orders';
import { init, signInAnswer } from './persons';

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
  private readonly routes: [string, RegExp, Answer][] = [];

  constructor(readonly page: Page) {
    act(this);
    this.on('GET', '/api/models', (route) => json(route, this.models));
    this.on('GET', '/api/credits', (route) => json(route, this.credits));
    keepBooks(this);
    showJobs(this);
    takeOrders(this);
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

  /** A test, or the server of it, breaks something itself: failed requests are no complaint. */
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
}

/** Wait until what the page does upon what it sees has begun. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))),
  );
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
