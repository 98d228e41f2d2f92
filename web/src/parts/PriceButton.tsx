import { useId } from 'react';
import { Link, useLocation } from 'react-router';
import { credits, figure } from '../model/creation';
import { moreCredits, wayToCredits } from '../model/credits';
import { Button } from '../ui/Button';
import styles from './PriceButton.module.css';

interface PriceButtonProps {
  readonly verb: string;
  readonly price: number | undefined;
  readonly available: number | undefined;
  /** Why it cannot be pressed now, in words. */
  readonly unless?: string | undefined;
  /** Words for while it is being sent. */
  readonly busy?: string | undefined;
  readonly onPress?: () => void;
}

/** The press that costs: it names its price, and short of credits it becomes the way to them. */
export function PriceButton({ verb, price, available, unless, busy, onPress }: PriceButtonProps) {
  const { pathname } = useLocation();
  const note = useId();
  if (price === undefined || available === undefined) {
    return (
      <div className={styles.price}>
        <Button disabled>{verb} · …</Button>
        <small>{unless ?? 'Asking for the price'}</small>
      </div>
    );
  }
  const left = available - price;
  if (left < 0) {
    return (
      <div className={styles.price}>
        <Link className={styles.need} to={wayToCredits({ need: -left, have: available }, pathname)}>
          Need {moreCredits(-left)}
        </Link>
        <small>
          Costs {credits(price)}, you have {figure(available)}
        </small>
      </div>
    );
  }
  return (
    <div className={styles.price}>
      <Button
        tone="main"
        type={onPress ? 'button' : 'submit'}
        disabled={unless !== undefined}
        busy={busy}
        aria-describedby={note}
        onClick={onPress}
      >
        {verb} · {credits(price)}
      </Button>
      <small id={note}>{unless ?? `${figure(left)} of ${figure(available)} left after`}</small>
    </div>
  );
}
