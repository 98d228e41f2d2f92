/** Where a deployment has a key of reCAPTCHA: its page, as Hosting serves it, and Google's side of App Check. */

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

export const KEY = '6Lstage-key_1';
const POLICY = policy();
const PLACE = '<meta name="app-check-key" content=""';

/** What Google was asked for, and what it gives; `exchange` may be changed by a test. */
export interface Google {
  /** The bodies that came to be exchanged. */
  readonly exchanged: string[];
  exchange: () => { status: number; json: object };
}

/** Serve the studio as a deployment with a key does: the key in its page, `firebase.json`'s policy, no emulators. */
export async function deploy(page: Page): Promise<Google> {
  const google: Google = {
    exchanged: [],
    exchange: () => ({ status: 200, json: { token: `proof-${google.exchanged.length}`, ttl: '3600s' } }),
  };
  await page.route(/^http:\/\/127\.0\.0\.1:\d+\/(?!api|assets|__)[^.]*$/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(PLACE, PLACE.replace('""', `"${KEY}"`));
    const headers = { ...response.headers(), 'content-security-policy': POLICY };
    await route.fulfill({ response, body, headers });
  });
  await page.route('**/__/firebase/init.json', (route) =>
    route.fulfill({ json: { projectId: 'demo-stage', appId: '1:2:web:3', apiKey: 'stage' } }),
  );
  await page.route('https://www.google.com/recaptcha/enterprise.js?*', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: LOADER }),
  );
  await page.route('https://www.gstatic.com/recaptcha/releases/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: WIDGET }),
  );
  await page.route('https://www.google.com/recaptcha/enterprise/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '', headers: { 'access-control-allow-origin': '*' } }),
  );
  await page.route(EXCHANGE, async (route, request) => {
    google.exchanged.push(request.postData() ?? '');
    await route.fulfill({ ...google.exchange(), headers: { 'access-control-allow-origin': '*' } });
  });
  return google;
}

export const EXCHANGE =
  'https://content-firebaseappcheck.googleapis.com/v1/projects/demo-stage/apps/1:2:web:3:exchangeRecaptchaEnterpriseToken?key=stage';

/** What `enterprise.js` does: it takes callbacks until the script that it loads from elsewhere is there. */
const LOADER = `
  const waiting = [];
  window.grecaptcha = { enterprise: { ready: (told) => waiting.push(told), waiting } };
  const script = document.createElement('script');
  script.src = 'https://www.gstatic.com/recaptcha/releases/1/recaptcha__en.js';
  document.head.append(script);
`;

/** What that script does: a frame of its own, and a request of its own once a token is there. */
const WIDGET = `
  let callback;
  Object.assign(grecaptcha.enterprise, {
    ready: (told) => told(),
    render: (id, options) => {
      callback = options.callback;
      const frame = document.createElement('iframe');
      frame.src = 'https://www.google.com/recaptcha/enterprise/anchor?k=' + options.sitekey;
      document.getElementById(id).append(frame);
      return 0;
    },
    execute: async (widget, { action }) => {
      await fetch('https://www.google.com/recaptcha/enterprise/clr', { method: 'POST' });
      callback();
      return action;
    },
  });
  for (const told of grecaptcha.enterprise.waiting) told();
`;

function policy(): string {
  const { hosting } = JSON.parse(readFileSync('../firebase.json', 'utf8'));
  const rules: { headers: { key: string; value: string }[] }[] = hosting.headers;
  const found = rules.flatMap(({ headers }) => headers).find(({ key }) => key === 'Content-Security-Policy');
  return found?.value ?? '';
}
