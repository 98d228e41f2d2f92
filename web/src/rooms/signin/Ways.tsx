import { Link } from 'react-router';
import { type Mode, wayTo } from './modes';
import styles from './Ways.module.css';

const WORDS: Readonly<Record<Mode, string>> = {
  enter: 'I have an account',
  join: 'Make an account',
  reset: 'I forgot my password',
};

interface WaysProps {
  readonly mode: Mode;
  readonly next: string | null;
}

/** The other ways in. */
export function Ways({ mode, next }: WaysProps) {
  const others = (Object.keys(WORDS) as Mode[]).filter((one) => one !== mode);
  return (
    <ul className={styles.ways}>
      {others.map((one) => (
        <li key={one}>
          <Link to={wayTo(one, next)} replace>
            {WORDS[one]}
          </Link>
        </li>
      ))}
    </ul>
  );
}
