import { expect, test } from 'vitest';
import { curlOf } from '../src/model/curl';
import { eventWords } from '../src/model/events';
import { inputRows } from '../src/model/inputs';
import { beside, lineageOf } from '../src/model/lineage';
import { pauseMs } from '../src/model/patience';
import { aheadOf, at, nudge, stepped, tileAt } from '../src/model/playback';

const FPS = 24;

test('a step is one frame, there and back, and ends at the first and the last', () => {
  const first = stepped(0, FPS, 1, 4);

  expect(Math.floor(first * FPS)).toBe(1);
  expect(stepped(first, FPS, 1, 4) - first).toBeCloseTo(1 / FPS);
  expect(Math.floor(stepped(first, FPS, -1, 4) * FPS)).toBe(0);
  expect(stepped(0, FPS, -1, 4)).toBeLessThan(1 / FPS);
  expect(stepped(4, FPS, 1, 4)).toBeLessThan(4);
});

test('a follower that is ahead slows down, and one that is far away jumps', () => {
  expect(nudge(0)).toBe(1);
  expect(nudge(0.02)).toBeLessThan(1);
  expect(nudge(-0.02)).toBeGreaterThan(1);
  expect(nudge(0.2)).toBe(0.5);
  expect(nudge(0.3)).toBeUndefined();
});

test('two pictures are the same frame, or so many frames apart', () => {
  expect(aheadOf(1, 1.001, 1 / FPS)).toBe(0);
  expect(aheadOf(1, 1 + 1 / FPS, 1 / FPS)).toBe(1);
  expect(aheadOf(1, 1 - 3 / FPS, 1 / FPS)).toBe(-3);
  expect(Math.abs(aheadOf(1, 0.98, 1 / FPS))).toBe(0); // a film of another rate
});

test('times are said as on a clock, and a sprite has its tile for each', () => {
  const sprite = { url: '', columns: 4, rows: 2, tile_width: 160, tile_height: 90, interval_s: 1 };

  expect([at(7.256), at(7.256, true), at(59.999), at(61)]).toEqual(['0:07', '0:07.25', '0:59', '1:01']);
  expect(tileAt(sprite, 5.5)).toEqual({ x: 160, y: 90 });
  expect(tileAt(sprite, 99)).toEqual({ x: 480, y: 90 });
});

test('a command for a terminal names no token, and nothing in a prompt is run', () => {
  const input = { prompt: "it's $(rm -rf ~) `x`" };

  const command = curlOf({ job_type: 'generate', input }, 'https://studio.example', 'key-1');

  expect(command).toContain('"Authorization: Bearer $TOKEN"');
  expect(command).toContain("'Idempotency-Key: key-1'");
  expect(command).toContain(`-d '{"job_type":"generate","input":{"prompt":"it'\\''s $(rm -rf ~) \`x\`"}}'`);
});

test('what was asked is in order, what was not set is left out, what has no name keeps its own', () => {
  const input = { seed_value: 3, image: null, duration_s: 8, model: 'veo', prompt: 'A' };

  const rows = inputRows({ prompt: 'A', model: 'veo', input });

  expect(rows.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Prompt: A',
    'Model: veo',
    'Length: 8 s',
    'Seed value: 3',
  ]);
});

test('a chain knows the way to a job, and a list who stands beside it', () => {
  const link = (id: string, ...children: object[]) => ({ id, children });
  const chain = [link('root', link('a'), link('b', link('c')))] as unknown as Parameters<typeof lineageOf>[0];

  const { from, self } = lineageOf(chain, 'c');

  expect([from.map(({ id }) => id), self?.id]).toEqual([['root', 'b'], 'c']);
  expect(lineageOf(chain, 'x')).toEqual({ from: [], self: undefined });
  expect(beside(['3', '2', '1'], '3')).toEqual({ newer: undefined, older: '2' });
  expect(beside(['3'], 'x')).toBeUndefined();
});

test('history is told in words, and a page asks ever more seldom', () => {
  const event = { n: 1, at: '', attempt: 1 };

  expect(eventWords({ ...event, kind: 'created', detail: { held: 20 } })).toBe('Ordered, 20 credits held');
  expect(eventWords({ ...event, kind: 'delayed', detail: { delay_s: 60, code: 'high_demand' } })).toBe(
    'Put off by 1 min (high demand)',
  );
  expect(eventWords({ ...event, kind: 'some_thing', detail: {} })).toBe('some thing');
  expect(pauseMs(0, 1)).toBe(3_000);
  expect(pauseMs(0, 0)).toBeLessThan(3_000);
  expect(pauseMs(50, 1)).toBe(30_000);
});
