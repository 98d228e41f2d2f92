import { inWords } from '../api/problem';
import { Button } from '../ui/Button';
import styles from './Problem.module.css';

interface ProblemProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Credits were at stake: say what became of them. */
  readonly costs?: boolean;
}

/** What went wrong, where it went wrong: what happened, what it cost, what to do. */
export function Problem({ error, onRetry, costs = false }: ProblemProps) {
  return (
    <div className={styles.problem} role="alert">
      <p>{inWords(error, costs)}</p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
