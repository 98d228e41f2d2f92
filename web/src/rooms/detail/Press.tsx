import { PriceButton } from '../../parts/PriceButton';
import { Problem } from '../../parts/Problem';
import type { Derivation } from './useDerivation';

interface PressProps {
  readonly verb: string;
  readonly derivation: Derivation;
  readonly unless: string | undefined;
}

/** The press that orders, with what the server says of its price, and what became of the last one. */
export function Press({ verb, derivation, unless }: PressProps) {
  const { price, available, refusal, trouble, askAgain, busy, error } = derivation;
  return (
    <>
      {error && <Problem error={error} costs />}
      {trouble && <Problem error={trouble} onRetry={askAgain} />}
      <PriceButton
        verb={verb}
        price={price}
        available={available}
        unless={unless ?? refusal ?? (trouble ? 'The price could not be asked for' : undefined)}
        busy={busy}
      />
    </>
  );
}
