import { type ReactNode, useId } from 'react';
import styles from './Chips.module.css';

interface Chip<T> {
  readonly value: T;
  readonly text: string;
  /** Why it cannot be chosen now, in words. */
  readonly unless?: string | undefined;
  readonly icon?: ReactNode;
}

interface ChipsProps<T> {
  readonly label: string;
  /** The choices speak for themselves: the label is for readers only. */
  readonly bare?: boolean;
  readonly value: T;
  readonly choices: readonly Chip<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few: real radios that lie over their chips, so that keys, readers and tests find them. */
export function Chips<T extends string | number>({
  label,
  bare = false,
  value,
  choices,
  onChange,
}: ChipsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.chips}>
      <legend className={bare ? 'unseen' : undefined}>{label}</legend>
      {choices.map(({ value: choice, text, unless, icon }) => (
        <label key={choice} className={styles.chip} data-off={unless !== undefined || undefined}>
          <input
            type="radio"
            name={name}
            aria-label={text}
            checked={choice === value}
            disabled={unless !== undefined}
            aria-describedby={unless ? `${name}-${choice}` : undefined}
            onChange={() => onChange(choice)}
          />
          {icon}
          <span>{text}</span>
          {unless && <small id={`${name}-${choice}`}>{unless}</small>}
        </label>
      ))}
    </fieldset>
  );
}
