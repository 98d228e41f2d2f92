import { Account } from '../rooms/settings/Account';
import { Appearance } from '../rooms/settings/Appearance';
import { Notifications } from '../rooms/settings/Notifications';
import { Spending } from '../rooms/settings/Spending';
import { useSession } from '../session/session';
import { LinkButton } from '../ui/LinkButton';
import styles from './Settings.module.css';

/** What this device remembers of its person's wishes, and who that person is. */
export function Settings() {
  const session = useSession();
  const person = session === 'unreachable' ? undefined : session;
  return (
    <div className={styles.settings}>
      <title>Settings · Dailies</title>
      <h1>Settings</h1>
      <p className={styles.note}>Kept on this device; every change holds at once.</p>
      <Appearance />
      <Spending />
      <Notifications />
      {person && <Account person={person} />}
      {session === null && <LinkButton to="/signin?next=%2Fsettings">Sign in</LinkButton>}
    </div>
  );
}
