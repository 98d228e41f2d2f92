import { expect, test } from 'vitest';
import { shortageOf, stillMissing, wayToCredits } from '../src/model/credits';

test('what was short is told in the address, and read from it again', () => {
  const way = wayToCredits({ need: 4, have: 16 }, '/v/1');
  expect(way).toBe('/credits?need=4&have=16&back=/v/1');
  expect(shortageOf(new URLSearchParams(way.split('?')[1]))).toEqual({ need: 4, have: 16 });
});

test.each([
  '',
  'need=4',
  'need=0&have=1',
  'need=-1&have=1',
  'need=1.5&have=1',
  'need=a&have=b',
  'need=1&have=-1',
])('an address with %j tells of no shortage', (query) => {
  expect(shortageOf(new URLSearchParams(query))).toBeUndefined();
});

test.each([
  [16, 4],
  [18, 2],
  [20, 0],
  [116, 0],
  [10, 4], // some were spent meanwhile: what was needed then is not guessed anew
])('with %i credits now, %i are still missing', (available, missing) => {
  expect(stillMissing({ need: 4, have: 16 }, available)).toBe(missing);
});
