import { type ApiError, inWords } from '../../api/problem';
import { credits } from '../../model/creation';
import styles from './Refusal.module.css';

interface RefusalProps {
  readonly error: ApiError;
  /** How many orders met it. */
  readonly count: number;
}

/** Why an order was not taken: what happened, what it cost, what to do. */
export function Refusal({ error, count }: RefusalProps) {
  return (
    <p className={styles.refusal} role="alert">
      {count > 1 && `${count} orders were not taken. `}
      {refusalWords(error)}
    </p>
  );
}

function refusalWords(error: ApiError): string {
  const price = error.number('price');
  if (error.code === 'price_changed' && price !== undefined)
    return `The price is now ${credits(price)}. Nothing was charged. Press again if that suits you.`;
  return error.status === 429 ? `${error.message} Nothing was charged.` : inWords(error, true);
}
