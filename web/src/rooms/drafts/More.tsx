import { useNearEnd } from '../../parts/useNearEnd';
import { Button } from '../../ui/Button';

/** So many come by themselves: a list that is read again reads all its pages. More come by a press. */
const BY_ITSELF_MAX = 500;

interface MoreProps {
  readonly list: Parameters<typeof useNearEnd>[0] & { readonly isFetchingNextPage: boolean };
  /** How many are shown. */
  readonly count: number;
}

/** The end of the list: the next page comes as one nears it, or by a press. */
export function More({ list, count }: MoreProps) {
  const end = useNearEnd({ ...list, hasNextPage: list.hasNextPage && count < BY_ITSELF_MAX });
  if (!list.hasNextPage) return null;
  return (
    <>
      <div key={count} ref={end} />
      <Button
        busy={list.isFetchingNextPage ? 'Loading' : undefined}
        onClick={() => void list.fetchNextPage()}
      >
        Show more
      </Button>
    </>
  );
}
