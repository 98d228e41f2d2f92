import { Monitor, Moon, Sun } from 'lucide-react';
import { Chips } from '../../ui/Chips';
import { chooseTheme, useTheme } from '../../ui/theme';
import { Section } from './Section';

const CHOICES = [
  { value: 'system', text: 'System', icon: <Monitor aria-hidden="true" size={16} /> },
  { value: 'dark', text: 'Dark', icon: <Moon aria-hidden="true" size={16} /> },
  { value: 'light', text: 'Light', icon: <Sun aria-hidden="true" size={16} /> },
] as const;

export function Appearance() {
  return (
    <Section title="Look">
      <Chips label="Theme" value={useTheme()} onChange={chooseTheme} choices={CHOICES} />
    </Section>
  );
}
