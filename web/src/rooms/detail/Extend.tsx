import { type FormEvent, useId, useState } from 'react';
import type { Models } from '../../model/catalogue';
import { cheaperExtension } from '../../model/cheaper';
import { credits } from '../../model/creation';
import {
  type Extending,
  extendInput,
  extendPrice,
  extensionOptions,
  fittingExtension,
  type Source,
} from '../../model/derivation';
import { LONGEST } from '../../model/prompt';
import { Resolutions } from '../../parts/Resolutions';
import { Button } from '../../ui/Button';
import { Chips } from '../../ui/Chips';
import styles from './Derive.module.css';
import { Press } from './Press';
import { useDerivation } from './useDerivation';

interface ExtendProps {
  readonly models: Models;
  readonly source: Source;
}

/** The film goes on: what shall happen, by which model, how sharp. */
export function Extend({ models, source }: ExtendProps) {
  const [prompt, setPrompt] = useState('');
  const [wanted, setWanted] = useState<Partial<Extending>>({});
  const extending = fittingExtension(models, source, wanted);
  const derivation = useDerivation(
    'extend',
    extending && { source_job_id: source.id, ...extending },
    models.price_version,
  );
  const box = useId();
  const options = extensionOptions(models, source.video);
  const words = prompt.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (extending && words) derivation.send(extendInput(source, extending, words));
  };
  const none = extending ? undefined : 'No model extends this video';
  return (
    <form className={styles.form} onSubmit={send} aria-label="Extend">
      <label htmlFor={box}>What happens next</label>
      <textarea
        id={box}
        value={prompt}
        maxLength={LONGEST}
        onChange={(event) => setPrompt(event.target.value)}
      />
      <Chips
        label="Model"
        value={extending?.model ?? ''}
        choices={options}
        onChange={(model) => setWanted({ ...wanted, model })}
      />
      {extending && (
        <Resolutions
          takes={1}
          models={models}
          extending={extending}
          available={derivation.available}
          onChoose={setWanted}
        />
      )}
      <Press
        verb="Extend"
        derivation={derivation}
        unless={none ?? (words ? undefined : 'Say what happens next')}
      />
      {extending && (
        <Rather models={models} extending={extending} available={derivation.available} onChoose={setWanted} />
      )}
    </form>
  );
}

interface RatherProps {
  readonly models: Models;
  readonly extending: Extending;
  readonly available: number | undefined;
  readonly onChoose: (extending: Extending) => void;
}

/** Short of credits: what could be had instead, as one press. */
function Rather({ models, extending, available, onChoose }: RatherProps) {
  const price = extendPrice(models, extending);
  if (price === undefined || available === undefined || price <= available) return null;
  const offer = cheaperExtension(models, extending, available);
  if (!offer) return null;
  const { model, resolution } = offer;
  return (
    <Button onClick={() => onChoose({ model, resolution })}>
      Rather {resolution} · {credits(offer.price)}
    </Button>
  );
}
