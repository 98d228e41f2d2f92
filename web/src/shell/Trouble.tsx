import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { inWords } from '../api/problem';
import { Button } from '../ui/Button';
import { isMissingPart, reloadOnce } from './missing';
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
      <p>{isMissingPart(error) ? missingWords() : inWords(error)}</p>
      <p>Your jobs go on and your credits are safe.</p>
      <Button onClick={() => location.reload()}>Reload</Button>
    </section>
  );
}

/** The router's last resort. A part that is missing after a deploy is fetched anew, once. */
export function RouteTrouble() {
  const error = useRouteError();
  useEffect(() => {
    if (isMissingPart(error) && navigator.onLine) reloadOnce();
  }, [error]);
  return <Trouble error={error} />;
}

function missingWords(): string {
  return navigator.onLine
    ? 'A part of this page is not on the server any more: there is a newer version of the studio. Reload it.'
    : 'You are offline, and this page was not opened here before. Reload it when you are back.';
}
