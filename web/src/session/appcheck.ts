/** The vendor's side of proving that this page is ours: App Check with reCAPTCHA Enterprise. Imported lazily. */

import type { FirebaseApp } from 'firebase/app';
import { getToken, initializeAppCheck, ReCaptchaEnterpriseProvider } from 'firebase/app-check';
import { inTime, PATIENCE_MS } from './patience';

/** What the SDK asks a provider; its public types leave it out. */
interface Provider {
  getToken(isLimitedUse?: boolean): Promise<unknown>;
}

/** Begin, for sign-in and listener as well, which ask the SDK themselves; return how to get a token. */
export function begin(app: FirebaseApp, siteKey: string): (fresh: boolean) => Promise<string> {
  const provider = patient(new ReCaptchaEnterpriseProvider(siteKey));
  // Renewed at half of its time: no press waits for it.
  const appCheck = initializeAppCheck(app, { provider, isTokenAutoRefreshEnabled: true });
  return async (fresh) => (await getToken(appCheck, fresh)).token;
}

/**
 * Let nobody wait for ever: the SDK itself does, sign-in and listener included, where something keeps
 * reCAPTCHA away. One attempt is waited for together; once it is late, nobody waits for it any more.
 */
function patient(provider: ReCaptchaEnterpriseProvider): ReCaptchaEnterpriseProvider {
  const asked = provider as unknown as Provider;
  const ask = asked.getToken.bind(provider);
  const kept = keptAway();
  let attempt: Promise<unknown> | undefined;
  let until = 0;
  asked.getToken = (isLimitedUse) => {
    if (!attempt) {
      until = Date.now() + PATIENCE_MS;
      attempt = ask(isLimitedUse).finally(() => {
        attempt = undefined;
      });
    }
    return inTime(Promise.race([attempt, kept]), until - Date.now());
  };
  return provider;
}

/** Fail as soon as a script of reCAPTCHA cannot be loaded. */
function keptAway(): Promise<never> {
  const kept = new Promise<never>((_, reject) => {
    const look = ({ target }: Event) => {
      if (target instanceof HTMLScriptElement && target.src.includes('/recaptcha/'))
        reject(new Error(`${target.src} was kept away.`));
    };
    addEventListener('error', look, { capture: true });
  });
  kept.catch(() => {}); // perhaps before anybody asks
  return kept;
}
