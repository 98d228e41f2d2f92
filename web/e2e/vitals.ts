/** What a person feels of a page on a slow machine and a slow line: LCP, CLS and INP. */

import type { Page } from '@playwright/test';

export interface Vitals {
  readonly lcp: number;
  readonly cls: number;
  /** The slowest interaction, in milliseconds; 0 if every one was below what can be observed (16 ms). */
  readonly inp: number;
}

const LINE = { offline: false, latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };
const CPU_SLOWER = 4;

/** Slow the page down: CPU to a quarter, 9 Mbit/s, 60 ms. */
export async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
}

/** Measure from now on and, for LCP and CLS, from the page's beginning; return how to read what was found. */
export async function measure(page: Page): Promise<() => Promise<Vitals>> {
  const found = await page.evaluateHandle(watch);
  return async () => {
    // Entries are handed over after the frame that they tell of.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
    return found.evaluate(({ lcp, cls, inp }) => ({ lcp, cls, inp }));
  };
}

function watch(): { lcp: number; cls: number; inp: number } {
  const found = { lcp: 0, cls: 0, inp: 0 };
  const since = performance.now();
  const on = (type: string, take: (entry: PerformanceEntry) => void, more: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...more,
    });
  on('largest-contentful-paint', ({ startTime }) => {
    found.lcp = startTime;
  });
  on('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) found.cls += value;
  });
  on(
    'event',
    ({ startTime, duration }) => {
      // Hovering counts as well, though it is no interaction by the word.
      if (startTime > since) found.inp = Math.max(found.inp, duration);
    },
    { durationThreshold: 16 },
  );
  return found;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
