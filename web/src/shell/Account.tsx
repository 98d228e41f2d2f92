import { CircleUser } from 'lucide-react';
import { useId, useRef } from 'react';
import { Link } from 'react-router';
import { leave } from '../session/firebase';
import { usePerson } from '../session/session';
import { Button } from '../ui/Button';
import { Chips } from '../ui/Chips';
import { chooseTheme, THEMES, useTheme } from '../ui/theme';
import styles from './Account.module.css';

interface AccountProps {
  readonly onShortcuts: () => void;
}

/** Who is here, in which theme, and the way out. */
export function Account({ onShortcuts }: AccountProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const person = usePerson();
  const theme = useTheme();
  const then = (act: () => void) => () => {
    panel.current?.hidePopover();
    act();
  };
  return (
    <>
      <button
        type="button"
        className={styles.opener}
        popoverTarget={id}
        aria-label="Account"
        aria-haspopup="dialog"
      >
        <CircleUser aria-hidden="true" size={24} />
      </button>
      <div ref={panel} id={id} popover="auto" role="dialog" aria-label="Account" className={styles.panel}>
        <p className={styles.who}>{person ? person.email || 'Signed in' : 'Nobody is signed in'}</p>
        <Chips
          label="Theme"
          value={theme}
          onChange={chooseTheme}
          choices={THEMES.map((value) => ({ value, text: THEME_WORDS[value] }))}
        />
        <Button onClick={then(onShortcuts)}>Keyboard shortcuts</Button>
        {person ? (
          <Button onClick={then(() => void leave())}>Sign out</Button>
        ) : (
          <Link to="/signin" onClick={then(() => {})}>
            Sign in
          </Link>
        )}
      </div>
    </>
  );
}

const THEME_WORDS = { system: 'System', dark: 'Dark', light: 'Light' } as const;
