import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './Button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main` is filled with the accent: once per screen, on the press that costs. */
  readonly tone?: 'main' | 'plain' | 'quiet' | 'bad';
  /** Words for while it works; they replace the label and keep a second press out. */
  readonly busy?: string | undefined;
  readonly icon?: ReactNode;
}

export function Button({
  tone = 'plain',
  busy,
  icon,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={styles.button}
      data-tone={tone}
      data-square={children === undefined || undefined}
      aria-busy={busy ? true : undefined}
      disabled={disabled || busy !== undefined}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon}
      {busy ?? children}
    </button>
  );
}
