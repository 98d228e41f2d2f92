import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { creditsQuery } from '../api/credits';
import { credits } from '../model/creation';
import { useDeletions } from '../parts/useDeletions';
import { usePerson } from '../session/session';
import { Toasts } from '../ui/Toasts';
import { Announcer } from './Announcer';
import { Banner } from './Banner';
import styles from './Frame.module.css';
import { ROOMS } from './rooms';
import { Waiting } from './Waiting';

/** What surrounds every page: where one can go, the balance, the banner, and what is said in passing. */
export function Frame() {
  useFocusOfNewPage();
  useForgetting();
  useDeletions();
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        To the content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          Dailies
        </Link>
        <nav className={styles.rooms} aria-label="Rooms">
          {ROOMS.map(({ to, text, icon: Icon }) => (
            <NavLink key={to} to={to} end={to === '/'} className={styles.room ?? ''}>
              <Icon aria-hidden="true" size={20} />
              {text}
            </NavLink>
          ))}
        </nav>
        <Balance />
      </header>
      <Banner />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      <Toasts />
      <Announcer />
      <ScrollRestoration />
    </div>
  );
}

function Balance() {
  const person = usePerson();
  const { data } = useQuery({ ...creditsQuery, enabled: person !== undefined });
  if (!person) {
    return (
      <Link className={styles.balance} to="/signin">
        Sign in
      </Link>
    );
  }
  return (
    <Link
      className={styles.balance}
      to="/credits"
      aria-label={data ? `Balance: ${credits(data.available)}` : 'Balance'}
    >
      {data ? credits(data.available) : '…'}
    </Link>
  );
}

/** A new page moves focus to its heading; the first one is left alone. */
function useFocusOfNewPage(): void {
  const { pathname } = useLocation();
  const first = useRef(pathname);
  useEffect(() => {
    if (first.current === pathname) return;
    first.current = '';
    const heading = document.querySelector<HTMLElement>('main h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [pathname]);
}

/** What one person has asked for is not shown to the next one at the same screen. */
function useForgetting(): void {
  const client = useQueryClient();
  const uid = usePerson()?.uid;
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (last.current !== undefined && last.current !== uid) client.clear();
    last.current = uid ?? last.current;
  }, [client, uid]);
}
