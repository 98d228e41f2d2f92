import { type FormEvent, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { enter, enterWithGoogle } from '../session/firebase';
import { usePerson } from '../session/session';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import styles from './SignIn.module.css';

/** The way in: an address and a password, or Google. */
export function SignIn() {
  const person = usePerson();
  const [query] = useSearchParams();
  const [trouble, setTrouble] = useState<string>();
  const [isNew, setNew] = useState(query.has('new'));
  if (person) return <Navigate to={safe(query.get('next'))} replace />;
  const attempt = (work: Promise<void>) => {
    setTrouble(undefined);
    work.catch((error: unknown) => setTrouble(String(error)));
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    attempt(enter(String(form.get('email')), String(form.get('password')), isNew));
  };
  return (
    <section className={styles.signin}>
      <title>Sign in · Dailies</title>
      <h1>Sign in</h1>
      <form onSubmit={send}>
        <Field label="E-mail" name="email" type="email" autoComplete="email" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          minLength={6}
        />
        {trouble && <p role="alert">{trouble}</p>}
        <Button tone="main" type="submit">
          {isNew ? 'Make an account' : 'Sign in'}
        </Button>
      </form>
      <Button onClick={() => attempt(enterWithGoogle())}>Continue with Google</Button>
      <Button tone="quiet" onClick={() => setNew(!isNew)}>
        {isNew ? 'I have an account' : 'New here?'}
      </Button>
    </section>
  );
}

/** Only an address of ours: anything else leads home. */
function safe(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') ? next : '/';
}
