/** An answer as the server gives it. */

import type { Route } from '@playwright/test';

export function json(
  route: Route,
  body: object,
  status = 200,
  headers: Record<string, string> = {},
): Promise<void> {
  const contentType = status < 400 ? 'application/json' : 'application/problem+json';
  return route.fulfill({ status, contentType, headers, body: JSON.stringify(body) });
}
