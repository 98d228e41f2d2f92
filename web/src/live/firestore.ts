/** The listener on the person's own creations. Imported lazily: its SDK is larger than the first content. */

import { getApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  type Firestore,
  initializeFirestore,
  limit,
  memoryLocalCache,
  onSnapshot,
  orderBy,
  query,
  setLogLevel,
  where,
} from 'firebase/firestore';
import { firebase } from '../session/firebase';
import type { Change, News } from './apply';

const NEWEST = 50;
let database: Promise<Firestore> | undefined;

/** Tell `took` of every change until `signal` ends it; tell `lost` when the line is down. */
export async function listen(
  uid: string,
  signal: AbortSignal,
  took: (news: News) => void,
  lost: () => void,
): Promise<void> {
  database ??= connect();
  const creations = collection(await database, 'creations');
  if (signal.aborted) return;
  const mine = query(creations, where('owner', '==', uid), orderBy('updated_at', 'desc'), limit(NEWEST));
  const stop = onSnapshot(
    mine,
    { includeMetadataChanges: true },
    (snapshot) => {
      if (snapshot.metadata.fromCache) return lost();
      const changes = snapshot.docChanges();
      took({
        changed: changes
          .filter(({ type }) => type !== 'removed')
          .map(({ doc }) => changeOf(doc.id, doc.data())),
        removed: changes.filter(({ type }) => type === 'removed').map(({ doc }) => doc.id),
      });
    },
    lost,
  );
  signal.addEventListener('abort', stop);
}

async function connect(): Promise<Firestore> {
  setLogLevel('silent'); // a line that is down is the page's to say, and it does
  const { emulators } = await firebase();
  const firestore = initializeFirestore(getApp(), { localCache: memoryLocalCache() });
  if (emulators) {
    const { hostname, port } = new URL(`http://${emulators.firestore}`);
    connectFirestoreEmulator(firestore, hostname, Number(port));
  }
  return firestore;
}

/** Read the fields that a page shows live; links are asked of the API, which signs them. */
function changeOf(id: string, data: Record<string, unknown>): Change {
  const { status, stage, progress, error, revision } = data;
  return {
    id,
    status,
    stage,
    progress,
    error: error ?? null,
    revision,
    created_at: timeOf(data.created_at) ?? '',
    updated_at: timeOf(data.updated_at) ?? '',
    checked_at: timeOf(data.checked_at),
    settled_at: timeOf(data.settled_at),
    favorite: data.favorite === true,
  } as Change;
}

function timeOf(value: unknown): string | null {
  if (value && typeof value === 'object' && 'toDate' in value && typeof value.toDate === 'function') {
    return (value.toDate() as Date).toISOString();
  }
  return typeof value === 'string' ? value : null;
}
