/** Real films and pictures for every signed link of the stage. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Route } from '@playwright/test';

const FOLDER = fileURLToPath(new URL('./films/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = { mp4: 'video/mp4', webp: 'image/webp' };
const OPEN = {
  'access-control-allow-origin': '*',
  'accept-ranges': 'bytes',
  'cache-control': 'private, max-age=60',
};

/** Answer with the file that a link names: by 206 where a part is wanted, or nothing could seek; up to `most`. */
export async function respondWithFilm(route: Route, most = Number.POSITIVE_INFINITY): Promise<void> {
  const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
  const whole = readFileSync(FOLDER + name);
  const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  const range = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers().range ?? '');
  if (!range) return route.fulfill({ status: 200, contentType, headers: OPEN, body: whole });
  const first = Number(range[1]);
  const last = Math.min(most, range[2] ? Number(range[2]) : whole.length - 1);
  const headers = { ...OPEN, 'content-range': `bytes ${first}-${last}/${whole.length}` };
  return route.fulfill({ status: 206, contentType, headers, body: whole.subarray(first, last + 1) });
}

/** A video plays when its frames are counted up; one that was played to its end has played, too. */
export async function expectToPlay(video: Locator): Promise<void> {
  const frames = () =>
    video.evaluate((element: HTMLVideoElement) =>
      element.ended ? Number.POSITIVE_INFINITY : element.getVideoPlaybackQuality().totalVideoFrames,
    );
  const before = await frames();
  if (before === Number.POSITIVE_INFINITY) return;
  await expect.poll(frames, { message: 'frames advance', intervals: [50] }).toBeGreaterThan(before + 5);
}
