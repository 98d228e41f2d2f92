import type { ReactNode } from 'react';
import { Link } from 'react-router';
import styles from './Button.module.css';

interface LinkButtonProps {
  readonly to: string;
  /** `main` is filled with the accent: once per screen. */
  readonly tone?: 'main' | 'plain' | 'quiet';
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A way to another page that looks like a press; for another site, `to` is its whole address. */
export function LinkButton({ to, tone = 'plain', icon, children }: LinkButtonProps) {
  return (
    <Link to={to} className={styles.button} data-tone={tone}>
      {icon}
      {children}
    </Link>
  );
}
