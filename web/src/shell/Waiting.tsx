import { useEffect, useState } from 'react';
import styles from './Waiting.module.css';

const WORDS_AFTER_MS = 400;

/** A page that is not there yet: blank for a moment, then in words. */
export function Waiting() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), WORDS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return <div className={styles.waiting}>{long && <p>Opening …</p>}</div>;
}
