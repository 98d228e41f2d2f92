import { expect, test } from 'vitest';
import { aDraft, aVideo } from '../e2e/made';
import { MODELS } from '../e2e/models';
import { dearWords, shortWords } from '../src/model/credits';
import { lengthOf, lengthWords, promptFault } from '../src/model/prompt';
import { cheaperThan } from '../src/rooms/composer/affordable';
import { broughtBy, ofAddress, ofJob, without } from '../src/rooms/composer/arrival';
import type { Draft } from '../src/rooms/composer/useDraft';
import { takesFault, wishOf } from '../src/rooms/composer/wish';

const draft: Draft = {
  mode: 'generate',
  prompt: 'A lighthouse',
  takes: 1,
  settings: { model: 'veo-3.1-fast', duration_s: 8, resolution: '720p', aspect_ratio: '16:9' },
  image: null,
  source: null,
  extending: {},
  upscaling: {},
};
const known = { models: MODELS, source: undefined, imageFault: undefined, check: {} };

test('a prompt is counted as the server counts it: in characters that can be seen', () => {
  expect(lengthOf('  a\u0000b\u202e \n')).toBe(2);
  expect(lengthOf('🦊🦊')).toBe(2);
  expect(lengthWords('x'.repeat(1999))).toBe('1,999 of 2,000 characters');
  expect(promptFault('x'.repeat(2000))).toBeUndefined();
  expect(promptFault('x'.repeat(2003))).toBe('Take out 3 characters');
  expect(promptFault(' \n ')).toBe('Write what you want to see');
});

test('what is short is said in credits', () => {
  expect(shortWords(20, 16)).toBe('need 4 more credits');
  expect(shortWords(20, 19)).toBe('need 1 more credit');
  expect(shortWords(20, 20)).toBeUndefined();
  expect(shortWords(20, undefined)).toBeUndefined();
  expect(dearWords(8, 6, 3)).toBe('need 5 more credits');
  expect(dearWords(6, 6, 3)).toBeUndefined();
});

test('an order carries the price version that was shown', () => {
  const wish = wishOf(draft, known);

  expect(wish).toMatchObject({ verb: 'Generate', price: 20, unless: undefined });
  expect(wish.body).toMatchObject({ job_type: 'generate', price_version: 'stage-1' });
});

test('a source that is not ready is none', () => {
  const wish = wishOf({ ...draft, mode: 'extend' }, { ...known, source: aDraft({ status: 'failed' }) });

  expect(wish).toMatchObject({ body: undefined, unless: 'Choose a video to extend' });
});

test('what nothing makes sharper says so', () => {
  const source = aDraft({ video: aVideo('a', { width: 3840, height: 2160 }) });

  expect(wishOf({ ...draft, mode: 'upscale' }, { ...known, source }).unless).toBe(
    'Nothing makes this video sharper',
  );
});

test.each([
  [['text'], true, 'takes no start frame'],
  [['image'], false, 'needs a start frame'],
  [['text', 'image'], true, undefined],
  [['text', 'image'], false, undefined],
])('a model that takes %j with a picture (%s): %s', (takes, hasImage, fault) => {
  const [model] = MODELS.models;
  expect(model && takesFault({ ...model, takes }, hasImage)).toBe(fault);
});

test.each([
  [{ takes: 4 }, 45, '2 takes · 40 credits'],
  [{ takes: 1 }, 19, '480p · 8 credits'],
  [{ takes: 3 }, 7, '4 s · 6 credits'],
  [{ takes: 1 }, 5, undefined],
  [{ takes: 1 }, 20, undefined],
])('%j with %i credits: rather %s', (part, available, text) => {
  const short = { models: MODELS, source: undefined, price: 20, available };
  expect(cheaperThan({ ...draft, ...part }, short)?.text).toBe(text);
});

test('an extension that is too dear becomes a smaller one', () => {
  const short = { models: MODELS, source: aDraft(), price: 10, available: 6 };

  expect(cheaperThan({ ...draft, mode: 'extend' }, short)?.text).toBe('480p · 5 credits');
});

test('an address fills the box and is left without it', () => {
  const params = new URLSearchParams('again=a&status=draft&prompt=A+kite');

  expect(broughtBy(params)).toBe('again=a&prompt=A+kite');
  expect(String(without(params))).toBe('status=draft');
  expect(ofAddress(new URLSearchParams('prompt=A+kite&model=wan-2.5'))).toMatchObject({
    mode: 'generate',
    prompt: 'A kite',
    settings: { model: 'wan-2.5' },
  });
});

test('a job used again orders the same, whatever is in its input', () => {
  const extended = aDraft({
    job_type: 'extend',
    model: 'wan-2.5-extend',
    source_job_id: 'b',
    input: { source_job_id: 'b', prompt: 'on', resolution: '480p', model: null },
  });
  expect(ofJob(extended)).toMatchObject({
    mode: 'extend',
    source: 'b',
    extending: { model: 'wan-2.5-extend', resolution: '480p' },
  });
  expect(ofJob(aDraft({ input: { image: { upload_id: 'u' }, duration_s: '8' } }))).toMatchObject({
    image: 'u',
    settings: { model: 'veo-3.1-fast' },
  });
});
