import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import {
  type Extending as Chosen,
  extensionOptions,
  fittingExtension,
  sourceOf,
} from '../../model/derivation';
import { Resolutions } from '../../parts/Resolutions';
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
  return (
    <>
      <Chips
        label="Model"
        value={chosen?.model ?? ''}
        choices={ways}
        onChange={(model) => onChange({ resolution: '', ...chosen, model })}
      />
      {chosen && (
        <Resolutions
          models={models}
          extending={chosen}
          takes={takes}
          available={available}
          onChoose={onChange}
        />
      )}
    </>
  );
}
