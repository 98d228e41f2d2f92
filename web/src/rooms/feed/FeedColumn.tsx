import { useInfiniteQuery } from '@tanstack/react-query';
import { feedQuery } from '../../api/feed';
import { Empty } from '../../parts/Empty';
import { Problem } from '../../parts/Problem';
import { useNearEnd } from '../../parts/useNearEnd';
import { Button } from '../../ui/Button';
import { LinkButton } from '../../ui/LinkButton';
import { Skeleton } from '../../ui/Skeleton';
import styles from './FeedColumn.module.css';
import { FeedPost } from './FeedPost';
import { useLinked } from './useLinked';

const FIRST_SCREEN = 2;

/** What was published, newest first, one below the other. The next page comes as one nears the end. */
export function FeedColumn() {
  const feed = useInfiniteQuery(feedQuery);
  const items = feed.data?.pages.flatMap((page) => page.items) ?? [];
  const isMissing = useLinked(feed);
  const end = useNearEnd(feed);
  if (feed.isPending) return <Coming paused={feed.isPaused} />;
  if (!feed.data) return <Problem error={feed.error} onRetry={() => void feed.refetch()} />;
  if (items.length === 0) {
    return (
      <Empty words="Nothing is published yet. A draft that you publish is seen here by everybody.">
        <LinkButton to="/">Make a video</LinkButton>
      </Empty>
    );
  }
  return (
    <>
      {isMissing && (
        <p role="status">The film of this link is not among the newest {items.length}, or was taken back.</p>
      )}
      <ul className={styles.column}>
        {items.map((item, n) => (
          <FeedPost key={item.id} item={item} soon={n < FIRST_SCREEN} />
        ))}
      </ul>
      {feed.isFetchNextPageError && <Problem error={feed.error} onRetry={() => void feed.fetchNextPage()} />}
      <div key={items.length} ref={end} />
      <div className={styles.end}>
        {feed.hasNextPage ? (
          <Button
            busy={feed.isFetchingNextPage ? 'Loading more' : undefined}
            onClick={() => void feed.fetchNextPage()}
          >
            Show more
          </Button>
        ) : (
          <p>This is all that is published.</p>
        )}
      </div>
    </>
  );
}

function Coming({ paused }: { readonly paused: boolean }) {
  return (
    <div className={styles.column} aria-busy="true">
      {paused && <p role="status">You are offline. The feed comes when you are back.</p>}
      <Skeleton height="20rem" />
      <Skeleton />
      <Skeleton height="20rem" />
    </div>
  );
}
