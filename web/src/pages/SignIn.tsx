import { Navigate, useSearchParams } from 'react-router';
import { Unreachable } from '../api/problem';
import { ownPath } from '../model/address';
import { EntryForm } from '../rooms/signin/EntryForm';
import { Google } from '../rooms/signin/Google';
import { modeOf, TITLES } from '../rooms/signin/modes';
import { Ways } from '../rooms/signin/Ways';
import { useSession, wasEnded } from '../session/session';
import { Trouble } from '../shell/Trouble';
import styles from './SignIn.module.css';

/** The way in: an address and a password, or Google. The mode is in the address. */
export function SignIn() {
  const session = useSession();
  const [query] = useSearchParams();
  const next = ownPath(query.get('next'), location.origin);
  const mode = modeOf(query);
  if (session === 'unreachable') return <Trouble error={new Unreachable()} />;
  if (session) return <Navigate to={next} replace />;
  return (
    <section className={styles.signin}>
      <title>{`${TITLES[mode]} · Dailies`}</title>
      <h1>{TITLES[mode]}</h1>
      {wasEnded() && (
        <p role="status">Your sign-in has ended. Sign in again, and you are back where you were.</p>
      )}
      <EntryForm mode={mode} />
      {mode !== 'reset' && <Google />}
      <Ways mode={mode} next={query.get('next')} />
    </section>
  );
}
