import { type ApiError, inWords } from '../../api/problem';
import styles from './Refusal.module.css';

interface RefusalProps {
  readonly error: ApiError;
  /** How many orders met it. */
  readonly count: number;
}

/** Why an order was not taken: what happened, what it cost, what to do. */
export function Refusal({ error, count }: RefusalProps) {
  return (
    <p className={styles.refusal} role="alert">
      {count > 1 && `${count} orders were not taken. `}
      {refusalWords(error)}
    </p>
  );
}

/** A wait is counted down at the press. */
function refusalWords(error: ApiError): string {
  return error.status === 429 ? `${error.message} Nothing was charged.` : inWords(error, true);
}
