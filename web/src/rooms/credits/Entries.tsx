import { CircleCheck, CirclePlus, Clock, Undo2 } from 'lucide-react';
import { Link } from 'react-router';
import { figure } from '../../model/creation';
import { type Entry, type Kind, kindWords, reasonWords, signed } from '../../model/ledger';
import { clock, day } from '../../model/time';
import styles from './Entries.module.css';

const ICONS: Readonly<Record<Kind, typeof Clock>> = {
  grant: CirclePlus,
  hold: Clock,
  capture: CircleCheck,
  release: Undo2,
};

interface EntriesProps {
  readonly entries: readonly Entry[];
}

/** Entries as lines of a book: what happened, what it changed, and what there was afterwards. */
export function Entries({ entries }: EntriesProps) {
  return (
    <table className={styles.entries}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">Change</th>
          <th scope="col">Left</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ entry }: { readonly entry: Entry }) {
  const { kind, amount, available_delta, available_after, job_id, at } = entry;
  const Icon = ICONS[kind];
  return (
    <tr>
      <td className={styles.when}>
        <time dateTime={at}>
          {day(at)}, {clock(at)}
        </time>
      </td>
      <td>
        <span className={styles.kind} data-kind={kind}>
          <Icon aria-hidden="true" size={16} />
          {kindWords(kind)}
        </span>
        <small className={styles.reason}>
          {kind === 'capture' && `${amount} of the held · `}
          {reasonWords(entry)}
          {job_id && (
            <>
              {' · '}
              <Link to={`/v/${job_id}`} aria-label={`The job ${job_id}`}>
                job {job_id.slice(0, 6)}
              </Link>
            </>
          )}
        </small>
      </td>
      <td className={styles.number}>{signed(available_delta)}</td>
      <td className={styles.number}>{figure(available_after)}</td>
    </tr>
  );
}
