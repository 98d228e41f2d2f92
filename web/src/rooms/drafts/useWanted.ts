import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { JobFilter } from '../../api/jobs';
import { addressOf, filterOf, type Wanted, wantedOf } from '../../model/wanted';

interface Wanting {
  readonly wanted: Wanted;
  readonly filter: JobFilter;
  /** `typing` replaces the address, so that Back does not go through every letter. */
  readonly want: (part: Partial<Wanted>, typing?: boolean) => void;
}

/** What is looked for; the address owns it. */
export function useWanted(): Wanting {
  const [query, setQuery] = useSearchParams();
  return useMemo(() => {
    const wanted = wantedOf(query);
    return {
      wanted,
      filter: filterOf(wanted, Date.now()),
      want: (part, typing = false) =>
        setQuery(
          () => {
            const now = new URLSearchParams(location.search); // ahead of what is drawn
            return addressOf({ ...wantedOf(now), ...part }, now);
          },
          { replace: typing, preventScrollReset: true },
        ),
    };
  }, [query, setQuery]);
}
