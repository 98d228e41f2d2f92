import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import styles from './Password.module.css';

interface PasswordProps {
  readonly isNew: boolean;
  readonly error: string | undefined;
}

/** A password that its owner may look at; managers are told whether it is a new one. */
export function Password({ isNew, error }: PasswordProps) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className={styles.password}>
      <Field
        label="Password"
        name="password"
        type={isShown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        hint={isNew ? '6 characters at least; 12 are better.' : undefined}
        error={error}
        required
        minLength={isNew ? 6 : 1}
      />
      <Button
        tone="quiet"
        icon={<Icon aria-hidden="true" size={20} />}
        aria-label="Show password"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      />
    </div>
  );
}
