import { expect, test } from 'vitest';
import { troubleOf } from '../src/session/trouble';

const coded = (code: string) => Object.assign(new Error(`Firebase: Error (${code}).`), { code });

test.each([
  ['auth/invalid-credential', /do not belong together/, undefined, 'reset'],
  ['auth/user-not-found', /No account/, 'email', 'join'],
  ['auth/email-already-in-use', /has an account already/, 'email', 'enter'],
  ['auth/weak-password', /too easy/, 'password', undefined],
  ['auth/too-many-requests', /Too many tries/, undefined, 'reset'],
  ['auth/popup-blocked', /window/, undefined, undefined],
  ['auth/network-request-failed', /connection/, undefined, undefined],
  ['auth/operation-not-allowed', /switched off/, undefined, undefined],
])('%s is said in words, where it arose, with the way out', (code, words, field, offer) => {
  const trouble = troubleOf(coded(code));

  expect(trouble?.words).toMatch(words);
  expect(trouble?.words).not.toContain('auth/');
  expect(trouble?.field).toBe(field);
  expect(trouble?.offer).toBe(offer);
});

test('who closes the window of Google is told nothing', () => {
  expect(troubleOf(coded('auth/popup-closed-by-user'))).toBeNull();
});

test('an error that nobody foresaw keeps its name', () => {
  expect(troubleOf(coded('auth/quota-exceeded'))?.words).toContain('quota-exceeded');
});

test('a sign-in that does not answer is not the fault of the password', () => {
  expect(troubleOf(new TypeError('Failed to fetch'))?.words).toMatch(/could not be reached/);
});
