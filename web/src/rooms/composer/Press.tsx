import { SlidersHorizontal } from 'lucide-react';
import { PriceButton } from '../../parts/PriceButton';
import { Button } from '../../ui/Button';
import { Cheaper } from './Cheaper';
import styles from './Press.module.css';
import { Refusal } from './Refusal';
import type { BoxState } from './useBox';

interface PressProps {
  readonly box: BoxState;
  /** The id of what the options are in. */
  readonly choices: string;
}

/** The press, with what is said of it: the price, the balance after, why not, and what could be had instead. */
export function Press({ box, choices }: PressProps) {
  const { wish, models, fold } = box;
  const { verb, takes } = wish ?? { verb: 'Generate', takes: 1 };
  return (
    <div className={styles.press}>
      {box.refusal && <Refusal {...box.refusal} />}
      <div className={styles.options}>
        <Button
          icon={<SlidersHorizontal aria-hidden="true" size={20} />}
          aria-label="Options"
          aria-expanded={fold.open}
          aria-controls={choices}
          onClick={() => fold.setOpen(!fold.open)}
        />
      </div>
      <PriceButton
        verb={takes > 1 ? `${verb} ${takes}` : verb}
        price={box.cost}
        available={box.available}
        unless={box.unless}
      />
      {models && (
        <Cheaper
          models={models}
          draft={box.draft}
          source={box.source}
          price={wish?.price}
          available={box.available}
          onChoose={box.change}
        />
      )}
    </div>
  );
}
