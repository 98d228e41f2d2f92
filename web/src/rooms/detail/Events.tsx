import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventsQuery } from '../../api/jobs';
import { eventWords } from '../../model/events';
import { clock } from '../../model/time';
import { Problem } from '../../parts/Problem';
import { Button } from '../../ui/Button';
import styles from './Events.module.css';

interface EventsProps {
  readonly jobId: string;
}

/** All that happened to a job, folded; it is asked for when somebody wants to read it. */
export function Events({ jobId }: EventsProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.events} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What happened</summary>
      {open && <Log jobId={jobId} />}
    </details>
  );
}

function Log({ jobId }: EventsProps) {
  const log = useInfiniteQuery(eventsQuery(jobId));
  if (log.isError && !log.data) return <Problem error={log.error} onRetry={() => void log.refetch()} />;
  const events = log.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <div aria-busy={log.isPending}>
      {log.isPending && <small>Asking for it …</small>}
      {log.isSuccess && events.length === 0 && <small>Nothing yet.</small>}
      <ol>
        {events.map((event) => (
          <li key={event.n}>
            <time dateTime={event.at}>{clock(event.at)}</time>
            <span>{eventWords(event)}</span>
          </li>
        ))}
      </ol>
      {log.hasNextPage && (
        <Button
          busy={log.isFetchingNextPage ? 'Loading' : undefined}
          onClick={() => void log.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  );
}
