import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apply, type News } from './apply';

const SILENCE_MS = 5_000;

/**
 * Keep the person's jobs true while this page is open; answer whether the line is up.
 *
 * It begins when `ready`: the first grid comes before the listener's SDK.
 */
export function useLiveCreations(uid: string | undefined, ready: boolean): boolean | undefined {
  const client = useQueryClient();
  const [up, setUp] = useState<boolean>();
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
    import('./firestore').then(({ listen }) => listen(uid, leaving.signal, took, lost)).catch(lost);
    return () => {
      clearTimeout(silence);
      leaving.abort();
    };
  }, [client, uid, ready]);
  return up;
}
