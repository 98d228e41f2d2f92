import { useState } from 'react';
import { Field } from '../../ui/Field';
import { useStored } from '../../ui/useStored';
import { Section } from './Section';

const MOST = 1_000_000;

/** From which price on a press is asked about; without one, never. */
export function Spending() {
  const [above, setAbove] = useStored('confirm-above', isAmount);
  const [text, setText] = useState(above === undefined ? '' : String(above));
  const type = (next: string) => {
    setText(next);
    const amount = Number(next);
    if (next === '') setAbove(undefined);
    else if (isAmount(amount)) setAbove(amount);
  };
  const isWrong = text !== '' && !isAmount(Number(text));
  return (
    <Section title="Spending">
      <Field
        label="Ask me before a press that costs more credits than"
        type="number"
        inputMode="numeric"
        min={0}
        max={MOST}
        step={1}
        value={text}
        onChange={(event) => type(event.target.value)}
        error={isWrong ? `Type a whole number from 0 to ${MOST}. The last one holds till then.` : undefined}
        hint={above === undefined ? 'Left empty, no press is asked about.' : `Now: above ${above}.`}
      />
    </Section>
  );
}

function isAmount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST;
}
