import { expect, test } from 'vitest';
import { addressOf, filterOf, howMany, wantedOf } from '../src/model/wanted';

test('an address says what is wanted, and what it does not know is left out', () => {
  const wanted = wantedOf(
    new URLSearchParams(
      'status=failed&type=Upscale!&model=veo-3.1-fast&since=ever&words=a+storm&favorite=true',
    ),
  );

  expect(wanted).toEqual({
    status: 'failed',
    type: '',
    model: 'veo-3.1-fast',
    since: '',
    words: 'a storm',
    favorite: true,
  });
  expect(howMany(wanted)).toBe(4);
  expect(filterOf(wanted, 0)).toEqual({
    status: 'failed',
    model: 'veo-3.1-fast',
    words: 'a storm',
    favorite: true,
  });
  expect(wantedOf(new URLSearchParams('status=constructor')).status).toBe('');
});

test('an address keeps what is not about the list, and drops what is no longer wanted', () => {
  const query = new URLSearchParams('again=abc&status=failed');

  expect(addressOf({ ...wantedOf(query), status: '', type: 'extend' }, query).toString()).toBe(
    'again=abc&type=extend',
  );
});

test('a range of days begins at midnight, so the same day asks the same', () => {
  const at = (hour: number) => new Date(2026, 10, 20, hour).getTime();
  const week = wantedOf(new URLSearchParams('since=week'));

  expect(filterOf(week, at(1))).toEqual(filterOf(week, at(23)));
  expect(filterOf(week, at(1)).since).toBe(new Date(2026, 10, 14).toISOString());
});
