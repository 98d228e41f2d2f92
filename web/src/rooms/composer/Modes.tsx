import { typeWords } from '../../model/creation';
import { Chips } from '../../ui/Chips';
import type { Mode } from './useDraft';

const MODES: readonly Mode[] = ['generate', 'extend', 'upscale'];

interface ModesProps {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

export function Modes({ mode, onChange }: ModesProps) {
  const choices = MODES.map((value) => ({ value, text: typeWords(value) }));
  return <Chips label="What to do" bare value={mode} choices={choices} onChange={onChange} />;
}
