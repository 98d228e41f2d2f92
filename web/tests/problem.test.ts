import { expect, test } from 'vitest';
import { ApiError, Doubtful, inWords, NotTaken, type ProblemBody, Unreachable } from '../src/api/problem';

const refused = (status: number, problem: Partial<ProblemBody>, retryAfter?: number) =>
  new ApiError(status, problem, retryAfter);

test.each([
  [
    refused(402, { detail: 'This costs 20 credits, and you have 3.' }),
    'This costs 20 credits, and you have 3. Nothing was charged.',
  ],
  [
    refused(409, { code: 'price_changed', detail: 'Send the new price_version.', price: 9 }),
    'The price is now 9 credits. Nothing was charged. Press again if that suits you.',
  ],
  [
    refused(422, { code: 'idempotency_key_reused', detail: 'Send a new Idempotency-Key.' }),
    'This press was sent before with another order. Nothing was charged. Press again.',
  ],
  [
    refused(429, { detail: 'You order too fast.' }, 3),
    'You order too fast. Nothing was charged. Try again in 3 s.',
  ],
  [
    refused(503, { trace_id: 'abc' }),
    'The server is in trouble and could not answer. It is sent again by itself and is paid for once at most. ' +
      'If it stays so, report abc.',
  ],
  [
    new Unreachable(),
    'The server could not be reached. It is sent again by itself and is paid for once at most.',
  ],
  [
    new Doubtful('You ask too fast.'),
    'You ask too fast. It is sent again by itself and is paid for once at most.',
  ],
  [new NotTaken('A picture has at most 20 MB.'), 'A picture has at most 20 MB.'],
])('%s: what happened, what it cost, what to do', (error, words) => {
  expect(inWords(error, true)).toBe(words);
});

test('where no credits are at stake none are spoken of', () => {
  expect(inWords(refused(404, { detail: 'There is no such job.' }))).toBe('There is no such job.');
  expect(inWords(refused(500, {}))).toBe(
    'The server is in trouble and could not answer. Try again in a moment.',
  );
  expect(inWords(new Unreachable())).toBe(
    'The server could not be reached. Check your connection and try again.',
  );
  expect(inWords(new TypeError('x is not a function'))).toContain('x is not a function. Reload it.');
});
