import { expect, test } from 'vitest';
import { csvOf, type Entry, reasonWords, signed } from '../src/model/ledger';

const ENTRY: Entry = {
  id: 'grant:1',
  n: 1,
  kind: 'grant',
  amount: 100,
  available_delta: 100,
  held_delta: 0,
  available_after: 100,
  job_id: null,
  reason: 'welcome',
  at: '2026-01-01T12:00:00Z',
};

test('a table has a head, one line for each entry, and quotes what would break it', () => {
  const csv = csvOf([{ ...ENTRY, reason: 'thanks, "friend"\nof ours' }]);

  expect(csv).toBe(
    'n,at,kind,available_delta,held_delta,available_after,job_id,reason\r\n' +
      '1,2026-01-01T12:00:00Z,grant,100,0,100,,"thanks, ""friend""\nof ours"\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1'])(
  'the reason %j is no formula in a spreadsheet',
  (reason) => {
    const cell = csvOf([{ ...ENTRY, reason }])
      .split(',')
      .at(-1);

    expect(cell).toMatch(/^"?'/);
  },
);

test('a number that is less than nothing stays a number', () => {
  expect(csvOf([{ ...ENTRY, available_delta: -20 }])).toContain(',-20,');
});

test.each([
  ['hold', 'generate', 'Generate begun'],
  ['capture', 'upscale finished', 'Upscale finished'],
  ['release', 'canceled', 'Not made: canceled'],
  ['release', 'storage_unavailable', 'Not made: storage unavailable'],
  ['grant', 'welcome', 'Welcome to Dailies'],
  ['grant', 'thank you (operator@example.com)', 'thank you'],
] as const)('%s for %s reads %s', (kind, reason, words) => {
  expect(reasonWords({ kind, reason })).toBe(words);
});

test('a change is written with its sign', () => {
  expect([20, -20, 0].map(signed)).toEqual(['+20', '−20', '0']);
});
