import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { enter, sendReset } from '../../session/firebase';
import type { SignInTrouble } from '../../session/trouble';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import styles from './EntryForm.module.css';
import { type Mode, TITLES, wayTo } from './modes';
import { Password } from './Password';
import { useAttempt } from './useAttempt';

interface EntryFormProps {
  readonly mode: Mode;
}

const VERBS: Readonly<Record<Mode, string>> = { enter: 'Sign in', join: 'Make an account', reset: 'Send it' };
const BUSY: Readonly<Record<Mode, string>> = {
  enter: 'Signing in',
  join: 'Making your account',
  reset: 'Sending',
};

/** An e-mail, and a password unless a new one is asked for. The e-mail stays when the mode changes. */
export function EntryForm({ mode }: EntryFormProps) {
  const { busy, trouble, attempt } = useAttempt();
  const [sentTo, setSentTo] = useState<string>();
  const [told, setTold] = useState<Mode>();
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const [email, password] = ['email', 'password'].map((name) => String(new FormData(form).get(name) ?? ''));
    const work = async () => {
      if (mode !== 'reset') return enter(email ?? '', password ?? '', mode === 'join');
      await sendReset(email ?? '');
      setSentTo(email);
    };
    setSentTo(undefined);
    setTold(mode);
    const found = await attempt(BUSY[mode], work);
    const field = found?.field && form.elements.namedItem(found.field);
    if (field instanceof HTMLElement) field.focus();
  };
  const shown = told === mode ? trouble : null; // what was said of one mode is not said of the next
  const errorOf = (field: SignInTrouble['field']) => (shown?.field === field ? shown?.words : undefined);
  return (
    <form className={styles.form} onSubmit={(event) => void send(event)} aria-label={TITLES[mode]}>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        error={errorOf('email')}
      />
      {mode !== 'reset' && <Password isNew={mode === 'join'} error={errorOf('password')} />}
      {shown && <Said trouble={shown} />}
      {sentTo !== undefined && mode === 'reset' && (
        <p role="status">
          If {sentTo} has an account, a letter with a link is on its way. Look among the spam too.
        </p>
      )}
      <Button tone="main" type="submit" busy={busy}>
        {VERBS[mode]}
      </Button>
    </form>
  );
}

/** What came in the way, and the way out of it. */
function Said({ trouble: { words, field, offer } }: { readonly trouble: SignInTrouble }) {
  const [query] = useSearchParams();
  return (
    <div role="alert" className={styles.trouble}>
      <p className={field && 'unseen'}>{words}</p>
      {offer && (
        <Link to={wayTo(offer, query.get('next'))} replace>
          {TITLES[offer]}
        </Link>
      )}
    </div>
  );
}
