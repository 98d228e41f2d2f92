import { type FormEvent, useState } from 'react';
import type { Models } from '../../model/catalogue';
import {
  fittingUpscale,
  type Source,
  targetOptions,
  type Upscaling,
  upscaleInput,
  upscalerOptions,
  upscalersOf,
} from '../../model/derivation';
import { CheaperUpscale } from '../../parts/CheaperUpscale';
import { useQualities } from '../../parts/useQualities';
import { Chips } from '../../ui/Chips';
import styles from './Derive.module.css';
import { Press } from './Press';
import { useDerivation } from './useDerivation';

interface UpscaleProps {
  readonly models: Models;
  readonly source: Source;
}

/** The film becomes sharper: by whom, how sharp, with what care. */
export function Upscale({ models, source }: UpscaleProps) {
  const [wanted, setWanted] = useState<Partial<Upscaling>>({});
  const upscaling = fittingUpscale(models, source, wanted);
  const input = upscaling && upscaleInput(models, source, upscaling);
  const derivation = useDerivation('upscale', input, models.price_version);
  const upscaler = upscalersOf(models).find(({ id }) => id === upscaling?.model);
  const qualities = useQualities(models, source, upscaling);
  const choose = (part: Partial<Upscaling>) => setWanted({ ...wanted, ...part });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (input) derivation.send(input);
  };
  return (
    <form className={styles.form} onSubmit={send} aria-label="Upscale">
      <Chips
        label="By"
        value={upscaling?.model ?? ''}
        choices={upscalerOptions(models, source.video)}
        onChange={(model) => choose({ model })}
      />
      {upscaling && upscaler && (
        <Chips
          label="To"
          value={upscaling.target_resolution}
          choices={targetOptions(upscaler, source.video)}
          onChange={(target_resolution) => choose({ target_resolution })}
        />
      )}
      {upscaling && qualities.length > 0 && (
        <Chips
          label="Quality"
          value={upscaling.quality}
          choices={qualities}
          onChange={(quality) => choose({ quality })}
        />
      )}
      <Press
        verb="Upscale"
        derivation={derivation}
        unless={upscaling ? undefined : 'Nothing makes this video sharper than it is'}
      />
      {upscaling && (
        <CheaperUpscale models={models} source={source} upscaling={upscaling} onChoose={setWanted} />
      )}
    </form>
  );
}
