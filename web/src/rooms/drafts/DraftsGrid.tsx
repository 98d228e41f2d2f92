import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { jobsQuery } from '../../api/jobs';
import { Empty } from '../../parts/Empty';
import { Problem } from '../../parts/Problem';
import { Tile } from '../../parts/Tile';
import { useHidden } from '../../parts/useDeletions';
import { useJobActions } from '../../parts/useJobActions';
import { Button } from '../../ui/Button';
import styles from './DraftsGrid.module.css';

const FIRST_SCREEN = 6;

interface DraftsGridProps {
  /** Whether the page's listener is up; undefined while that is not known. */
  readonly live: boolean | undefined;
  readonly onShown: () => void;
}

export function DraftsGrid({ onShown }: DraftsGridProps) {
  const { actionsFor } = useJobActions();
  const hidden = useHidden();
  const list = useInfiniteQuery(jobsQuery({}));
  const { isFetched } = list;
  useEffect(() => {
    if (isFetched) onShown();
  }, [isFetched, onShown]);
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  const ids = list.data?.pages.flatMap((page) => page.ids).filter((id) => !hidden.has(id)) ?? [];
  if (list.isSuccess && ids.length === 0)
    return <Empty words="Nothing made yet. Say below what you want to see." />;
  return (
    <section className={styles.drafts} aria-label="Drafts">
      <ul className={styles.grid} aria-busy={list.isPending}>
        {ids.map((id, n) => (
          <Tile key={id} id={id} soon={n < FIRST_SCREEN} actionsFor={actionsFor} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          busy={list.isFetchingNextPage ? 'Loading' : undefined}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  );
}
