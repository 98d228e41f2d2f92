import { choices, FIELDS, type Field, type Model, type Settings, words } from '../../model/catalogue';
import { Chips } from '../../ui/Chips';

const LABELS: Readonly<Record<Field, string>> = {
  aspect_ratio: 'Shape',
  duration_s: 'Length',
  resolution: 'Resolution',
};

interface ControlsProps {
  readonly model: Model;
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

/** The controls of a model, drawn from its offers: a new model or value needs no code here. */
export function Controls({ model, settings, onChange }: ControlsProps) {
  return FIELDS.map((field) => (
    <Chips
      key={field}
      label={LABELS[field]}
      value={settings[field]}
      onChange={(value) => onChange({ ...settings, [field]: value })}
      choices={choices(model, settings, field).map(({ value, clash }) => ({
        value,
        text: words(field, value),
        unless: clash && `not with ${words(clash, settings[clash])}`,
      }))}
    />
  ));
}
