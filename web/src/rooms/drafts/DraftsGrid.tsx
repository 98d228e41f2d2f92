import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { jobsQuery } from '../../api/jobs';
import { howMany } from '../../model/wanted';
import { Empty } from '../../parts/Empty';
import { Problem } from '../../parts/Problem';
import { useHidden } from '../../parts/useDeletions';
import { useJobActions } from '../../parts/useJobActions';
import { useSending } from '../../parts/useSending';
import styles from './DraftsGrid.module.css';
import { Filters } from './Filters';
import { More } from './More';
import { Selection } from './Selection';
import { Tiles } from './Tiles';
import { useSelection } from './useSelection';
import { useWanted } from './useWanted';

const SAMPLE = 'A lighthouse in a storm, waves against the rocks, slow push in';

interface DraftsGridProps {
  readonly onShown: () => void;
}

/** Every attempt, newest first, or those that are looked for. */
export function DraftsGrid({ onShown }: DraftsGridProps) {
  const { wanted, filter, want } = useWanted();
  const list = useInfiniteQuery({ ...jobsQuery(filter), placeholderData: keepPreviousData });
  const sending = useSending();
  const hidden = useHidden();
  const ids = list.data?.pages.flatMap((page) => page.ids).filter((id) => !hidden.has(id)) ?? [];
  const actions = useJobActions();
  const selection = useSelection(ids);
  const { isFetched } = list;
  useEffect(() => {
    if (isFetched) onShown();
  }, [isFetched, onShown]);
  const isEmpty = list.isSuccess && !list.hasNextPage && ids.length + sending.length === 0;
  const isFiltered = howMany(wanted) > 0;
  return (
    <section className={styles.drafts} aria-label="Drafts">
      {(isFiltered || !isEmpty) && (
        <Filters wanted={wanted} onWant={want} covered={selection.ids.length > 0} />
      )}
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      <Tiles list={list} sending={sending} ids={ids} actions={actions} selection={selection} />
      {isEmpty && (
        <div className={styles.nothing}>
          <Nothing isFiltered={isFiltered} />
        </div>
      )}
      <More list={list} count={ids.length} />
      <Selection selection={selection} actions={actions} />
    </section>
  );
}

interface NothingProps {
  readonly isFiltered: boolean;
}

function Nothing({ isFiltered }: NothingProps) {
  if (isFiltered) return <Empty words="Nothing fits these filters. Clear them to see everything." />;
  return (
    <Empty words="Nothing made yet. Say below what you want to see.">
      <Link to={`/?prompt=${encodeURIComponent(SAMPLE)}`}>Try “A lighthouse in a storm”</Link>
    </Empty>
  );
}
