/** The same order from a terminal. Pure. */

import type { JobView } from './creation';

/** Return a command that orders the same again; it names no token, and `key` is a new one. */
export function curlOf(job: Pick<JobView, 'job_type' | 'input'>, origin: string, key: string): string {
  const body = JSON.stringify({ job_type: job.job_type, input: job.input });
  return [
    `curl -X POST ${quoted(`${origin}/api/jobs`)}`,
    '-H "Authorization: Bearer $TOKEN"',
    `-H ${quoted(`Idempotency-Key: ${key}`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${quoted(body)}`,
  ].join(' \\\n  ');
}

/** Quote for a POSIX shell: nothing in it is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
