import { shortWords } from '../../model/credits';
import { Chips } from '../../ui/Chips';
import { TAKES } from './useDraft';

interface TakesProps {
  readonly takes: number;
  /** What one costs. */
  readonly price: number | undefined;
  readonly available: number | undefined;
  readonly onChange: (takes: number) => void;
}

/** How many are made with one press, each an order of its own. */
export function Takes({ takes, price, available, onChange }: TakesProps) {
  const choices = TAKES.map((value) => ({
    value,
    text: String(value),
    unless: value <= takes || price === undefined ? undefined : shortWords(price * value, available),
  }));
  return <Chips<number> label="Takes" value={takes} choices={choices} onChange={onChange} />;
}
