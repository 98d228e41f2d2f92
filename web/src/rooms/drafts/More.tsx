import { useNearEnd } from '../../parts/useNearEnd';
import { Button } from '../../ui/Button';
import { Skeleton } from '../../ui/Skeleton';
import styles from './More.module.css';

/** So many come by themselves: a list that is read again reads all its pages. More come by a press. */
const BY_ITSELF_MAX = 500;

interface MoreProps {
  readonly list: Parameters<typeof useNearEnd>[0] & { readonly isFetchingNextPage: boolean };
  /** How many are shown. */
  readonly count: number;
}

/** The end of the list: the next page comes as one nears it; after very many, or an error, by a press. */
export function More({ list, count }: MoreProps) {
  const isByItself = count < BY_ITSELF_MAX && !list.isFetchNextPageError;
  const end = useNearEnd({ ...list, hasNextPage: list.hasNextPage && isByItself });
  if (!list.hasNextPage) return null;
  if (isByItself) {
    // Another one for each page: it does not move, it is replaced.
    return (
      <div key={count} ref={end} className={styles.coming}>
        <Skeleton height="18rem" />
      </div>
    );
  }
  return (
    <Button busy={list.isFetchingNextPage ? 'Loading' : undefined} onClick={() => void list.fetchNextPage()}>
      Show more
    </Button>
  );
}
