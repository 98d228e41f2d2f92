/** That this page is ours: a token of App Check with every request, where the deployment has a key for it. */

import { firebase } from './firebase';
import { inTime } from './patience';

type Prove = (fresh: boolean) => Promise<string>;

let begun: Promise<Prove> | undefined;

/** Return what proves that a request is ours, a `fresh` token if the last was refused; null if there is none in time. */
export async function pageToken(fresh = false): Promise<string | null> {
  const key = siteKey();
  if (!key) return null;
  try {
    const { app, emulators } = await firebase();
    if (emulators) return null; // a local cloud, whatever this page was deployed with before
    begun ??= inTime(import('./appcheck').then(({ begin }) => begin(app, key)));
    return await (await begun)(fresh);
  } catch {
    return null;
  }
}

/** Return reCAPTCHA's key, which the deployment writes into the page; empty where there is none. */
function siteKey(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=app-check-key]')?.content ?? '';
}
