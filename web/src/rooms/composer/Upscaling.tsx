import type { Models } from '../../model/catalogue';
import type { JobView } from '../../model/creation';
import {
  type Upscaling as Chosen,
  fittingUpscale,
  sourceOf,
  targetOptions,
  upscalerOptions,
  upscalersOf,
} from '../../model/derivation';
import { useQualities } from '../../parts/useQualities';
import { Chips } from '../../ui/Chips';

interface UpscalingProps {
  readonly models: Models;
  readonly source: JobView;
  readonly upscaling: Partial<Chosen>;
  readonly onChange: (upscaling: Partial<Chosen>) => void;
}

/** By what a video becomes sharper, how sharp, and with how much care. */
export function Upscaling({ models, source: job, upscaling, onChange }: UpscalingProps) {
  const source = sourceOf(job);
  const chosen = source && fittingUpscale(models, source, upscaling);
  const way = upscalersOf(models).find(({ id }) => id === chosen?.model);
  const qualities = useQualities(models, source, chosen);
  if (!source) return null;
  return (
    <>
      <Chips
        label="By"
        value={chosen?.model ?? ''}
        choices={upscalerOptions(models, source.video)}
        onChange={(model) => onChange({ ...upscaling, model })}
      />
      {chosen && way && (
        <Chips
          label="To"
          value={chosen.target_resolution}
          choices={targetOptions(way, source.video)}
          onChange={(target_resolution) => onChange({ ...chosen, target_resolution })}
        />
      )}
      {chosen && qualities.length > 0 && (
        <Chips
          label="Quality"
          value={chosen.quality}
          choices={qualities}
          onChange={(quality) => onChange({ ...chosen, quality })}
        />
      )}
    </>
  );
}
