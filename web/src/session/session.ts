/** Who is signed in, as the rest of the studio knows it. */

import { useSyncExternalStore } from 'react';
import { firebase, leave } from './firebase';

export interface Person {
  readonly uid: string;
  readonly email: string;
}

/** `undefined`: not known yet. `null`: nobody. `'unreachable'`: it could not be found out. */
export type Session = Person | null | undefined | 'unreachable';

let session: Session;
let ended = false;
const listeners = new Set<() => void>();

function became(next: Session): void {
  session = next;
  if (next) ended = false;
  for (const told of listeners) told();
}

/** Find out who is signed in, and follow it, here and in other tabs; `forget` is called when somebody has left. */
export async function beginSession(forget: (next: Session) => void): Promise<void> {
  try {
    const { auth } = await firebase();
    auth.onAuthStateChanged((user) => {
      const next = user && { uid: user.uid, email: user.email ?? '' };
      const last = session && session !== 'unreachable' ? session.uid : undefined;
      if (last !== undefined && last !== next?.uid) forget(next);
      became(next);
    });
  } catch {
    became('unreachable');
    addEventListener('online', () => void beginSession(forget), { once: true });
  }
}

/** End a sign-in that the server does not take any more, not even with a fresh token. */
export async function endSession(): Promise<void> {
  if (!session || session === 'unreachable') return;
  ended = true;
  await leave();
}

/** True if the last sign-in was ended by the server, not by the person. */
export function wasEnded(): boolean {
  return ended;
}

export function useSession(): Session {
  return useSyncExternalStore(
    (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    () => session,
  );
}

/** Return who is signed in, or undefined while that is not known or there is nobody. */
export function usePerson(): Person | undefined {
  const known = useSession();
  return known && known !== 'unreachable' ? known : undefined;
}

/** Return who is signed in at this moment: some things must not be done in another's name. */
export function personNow(): Person | undefined {
  return session && session !== 'unreachable' ? session : undefined;
}

/** Return the token that goes with a request, a `fresh` one if the last was refused; null for nobody. */
export async function idToken(fresh = false): Promise<string | null> {
  const { auth } = await firebase();
  await auth.authStateReady();
  return (await auth.currentUser?.getIdToken(fresh)) ?? null;
}
