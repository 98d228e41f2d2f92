import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apply, type News } from './apply';

const SILENCE_MS = 5_000;
const AGAIN_MS = 30_000;

/**
 * Keep the person's jobs true while this page is open; answer whether the line is up.
 *
 * It begins when `ready`: the first grid comes before the listener's SDK.
 */
export function useLiveCreations(uid: string | undefined, ready: boolean): boolean | undefined {
  const client = useQueryClient();
  const [up, setUp] = useState<boolean>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!uid || !ready) return;
    const leaving = new AbortController();
    const asked = new Set<string>();
    const lost = () => setUp(false);
    const took = (news: News) => {
      clearTimeout(silence);
      setUp(true);
      apply(client, news, asked);
    };
    const silence = setTimeout(lost, SILENCE_MS);
    let again: ReturnType<typeof setTimeout> | undefined;
    const begin = async () => {
      const { listen } = await import('./firestore');
      await listen(uid, leaving.signal, took, lost);
    };
    begin().catch(() => {
      lost();
      if (!leaving.signal.aborted) again = setTimeout(() => setTries(tries + 1), AGAIN_MS);
    });
    return () => {
      clearTimeout(silence);
      clearTimeout(again);
      leaving.abort();
    };
  }, [client, uid, ready, tries]);
  return up;
}
