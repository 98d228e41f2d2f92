import { expect, test } from 'vitest';
import { ownPath, shopUrl } from '../src/model/address';

const ORIGIN = 'https://studio.example.com';

test.each([
  ['/credits?need=4#a', '/credits?need=4#a'],
  ['//evil.example.com', '/'],
  ['/\\evil.example.com', '/'],
  ['/\t/evil.example.com', '/'],
  ['https://evil.example.com/', '/'],
  ['javascript:alert(1)', '/'],
  [null, '/'],
])('from %j one comes to %s', (wanted, path) => {
  expect(ownPath(wanted, ORIGIN)).toBe(path);
});

test('the shop is told what is needed and where to come back to', () => {
  expect(shopUrl('https://shop.example.com/?plan=a', ORIGIN, { need: 4, back: '/v/1?x=1' })).toBe(
    'https://shop.example.com/?plan=a&need=4&back=https%3A%2F%2Fstudio.example.com%2Fv%2F1%3Fx%3D1',
  );
});

test('a shop of ours is led back by a path', () => {
  expect(shopUrl('/__/checkout?account=a', ORIGIN, { need: undefined, back: '/' })).toBe(
    `${ORIGIN}/__/checkout?account=a&back=%2F`,
  );
});

test.each([null, undefined, '', 'javascript:alert(1)', 'http://shop.example.com/'])(
  '%j is no shop',
  (shop) => {
    expect(shopUrl(shop, ORIGIN, { need: undefined, back: '/' })).toBeUndefined();
  },
);
