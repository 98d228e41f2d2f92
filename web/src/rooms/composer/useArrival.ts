import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { jobQuery } from '../../api/jobs';
import { inWords } from '../../api/problem';
import { toast } from '../../ui/toast';
import { broughtBy, ofAddress, ofJob, without } from './arrival';
import type { Draft } from './useDraft';

/** Fill the box once with what the address brings, then take that out of the address. `fill` must not change. */
export function useArrival(fill: (part: Partial<Draft>) => void): void {
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const brought = broughtBy(params);
  useEffect(() => {
    if (!brought || broughtBy(new URLSearchParams(location.search)) !== brought) return; // or one went Back meanwhile
    setParams(without, { replace: true, preventScrollReset: true });
    const arrival = new URLSearchParams(brought);
    const again = arrival.get('again');
    if (again === null) return fill(ofAddress(arrival));
    client
      .fetchQuery(jobQuery(again))
      .then((job) => fill(ofJob(job)))
      .catch((error: unknown) => toast(inWords(error), { tone: 'bad' }));
  }, [brought, client, fill, setParams]);
}
