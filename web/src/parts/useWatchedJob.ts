import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../api/jobs';
import { isSettled, type JobView } from '../model/creation';
import { LINK_LEFT_MS } from '../model/link';
import { pauseMs } from '../model/patience';

/** A number of this page's own, so that many pages do not ask at once. */
const SPREAD = Math.random();
const AT_LEAST_MS = 30_000;

interface Asked {
  readonly state: { readonly data: JobView | undefined };
}

/**
 * One job, kept true: by the listener; where its line is down, by asking until it is settled. Links are asked
 * for again before they end. A hidden tab rests, and asks when it is seen again.
 */
export function useWatchedJob(id: string, live: boolean | undefined) {
  const again = ({ state }: Asked) => (!state.data || !isSettled(state.data.status)) && 'always';
  return useQuery({
    ...jobQuery(id),
    refetchOnMount: again,
    refetchOnReconnect: again,
    refetchOnWindowFocus: again,
    refetchInterval: ({ state }) => {
      const { data, dataUpdateCount, errorUpdateCount } = state;
      if (data && isSettled(data.status)) return data.video ? untilOver(data.video.urls_expire_at) : false;
      return live === false ? pauseMs(dataUpdateCount + errorUpdateCount, SPREAD) : false;
    },
  });
}

function untilOver(expires: string): number {
  return Math.max(AT_LEAST_MS, Date.parse(expires) - Date.now() - LINK_LEFT_MS);
}
