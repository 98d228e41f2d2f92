import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Switch } from '../ui/Switch';
import { isBoolean } from '../ui/storage';
import { useStored } from '../ui/useStored';
import styles from './Shortcuts.module.css';
import { GROUPS } from './shortcuts';

interface ShortcutsProps {
  readonly onClose: () => void;
}

/** The sheet of `?`: what each key does, and the switch for who speaks to a computer or brushes its keys. */
export function Shortcuts({ onClose }: ShortcutsProps) {
  const [on, setOn] = useStored('shortcuts', isBoolean);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {GROUPS.map(({ where, shortcuts }) => (
        <section key={where}>
          <h3>{where}</h3>
          <dl className={styles.list}>
            {shortcuts.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        label="Single keys work"
        checked={on ?? true}
        onChange={(next) => setOn(next ? undefined : false)}
      />
      <Button onClick={onClose}>Close</Button>
    </Dialog>
  );
}
