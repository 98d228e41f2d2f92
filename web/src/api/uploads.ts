/** Pictures that a person sends: a signed link takes the bytes, then the server looks at them. */

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, GET, POST } from './client';
import { cursorOf } from './jobs';
import { keys } from './keys';
import { ApiError, NotTaken, Unreachable } from './problem';
import type { components } from './schema';

export type Upload = components['schemas']['UploadView'];
type ContentType = components['schemas']['UploadRequest']['content_type'];

export const CONTENT_TYPES: readonly ContentType[] = ['image/jpeg', 'image/png', 'image/webp'];

const SENDING_MS = 5 * 60_000;
const ASK_EVERY_MS = 2_000;
const ASKS = 15;

/** One picture as it stands, with a link to look at it. */
export function uploadQuery(id: string) {
  return queryOptions({
    queryKey: keys.upload(id),
    queryFn: ({ signal }) => look(id, signal),
    staleTime: 30 * 60_000,
  });
}

/** The pictures that can be used in an order, newest first. */
export const uploadsQuery = infiniteQueryOptions({
  queryKey: keys.uploads,
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: 24, ...(pageParam ? { cursor: pageParam } : {}) };
    return answer(GET('/api/uploads', { params: { query }, signal }));
  },
  initialPageParam: '',
  getNextPageParam: (page) => cursorOf(page.next),
  staleTime: 30_000,
});

/**
 * Send a picture and wait until it can be used; `onSent` is told the bytes on their way, null once all are there.
 *
 * @throws NotTaken It is no picture that is taken, or the server has looked at it and refused it.
 */
export async function send(file: File, onSent: (bytes: number | null) => void): Promise<Upload> {
  const type = CONTENT_TYPES.find((one) => one === file.type);
  if (!type) throw new NotTaken(`${file.name} is not taken. Choose a JPEG, PNG or WebP picture.`);
  onSent(0);
  const begun = await answer(POST('/api/uploads', { body: { content_type: type, size_bytes: file.size } }));
  if (begun.url) await put(file, begun.url, begun.headers ?? {}, onSent);
  onSent(null);
  return settled(begun.id);
}

async function settled(id: string): Promise<Upload> {
  for (let asked = 0; asked < ASKS; asked += 1) {
    const upload = await look(id);
    if (upload.state === 'ready') return upload;
    if (upload.state === 'refused') throw new NotTaken(upload.reason ?? 'The picture was refused.');
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new NotTaken('The picture did not arrive. Nothing was charged. Send it again.');
}

function look(id: string, signal?: AbortSignal): Promise<Upload> {
  const params = { path: { upload_id: id } };
  return answer(GET('/api/uploads/{upload_id}', { params, ...(signal ? { signal } : {}) }));
}

/** PUT the bytes; by XMLHttpRequest, for `fetch` does not say how many have gone. */
function put(
  file: File,
  url: string,
  headers: Readonly<Record<string, string>>,
  onSent: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new Unreachable('The picture could not be sent.'));
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.timeout = SENDING_MS;
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onerror = lost;
    request.ontimeout = lost;
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new ApiError(request.status, { detail: 'Storage did not take the picture.' }, undefined));
    request.send(file);
  });
}
