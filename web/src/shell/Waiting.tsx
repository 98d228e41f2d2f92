import { useLong } from '../ui/useLong';
import styles from './Waiting.module.css';

/** A page that is not there yet: blank for a moment, then in words. */
export function Waiting() {
  const isLong = useLong(true);
  return <div className={styles.waiting}>{isLong && <p role="status">Opening …</p>}</div>;
}
