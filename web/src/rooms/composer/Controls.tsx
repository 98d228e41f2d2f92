import {
  choices,
  FIELDS,
  type Field,
  leastWith,
  type Model,
  offerOf,
  type Settings,
  words,
} from '../../model/catalogue';
import { dearWords } from '../../model/credits';
import { Chips } from '../../ui/Chips';
import { Shape } from './Shape';

const LABELS: Readonly<Record<Field, string>> = {
  aspect_ratio: 'Shape',
  duration_s: 'Length',
  resolution: 'Resolution',
};

interface ControlsProps {
  readonly model: Model;
  readonly settings: Settings;
  readonly takes: number;
  readonly available: number | undefined;
  /** The start frame gives the video its shape. */
  readonly isShaped: boolean;
  readonly onChange: (settings: Settings) => void;
}

/** The controls of a model, drawn from its offers: a new model or value needs no code here. */
export function Controls({ model, settings, takes, available, isShaped, onChange }: ControlsProps) {
  const price = (offerOf(model, settings)?.credits ?? 0) * takes;
  const unless = (field: Field, value: string | number, clash: Field | undefined) => {
    if (value === settings[field]) return undefined;
    if (clash) return `not with ${words(clash, settings[clash])}`;
    return dearWords(leastWith(model, settings, field, value) * takes, price, available);
  };
  const shown = FIELDS.filter((field) => !(isShaped && field === 'aspect_ratio'));
  return (
    <>
      {isShaped && <p>Shape: as the start frame</p>}
      {shown.map((field) => (
        <Chips
          key={field}
          label={LABELS[field]}
          value={settings[field]}
          onChange={(value) => onChange({ ...settings, [field]: value })}
          choices={choices(model, settings, field).map(({ value, clash }) => ({
            value,
            text: words(field, value),
            icon: field === 'aspect_ratio' && <Shape ratio={String(value)} />,
            unless: unless(field, value, clash),
          }))}
        />
      ))}
    </>
  );
}
