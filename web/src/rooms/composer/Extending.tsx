import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import { dearWords } from '../../model/credits';
import {
  type Extending as Chosen,
  extendPrice,
  extensionOf,
  extensionOptions,
  fittingExtension,
  sourceOf,
} from '../../model/derivation';
import { Chips } from '../../ui/Chips';

interface ExtendingProps {
  readonly models: Models;
  readonly source: JobView;
  readonly extending: Partial<Chosen>;
  readonly takes: number;
  readonly available: number | undefined;
  readonly onChange: (extending: Chosen) => void;
}

/** By which model a video goes on, and how sharp. */
export function Extending({ models, source: job, extending, takes, available, onChange }: ExtendingProps) {
  const source = sourceOf(job);
  if (!source) return null;
  const chosen = fittingExtension(models, source, extending);
  const ways = extensionOptions(models, source.video);
  const price = (chosen && extendPrice(models, chosen)) ?? 0;
  const prices = Object.entries((chosen && extensionOf(models, chosen.model)?.prices) ?? {});
  return (
    <>
      <Chips
        label="Model"
        value={chosen?.model ?? ''}
        choices={ways}
        onChange={(model) => onChange({ resolution: '', ...chosen, model })}
      />
      {chosen && (
        <Chips
          label="Resolution"
          value={chosen.resolution}
          choices={prices.map(([value, { credits }]) => ({
            value,
            text: value,
            unless: dearWords(credits * takes, price * takes, available),
          }))}
          onChange={(resolution) => onChange({ ...chosen, resolution })}
        />
      )}
    </>
  );
}
