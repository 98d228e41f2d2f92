import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { ledgerQuery } from '../../api/credits';
import { isKind, KIND_CHOICES, type Kind } from '../../model/ledger';
import { Empty } from '../../parts/Empty';
import { Problem } from '../../parts/Problem';
import { Button } from '../../ui/Button';
import { Chips } from '../../ui/Chips';
import { LinkButton } from '../../ui/LinkButton';
import { Skeleton } from '../../ui/Skeleton';
import { Csv } from './Csv';
import { Entries } from './Entries';
import styles from './Ledger.module.css';

const ALL = { value: '', text: 'All' } as const;
const CHOICES = [ALL, ...KIND_CHOICES.map(({ kind, words }) => ({ value: kind, text: words }))];

/** Where every credit went: newest first, all of it or one kind, which the address says. */
export function Ledger() {
  const [query, setQuery] = useSearchParams();
  const wanted = query.get('kind');
  const kind = isKind(wanted) ? wanted : '';
  const choose = (next: Kind | '') => {
    const changed = new URLSearchParams(query);
    if (next) changed.set('kind', next);
    else changed.delete('kind');
    setQuery(changed, { replace: true, preventScrollReset: true });
  };
  return (
    <section className={styles.ledger} aria-labelledby="history">
      <div className={styles.head}>
        <h2 id="history">History</h2>
        <Csv kind={kind} />
      </div>
      <Chips label="Show" value={kind} onChange={choose} choices={CHOICES} />
      <Pages kind={kind} />
    </section>
  );
}

function Pages({ kind }: { readonly kind: Kind | '' }) {
  const ledger = useInfiniteQuery(ledgerQuery(kind));
  const entries = ledger.data?.pages.flatMap((page) => page.entries) ?? [];
  if (ledger.isPending) return <Coming />;
  if (!ledger.data) return <Problem error={ledger.error} onRetry={() => void ledger.refetch()} />;
  if (entries.length === 0) {
    return (
      <Empty
        words={
          kind
            ? 'No entry is of this kind.'
            : 'Nothing has moved yet. A video that you make is the first entry.'
        }
      >
        {!kind && <LinkButton to="/">Make a video</LinkButton>}
      </Empty>
    );
  }
  return (
    <>
      <Entries entries={entries} />
      {ledger.isFetchNextPageError && (
        <Problem error={ledger.error} onRetry={() => void ledger.fetchNextPage()} />
      )}
      {ledger.hasNextPage && (
        <Button
          busy={ledger.isFetchingNextPage ? 'Loading more' : undefined}
          onClick={() => void ledger.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function Coming() {
  return (
    <div className={styles.coming} aria-busy="true">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height="44px" />
      ))}
    </div>
  );
}
