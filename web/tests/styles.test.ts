import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(SRC, path), 'utf8');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
const paths = (...ends: string[]) => FILES.filter((path) => ends.some((end) => path.endsWith(end)));

/** What is left of a sheet without comments, declarations and the preludes of at-rules: its selectors. */
function selectors(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@[^{;]*(?=[{;])/g, '')
    .replace(/[^{};]*;/g, '');
}

function names(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();
}

/** The class names that the components beside a sheet take from it. */
function used(sheet: string): string[] {
  const file = `./${sheet.split('/').at(-1)}`;
  const users = paths('.ts', '.tsx')
    .filter((path) => dirname(path) === dirname(sheet))

    .map(read)
    .filter((code) => code.includes(`'${file}'`));
  return names(users.join('\n'), /\bstyles\.([a-zA-Z]\w*)/g);
}

const sheets = paths('.module.css');

test('there are sheets to compare', () => expect(sheets.length).toBeGreaterThan(20));

test.each(sheets)('%s and its components use the same class names', (sheet) => {
  expect(used(sheet)).toEqual(names(selectors(read(sheet)), /\.([a-zA-Z][\w-]*)/g));
});

test.each(paths('.css'))('%s names no colour and no token that does not exist', (sheet) => {
  const css = read(sheet).replace(/\/\*[\s\S]*?\*\//g, '');
  const colours = css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/gi) ?? [];
  const known = names(read('ui/tokens.css') + css, /(--[\w-]+):/g);
  const set = names(paths('.tsx').map(read).join('\n'), /'(--[\w-]+)'/g);
  const unknown = names(css, /var\((--[\w-]+)/g).filter((name) => ![...known, ...set].includes(name));

  expect(sheet === 'ui/tokens.css' ? [] : colours).toEqual([]);
  expect(unknown).toEqual([]);
});

test('the two colours of the address bar are the ground of both themes', () => {
  const html = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  const [, light, dark] = /--ground: light-dark\((#\w+), (#\w+)\)/.exec(read('ui/tokens.css')) ?? [];

  expect(html).toContain(`data-theme="dark" media="(prefers-color-scheme: dark)" content="${dark}"`);
  expect(html).toContain(`data-theme="light" media="(prefers-color-scheme: light)" content="${light}"`);
});

test('the frame that is painted before the code has the rooms of the frame that follows', () => {
  const html = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  const painted = names(html, /href="(\/\w*)"><i><\/i>/g);

  expect(painted).toEqual(names(read('shell/rooms.ts'), /to: '([^']+)'/g));
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/); // the content security policy lets none run
});
