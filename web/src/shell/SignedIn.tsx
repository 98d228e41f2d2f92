import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { Unreachable } from '../api/problem';
import { useSession } from '../session/session';
import { Trouble } from './Trouble';
import { Waiting } from './Waiting';

interface SignedInProps {
  readonly children: ReactNode;
}

/** What only somebody signed in may see; others go by way of the sign-in, and come back here. */
export function SignedIn({ children }: SignedInProps) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session === undefined) return <Waiting />;
  if (session === 'unreachable') return <Trouble error={new Unreachable()} />;
  if (session === null) {
    const here = pathname + search;
    const query = here === '/' ? '' : `?next=${encodeURIComponent(here)}`;
    return <Navigate to={`/signin${query}`} replace />;
  }
  return children;
}
