import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PLACES } from '../src/shell/shortcuts';
import * as table from '../src/ui/shortcuts';

const { NATIVE, capsOf, ...bound } = table;
const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('useHotkeys.ts'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'));

test.each(Object.entries(bound))('%s is bound, and every key of it is on the sheet', (name, group) => {
  const listens = new RegExp(`(useHotkeys|keyOf)\\(${name}, `);

  expect(code.some((text) => listens.test(text))).toBe(true);
  expect(PLACES.find(({ where }) => where === group.where)?.rows).toEqual(
    expect.arrayContaining([...group.rows]),
  );
});

test('all keys are bound through the table', () => {
  expect(code.filter((text) => text.includes("from 'tinykeys'"))).toEqual([]);
  expect(code.filter((text) => /useHotkeys\((?![A-Z]+, )/.test(text))).toEqual([]);
});

test('no key stands twice in one place', () => {
  for (const { where, rows } of PLACES) {
    const keys = rows
      .filter((row) => !NATIVE.some((one) => one.rows.includes(row)))
      .flatMap(({ keys }) => keys);
    expect(new Set(keys).size, where).toBe(keys.length);
  }
});

test('a row shows the caps of its keys, and what they are held with once', () => {
  expect(capsOf({ keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], does: '' })).toEqual(['Shift', '←', '→']);
  expect(capsOf({ keys: ['$mod+Enter'], does: '' })).toEqual(['Ctrl', 'Enter']);
});
