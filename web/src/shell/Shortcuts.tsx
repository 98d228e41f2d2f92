import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Switch } from '../ui/Switch';
import { capsOf } from '../ui/shortcuts';
import { isBoolean } from '../ui/storage';
import { useStored } from '../ui/useStored';
import styles from './Shortcuts.module.css';
import { PLACES } from './shortcuts';

interface ShortcutsProps {
  readonly onClose: () => void;
}

/** The sheet of `?`: what each key does, and the switch for who speaks to a computer or brushes its keys. */
export function Shortcuts({ onClose }: ShortcutsProps) {
  const [on, setOn] = useStored('shortcuts', isBoolean);
  return (
    <Dialog title="Keyboard shortcuts" wide onClose={onClose}>
      <Switch
        label="Single keys work"
        checked={on ?? true}
        onChange={(next) => setOn(next ? undefined : false)}
      />
      <div className={styles.places}>
        {PLACES.map(({ where, rows }) => (
          <section key={where}>
            <h3>{where}</h3>
            <dl className={styles.list}>
              {rows.map((row) => (
                <div key={row.does}>
                  <dt>
                    {capsOf(row).map((cap) => (
                      <kbd key={cap}>{cap}</kbd>
                    ))}
                  </dt>
                  <dd>{row.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Button onClick={onClose}>Close</Button>
    </Dialog>
  );
}
