/** What the vendor of the sign-in calls its errors, in words: what happened, and what to do. Pure. */

export interface SignInTrouble {
  readonly words: string;
  /** The field in which it arose; without one it concerns the whole form. */
  readonly field?: 'email' | 'password';
  /** The way out: into an account that exists, to a new one, or to a new password. */
  readonly offer?: 'enter' | 'join' | 'reset';
}

const WRONG: SignInTrouble = {
  words: 'This e-mail and password do not belong together. Check both, or have a new password sent.',
  offer: 'reset',
};

const TROUBLES: Readonly<Record<string, SignInTrouble | null>> = {
  'auth/invalid-credential': WRONG,
  'auth/invalid-login-credentials': WRONG,
  'auth/wrong-password': WRONG,
  'auth/user-not-found': {
    words: 'No account has this e-mail. Check it, or make an account.',
    field: 'email',
    offer: 'join',
  },
  'auth/invalid-email': { words: 'This is not an e-mail address, like you@example.com.', field: 'email' },
  'auth/missing-password': { words: 'Type your password.', field: 'password' },
  'auth/email-already-in-use': {
    words: 'This e-mail has an account already. Sign in with it.',
    field: 'email',
    offer: 'enter',
  },
  'auth/weak-password': {
    words: 'This password is too easy to guess. Take 6 characters at least, better 12.',
    field: 'password',
  },
  'auth/password-does-not-meet-requirements': {
    words: 'This password does not meet the rules here. Take a longer one, with digits and signs.',
    field: 'password',
  },
  'auth/too-many-requests': {
    words: 'Too many tries from here. Wait some minutes, or have a new password sent.',
    offer: 'reset',
  },
  'auth/user-disabled': { words: 'This account is closed. Ask whoever runs this studio.' },
  'auth/popup-blocked': {
    words: 'Your browser kept the window of Google closed. Allow windows for this site, and press again.',
  },
  'auth/account-exists-with-different-credential': {
    words: 'This e-mail has an account with a password. Sign in with that.',
    offer: 'enter',
  },
  'auth/network-request-failed': {
    words: 'The sign-in could not be reached. Check your connection, and press again.',
  },
  'auth/timeout': { words: 'The sign-in did not answer in time. Press again.' },
  'auth/web-storage-unsupported': {
    words:
      'Your browser keeps nothing for this site, so nobody can stay signed in. Allow its data, and reload.',
  },
  // Somebody closed the window, or opened a second one: they know.
  'auth/popup-closed-by-user': null,
  'auth/cancelled-popup-request': null,
  'auth/user-cancelled': null,
};

const OFF: SignInTrouble = {
  words: 'This way in is switched off here. Take the other one, or ask whoever runs this studio.',
};
const SWITCHED_OFF = [
  'auth/operation-not-allowed',
  'auth/admin-restricted-operation',
  'auth/unauthorized-domain',
];

/** Return what to say of an error of the sign-in; null if there is nothing to say. */
export function troubleOf(error: unknown): SignInTrouble | null {
  const code = codeOf(error);
  if (SWITCHED_OFF.includes(code)) return OFF;
  const known = TROUBLES[code];
  if (known !== undefined) return known;
  if (!code) return { words: 'The sign-in could not be reached. Try again in a moment.' };
  return {
    words: `The sign-in is in trouble (${code.replace('auth/', '')}). Nothing was changed. Try again in a moment.`,
  };
}

function codeOf(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : '';
}
