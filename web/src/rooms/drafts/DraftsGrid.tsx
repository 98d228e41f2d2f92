import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { jobsQuery } from '../../api/jobs';
import { newestQuery } from '../../api/newest';
import { howMany } from '../../model/wanted';
import { Empty } from '../../parts/Empty';
import { Problem } from '../../parts/Problem';
import { SendingTile } from '../../parts/SendingTile';
import { Tile } from '../../parts/Tile';
import { useHidden } from '../../parts/useDeletions';
import { useJobActions } from '../../parts/useJobActions';
import { useSending } from '../../parts/useSending';
import styles from './DraftsGrid.module.css';
import { Filters } from './Filters';
import { More } from './More';
import { Selection } from './Selection';
import { useLongPress } from './useLongPress';
import { useSelection } from './useSelection';
import { useTileKeys } from './useTileKeys';
import { useWanted } from './useWanted';
import { useWhole } from './useWhole';

const FIRST_SCREEN = 6;
const SAMPLE = 'A lighthouse in a storm, waves against the rocks, slow push in';

interface DraftsGridProps {
  /** Whether the page's listener is up; undefined while that is not known. */
  readonly live: boolean | undefined;
  readonly onShown: () => void;
}

/** Every attempt, newest first, or those that are looked for. */
export function DraftsGrid({ live, onShown }: DraftsGridProps) {
  const client = useQueryClient();
  const { wanted, filter, want } = useWanted();
  const list = useInfiniteQuery({ ...jobsQuery(filter), placeholderData: keepPreviousData });
  useQuery(newestQuery(client, live === false));
  const sending = useSending();
  const hidden = useHidden();
  const ids = list.data?.pages.flatMap((page) => page.ids).filter((id) => !hidden.has(id)) ?? [];
  const actions = useJobActions();
  const selection = useSelection(ids);
  useTileKeys(actions, selection);
  const whole = useWhole();
  const longPress = useLongPress((id) => selection.choose(id, false));
  const { isFetched } = list;
  useEffect(() => {
    if (isFetched) onShown();
  }, [isFetched, onShown]);
  const isEmpty = list.isSuccess && !list.hasNextPage && ids.length + sending.length === 0;
  const isFiltered = howMany(wanted) > 0;
  return (
    <section className={styles.drafts} aria-label="Drafts">
      {(isFiltered || !isEmpty) && <Filters wanted={wanted} onWant={want} />}
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      <Selection selection={selection} actions={actions} />
      <ul
        className={styles.grid}
        data-whole={whole || undefined}
        aria-busy={list.isPending || list.isPlaceholderData}
        aria-label="Videos"
        {...longPress}
      >
        {sending.map((one) => (
          <SendingTile key={one.pressed.key} sending={one} />
        ))}
        {list.isPending &&
          PLACES.map((place) => <li key={place} className={styles.place} aria-hidden="true" />)}
        {ids.map((id, n) => (
          <Tile
            key={id}
            id={id}
            soon={n < FIRST_SCREEN}
            actionsFor={actions.actionsFor}
            fixFor={actions.fixFor}
            selected={selection.has(id)}
            onSelect={selection.choose}
          />
        ))}
      </ul>
      {isEmpty && (
        <div className={styles.nothing}>
          <Nothing isFiltered={isFiltered} />
        </div>
      )}
      <More list={list} count={ids.length} />
    </section>
  );
}

const PLACES = ['a', 'b', 'c', 'd', 'e', 'f'];

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
