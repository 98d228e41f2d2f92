import { useRouteError } from 'react-router';
import { inWords } from '../api/problem';
import { Button } from '../ui/Button';
import styles from './Trouble.module.css';

interface TroubleProps {
  readonly error: unknown;
}

/** A page that could not be shown at all, and why. */
export function Trouble({ error }: TroubleProps) {
  return (
    <section className={styles.trouble}>
      <title>Trouble · Dailies</title>
      <h1>This page could not be shown</h1>
      <p>{inWords(error)}</p>
      <p>Your jobs go on and your credits are safe.</p>
      <Button onClick={() => location.reload()}>Reload</Button>
    </section>
  );
}

/** The router's last resort. */
export function RouteTrouble() {
  return <Trouble error={useRouteError()} />;
}
