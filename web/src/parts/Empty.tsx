import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface EmptyProps {
  /** One sentence. */
  readonly words: string;
  /** One press. */
  readonly children?: ReactNode;
}

export function Empty({ words, children }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <p>{words}</p>
      {children}
    </div>
  );
}
