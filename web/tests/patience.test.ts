import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inTime, PATIENCE_MS } from '../src/session/patience';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what comes in time is given, what fails says so', async () => {
  await expect(inTime(Promise.resolve(7))).resolves.toBe(7);
  await expect(inTime(Promise.reject(new Error('kept away')))).rejects.toThrow('kept away');
});

test('what does not come is waited for so long and no longer', async () => {
  const told = vi.fn();
  void inTime(new Promise(() => {})).catch(told);
  await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toHaveBeenCalledOnce();
});

test('what is late already is not waited for, but what is there is taken', async () => {
  await expect(inTime(Promise.resolve('there'), -1)).resolves.toBe('there');
  const late = inTime(new Promise(() => {}), -1);
  void vi.advanceTimersByTimeAsync(0);
  await expect(late).rejects.toThrow();
});
