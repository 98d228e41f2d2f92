import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { keys } from '../api/keys';

/** Return how to ask for new links of a job's files: once for each link, for another may not help either. */
export function useFreshLinks(id: string, url: string | undefined): () => void {
  const client = useQueryClient();
  const asked = useRef<string>(undefined);
  return useCallback(() => {
    if (url === undefined || asked.current === url) return;
    asked.current = url;
    void client.invalidateQueries({ queryKey: keys.job(id) });
  }, [client, id, url]);
}
