/** How long to wait for what may never come. */

/** A request that has waited so long for its proof goes without: the server says whether it takes it. */
export const PATIENCE_MS = 10_000;

/** Return what comes within `ms` milliseconds; what comes later, or never, is an error. */
export function inTime<T>(wanted: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`Nothing came within ${ms} ms.`)), ms);
  });
  return Promise.race([wanted, late]);
}
