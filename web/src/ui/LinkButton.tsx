import type { ReactNode } from 'react';
import { Link } from 'react-router';
import styles from './Button.module.css';

interface LinkButtonProps {
  readonly to: string;
  /** `main` is filled with the accent: once per screen. */
  readonly tone?: 'main' | 'plain' | 'quiet';
  /** It leads out of the studio, perhaps to a page of the same site. */
  readonly outside?: boolean;
  readonly icon?: ReactNode;
  /** What it is about, where several are on a page. */
  readonly about?: string;
  readonly children: string;
}

/** A way to another page that looks like a press. */
export function LinkButton({ to, tone = 'plain', outside = false, icon, about, children }: LinkButtonProps) {
  return (
    <Link
      reloadDocument={outside}
      to={to}
      className={styles.button}
      data-tone={tone}
      aria-label={about && `${children}: ${about}`}
    >
      {icon}
      {children}
    </Link>
  );
}
