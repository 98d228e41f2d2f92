import { SquareCheck } from 'lucide-react';
import styles from './Select.module.css';

interface SelectProps {
  readonly title: string;
  readonly selected: boolean;
  /** `range`: with all from the last chosen one. */
  readonly onSelect: (range: boolean) => void;
}

/** A real checkbox lies over its picture, as large as a thumb. */
export function Select({ title, selected, onSelect }: SelectProps) {
  return (
    <label className={styles.select}>
      <SquareCheck aria-hidden="true" size={20} />
      <input
        type="checkbox"
        aria-label={`Select ${title}`}
        checked={selected}
        onChange={({ nativeEvent }) => onSelect('shiftKey' in nativeEvent && nativeEvent.shiftKey === true)}
      />
    </label>
  );
}
