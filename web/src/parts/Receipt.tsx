import type { JobView } from '../model/creation';
import { clock, day } from '../model/time';
import styles from './Receipt.module.css';

interface ReceiptProps {
  readonly job: Pick<JobView, 'receipt' | 'created_at' | 'settled_at'>;
}

/** Where the credits went, and when: held, then used or given back. */
export function Receipt({ job }: ReceiptProps) {
  const { receipt, created_at, settled_at } = job;
  const moves = [
    { words: `Held ${receipt.held}`, at: created_at },
    ...(receipt.captured > 0 ? [{ words: `used ${receipt.captured}`, at: settled_at }] : []),
    ...(receipt.released > 0 ? [{ words: `${receipt.released} back`, at: settled_at }] : []),
  ];
  return (
    <section className={styles.receipt} aria-labelledby="receipt">
      <h2 id="receipt">Receipt</h2>
      <ol>
        {moves.map(({ words, at }) => (
          <li key={words}>
            <strong>{words}</strong> {at && <time dateTime={at}>{clock(at)}</time>}
          </li>
        ))}
      </ol>
      <small>
        {settled_at ? day(settled_at) : 'Held until it is made; if it is not, all of it comes back.'}
      </small>
    </section>
  );
}
