import { useQuery } from '@tanstack/react-query';
import { Link, NavLink } from 'react-router';
import { creditsQuery } from '../api/credits';
import { credits } from '../model/creation';
import { usePerson, useSession } from '../session/session';
import { Account } from './Account';
import { ROOMS } from './rooms';

interface HeaderProps {
  readonly onShortcuts: () => void;
}

/** Where one can go (below the thumb on a phone), the balance, and who is here. */
export function Header({ onShortcuts }: HeaderProps) {
  return (
    <header className="frame-header">
      <Link to="/" className="frame-brand">
        Dailies
      </Link>
      <nav className="frame-rooms" aria-label="Rooms">
        {ROOMS.map(({ to, text, icon: Icon }) => (
          <NavLink key={to} to={to} end={to === '/'} className="frame-room">
            <Icon aria-hidden="true" size={20} />
            {text}
          </NavLink>
        ))}
      </nav>
      <Balance />
      <Account onShortcuts={onShortcuts} />
    </header>
  );
}

function Balance() {
  const session = useSession();
  const person = usePerson();
  const { data } = useQuery({ ...creditsQuery, enabled: person !== undefined });
  if (session === null) {
    return (
      <Link className="frame-balance" to="/signin">
        Sign in
      </Link>
    );
  }
  if (!person || !data) return <span className="frame-balance" />;
  return (
    <Link className="frame-balance" to="/credits" aria-label={`Balance: ${credits(data.available)}`}>
      {credits(data.available)}
    </Link>
  );
}
