/** Pictures on the stage: a link that takes the bytes, and a look that finds them good, or says why not. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Request, Route } from '@playwright/test';
import type { components } from '../src/api/schema';
import { anId } from './made';
import { json, type Stage } from './stage';

export type Upload = components['schemas']['UploadView'];

export const PICTURE = fileURLToPath(new URL('./films/poster.webp', import.meta.url));

export function anUpload(changes: Partial<Upload> = {}): Upload {
  const id = changes.id ?? anId();
  return {
    id,
    state: 'ready',
    content_type: 'image/webp',
    size_bytes: readFileSync(PICTURE).length,
    width: 1280,
    height: 720,
    reason: null,
    created_at: new Date(Date.now() - 3_600_000).toISOString(),
    url: null,
    headers: null,
    view_url: `https://storage.googleapis.com/stage/${id}/poster.webp?signed`,
    urls_expire_at: new Date(Date.now() + 3_600_000).toISOString(),
    _links: { self: `/api/uploads/${id}` },
    ...changes,
  };
}

/** Let the stage take pictures: `refusals` are the reasons for which the next ones are found bad. */
export async function takeUploads(stage: Stage, known: Upload[] = [], refusals: string[] = []) {
  const uploads = new Map(known.map((upload) => [upload.id, upload]));
  const put = (route: Route, request: Request) => {
    if (request.method() !== 'PUT') return route.fallback();
    const id = request.url().split('/').at(-2) ?? '';
    const reason = refusals.shift() ?? null;
    uploads.set(id, anUpload({ id, state: reason ? 'refused' : 'ready', reason }));
    return route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' } });
  };
  await stage.page.route('https://storage.googleapis.com/stage/*/raw*', put);
  stage.on('POST', '/api/uploads', (route) => {
    const id = anId();
    const url = `https://storage.googleapis.com/stage/${id}/raw?signed`;
    const headers = { 'x-goog-content-length-range': '1,20000000' };
    const begun = anUpload({ id, state: 'waiting', view_url: null, url, headers });
    uploads.set(id, begun);
    return json(route, begun, 201);
  });
  stage.on('GET', '/api/uploads', (route) => {
    const ready = [...uploads.values()].filter(({ state }) => state === 'ready');
    return json(route, { uploads: ready, next: null });
  });
  stage.on('GET', '/api/uploads/:id', (route, [, id = '']) => {
    const upload = uploads.get(id);
    return upload
      ? json(route, upload)
      : json(route, { code: 'not_found', detail: 'There is no such upload.' }, 404);
  });
}
