import type { Models } from '../model/catalogue';
import { dearWords } from '../model/credits';
import { type Extending, extendPrice, extensionOf } from '../model/derivation';
import { Chips } from '../ui/Chips';

interface ResolutionsProps {
  readonly models: Models;
  readonly extending: Extending;
  readonly takes: number;
  readonly available: number | undefined;
  readonly onChoose: (extending: Extending) => void;
}

/** How sharp a video goes on; what cannot be afforded says what is missing. */
export function Resolutions({ models, extending, takes, available, onChoose }: ResolutionsProps) {
  const prices = Object.entries(extensionOf(models, extending.model)?.prices ?? {});
  const price = extendPrice(models, extending) ?? 0;
  return (
    <Chips
      label="Resolution"
      value={extending.resolution}
      choices={prices.map(([value, { credits }]) => ({
        value,
        text: value,
        unless: dearWords(credits * takes, price * takes, available),
      }))}
      onChange={(resolution) => onChoose({ ...extending, resolution })}
    />
  );
}
