import { CircleAlert, CircleCheck, CircleSlash, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { isSettled, type JobView, moneyWords, type Tone, told } from '../model/creation';
import { ago, seconds, since } from '../model/time';
import { useNow } from '../ui/useNow';
import styles from './StatusLine.module.css';

const ICONS: Readonly<Record<Tone, typeof Clock>> = {
  good: CircleCheck,
  wait: Clock,
  bad: CircleAlert,
  quiet: CircleSlash,
};

interface JobProps {
  readonly job: JobView;
}

interface StatusLineProps extends JobProps {
  /** Presses that stand in one row with the words. */
  readonly children?: ReactNode;
}

/** Where a job stands, in words; under way also how far it is, since when, and how long it usually takes. */
export function StatusLine({ job, children }: StatusLineProps) {
  const { words, tone } = told(job);
  const Icon = ICONS[tone];
  const money = tone === 'bad' || tone === 'quiet' ? `, ${moneyWords(job)}` : '';
  return (
    <div className={styles.status} data-tone={tone}>
      <div className={styles.line}>
        <p>
          <Icon aria-hidden="true" size={16} />
          <span>
            {words}
            {money}
          </span>
        </p>
        {children}
      </div>
      {!isSettled(job.status) && <UnderWay job={job} />}
      {job.error && (
        <p className={styles.reason}>
          {job.error.message} {job.error.next_step}
        </p>
      )}
    </div>
  );
}

function UnderWay({ job }: JobProps) {
  const now = useNow(1000);
  const passed = seconds(since(job.created_at, now));
  return (
    <>
      <progress
        max={100}
        {...(job.stage === 'making' && job.progress !== null ? { value: job.progress } : {})}
        aria-label="Progress"
      />
      <small>
        {passed} of usually {seconds(job.expected_s)}
        {job.checked_at && ` · checked ${ago(job.checked_at, now)}`}
      </small>
    </>
  );
}
