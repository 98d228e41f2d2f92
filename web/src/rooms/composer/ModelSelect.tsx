import { useId } from 'react';
import type { Model, Models } from '../../model/catalogue';
import { day } from '../../model/time';
import styles from './ModelSelect.module.css';
import { takesFault } from './wish';

const NEAR_MS = 60 * 24 * 3600_000;

interface ModelSelectProps {
  readonly models: Models;
  readonly model: Model;
  readonly hasImage: boolean;
  readonly onChange: (id: string) => void;
}

/** Which model, with what it takes, and until when if its end is near. */
export function ModelSelect({ models, model, hasImage, onChange }: ModelSelectProps) {
  const id = useId();
  return (
    <div className={styles.model}>
      <label htmlFor={id}>Model</label>
      <select id={id} value={model.id} onChange={(event) => onChange(event.target.value)}>
        {models.models.map((one) => {
          const fault = hasImage ? takesFault(one, hasImage) : undefined;
          return (
            <option key={one.id} value={one.id} disabled={fault !== undefined && one !== model}>
              {one.title} · {fault ?? takesWords(one)}
            </option>
          );
        })}
      </select>
      {isNear(model.retires_on) && <small>Ends on {day(model.retires_on)}</small>}
    </div>
  );
}

function takesWords({ takes }: Model): string {
  if (!takes.includes('image')) return 'words only';
  return takes.includes('text') ? 'picture optional' : 'needs a picture';
}

function isNear(retiresOn: string | null): retiresOn is string {
  return retiresOn !== null && Date.parse(retiresOn) - Date.now() < NEAR_MS;
}
