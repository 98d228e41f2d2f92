/** Every name that something has in the query cache. */

import type { JobFilter } from './jobs';

export const keys = {
  models: ['models'],
  credits: ['credits'],
  ledger: (kind: string) => ['ledger', kind],
  /** All questions for a price begin so. */
  checks: ['check'],
  check: (jobType: string, fields: readonly (readonly [string, unknown])[]) => ['check', jobType, fields],
  feed: ['feed'],
  uploads: ['uploads'],
  upload: (id: string) => ['upload', id],
  job: (id: string) => ['job', id],
  neighbours: (id: string) => ['neighbours', id],
  chain: (root: string) => ['chain', root],
  events: (id: string) => ['events', id],
  /** All lists of jobs begin so. */
  lists: ['jobs'],
  newest: ['newest'],
  /** Which jobs are chosen. */
  selected: ['selected'],
  jobs: (filter: JobFilter) => ['jobs', filter],
  /** All orders being sent begin so; then comes where they were pressed. */
  orders: ['orders'],
  ordersOf: (place: string) => ['orders', place],
} as const;
