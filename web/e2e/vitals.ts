/** What a person feels of a page on a slow machine and a slow line: LCP, CLS and INP. */

import type { Page } from '@playwright/test';

export interface Vitals {
  readonly lcp: number;
  readonly cls: number;
  /** How long each interaction took until the next frame, in milliseconds; those below 16 ms are not observed. */
  readonly interactions: readonly number[];
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
    return found.evaluate(({ lcp, cls, took }) => ({ lcp, cls, interactions: [...took.values()] }));
  };
}

/** Return the slowest interaction; of each fifty, one is forgiven. */
export function inpOf(interactions: readonly number[]): number {
  const slowest = [...interactions].sort((a, b) => b - a);
  return slowest[Math.floor(slowest.length / 50)] ?? 0;
}

interface Found {
  lcp: number;
  /** All shifts, not only those of the worst five seconds: stricter than the word. */
  cls: number;
  /** By the interaction's id: a click is several events. */
  readonly took: Map<number, number>;
}

function watch(): Found {
  const found = { lcp: 0, cls: 0, took: new Map<number, number>() };
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
    (entry) => {
      const { interactionId, startTime, duration } = entry as PerformanceEntry & { interactionId: number };
      if (interactionId === 0 || startTime < since) return;
      found.took.set(interactionId, Math.max(duration, found.took.get(interactionId) ?? 0));
    },
    { durationThreshold: 16 },
  );
  return found;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
