import { useQuery } from '@tanstack/react-query';
import { creditsQuery } from '../../api/credits';
import { figure } from '../../model/creation';
import { Problem } from '../../parts/Problem';
import { Skeleton } from '../../ui/Skeleton';
import styles from './Balance.module.css';

/** What can be spent, and apart from it what is held for jobs under way. */
export function Balance() {
  const { data, error, refetch } = useQuery(creditsQuery);
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />;
  return (
    <dl className={styles.balance} aria-busy={!data}>
      <div>
        <dt>Available</dt>
        <dd>{data ? figure(data.available) : <Skeleton width="4ch" />}</dd>
        <dd className={styles.note}>yours to spend</dd>
      </div>
      <div>
        <dt>Held</dt>
        <dd>{data ? figure(data.held) : <Skeleton width="4ch" />}</dd>
        <dd className={styles.note}>{data ? heldWords(data.active_jobs) : '…'}</dd>
      </div>
    </dl>
  );
}

function heldWords(jobs: number): string {
  if (jobs === 0) return 'no job is under way';
  return `for ${jobs} ${jobs === 1 ? 'job' : 'jobs'} under way`;
}
