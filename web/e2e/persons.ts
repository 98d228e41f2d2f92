/** Somebody to be: scripted answers to the real sign-in SDK. */

import type { Route } from '@playwright/test';

export const PERSON = { localId: 'person-1', email: 'demo@example.com' };

/** Return what Hosting would serve; the database's address answers nobody. */
export function init(origin: string): object {
  return {
    projectId: 'demo-stage',
    apiKey: 'stage',
    authDomain: 'demo-stage.firebaseapp.com',
    emulators: { auth: origin, firestore: '127.0.0.1:9' },
  };
}

export async function signInAnswer(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const signed = { ...PERSON, idToken: token(), refreshToken: 'again', expiresIn: '3600' };
  const body = pathname.endsWith('accounts:lookup')
    ? {
        users: [
          {
            ...PERSON,
            emailVerified: true,
            providerUserInfo: [],
            validSince: '0',
            lastLoginAt: '0',
            createdAt: '0',
          },
        ],
      }
    : {
        ...signed,
        id_token: signed.idToken,
        access_token: signed.idToken,
        refresh_token: 'again',
        expires_in: '3600',
        user_id: PERSON.localId,
      };
  await route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
}

/** Return a token as the emulator makes them: unsigned, and good for an hour. */
function token(): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    sub: PERSON.localId,
    user_id: PERSON.localId,
    email: PERSON.email,
    iat: now,
    exp: now + 3600,
    auth_time: now,
    aud: 'demo-stage',
  };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
