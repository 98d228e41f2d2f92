import { titleOf } from '../../model/creation';
import { ago } from '../../model/time';
import { Button } from '../../ui/Button';
import styles from './Unsent.module.css';
import { useResending } from './useResending';

const MOST = 3;

interface UnsentProps {
  readonly uid: string;
}

/** Orders of some time ago that no answer came to: whether they are still wanted is asked. */
export function Unsent({ uid }: UnsentProps) {
  const { old, resend, forget } = useResending(uid);
  return old.slice(0, MOST).map((one) => {
    const title = titleOf(one.body);
    return (
      <section key={one.key} className={styles.unsent} aria-label="An order without an answer">
        <p>
          “{title}” was ordered {ago(new Date(one.at).toISOString(), Date.now())}, and no answer came. If it
          was made it is among your drafts; sent again, it is made and paid for once at most.
        </p>
        <Button onClick={() => resend(one)}>Send it again</Button>
        <Button tone="quiet" onClick={() => forget(one)}>
          Forget it
        </Button>
      </section>
    );
  });
}
