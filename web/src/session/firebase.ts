/** The vendor's side of who is signed in. Nothing outside this folder knows that it is Firebase. */

import { type FirebaseApp, initializeApp } from 'firebase/app';
import {
  type Auth,
  browserPopupRedirectResolver,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  GoogleAuthProvider,
  indexedDBLocalPersistence,
  initializeAuth,
  sendPasswordResetEmail,
  signInWithCredential,
  signInWithEmailAndPassword,
  signInWithPopup,
  signOut,
} from 'firebase/auth';

/** What Hosting serves at `/__/firebase/init.json`; `emulators` is there on a local cloud only. */
interface Configuration {
  readonly projectId: string;
  readonly apiKey: string;
  readonly emulators?: { readonly auth: string; readonly firestore: string };
}

interface Firebase {
  readonly app: FirebaseApp;
  readonly auth: Auth;
  readonly emulators: Configuration['emulators'];
}

const CONFIGURATION = '/__/firebase/init.json';
let begun: Promise<Firebase> | undefined;

/** Begin once; a beginning that failed is tried again at the next call. */
export function firebase(): Promise<Firebase> {
  begun ??= begin().catch((error: unknown) => {
    begun = undefined;
    throw error;
  });
  return begun;
}

async function begin(): Promise<Firebase> {
  const answer = await fetch(CONFIGURATION, { signal: AbortSignal.timeout(15_000) });
  if (!answer.ok) throw new Error(`${CONFIGURATION} answered ${answer.status}`);
  const configuration: Configuration = await answer.json();
  const { emulators, ...options } = configuration;
  const app = initializeApp(options);
  const auth = initializeAuth(app, { persistence: indexedDBLocalPersistence });
  if (emulators) connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  return { app, auth, emulators };
}

export async function enter(email: string, password: string, isNew: boolean): Promise<void> {
  const { auth } = await firebase();
  await (isNew ? createUserWithEmailAndPassword : signInWithEmailAndPassword)(auth, email, password);
}

/** Sign in with Google: its own window; the emulator, which has none, takes a person that is made up. */
export async function enterWithGoogle(): Promise<void> {
  const { auth, emulators } = await firebase();
  if (emulators) {
    const person = { sub: 'local-google', email: 'google@example.com', email_verified: true };
    await signInWithCredential(auth, GoogleAuthProvider.credential(JSON.stringify(person)));
  } else {
    await signInWithPopup(auth, new GoogleAuthProvider(), browserPopupRedirectResolver);
  }
}

export async function sendReset(email: string): Promise<void> {
  await sendPasswordResetEmail((await firebase()).auth, email);
}

export async function leave(): Promise<void> {
  await signOut((await firebase()).auth);
}
