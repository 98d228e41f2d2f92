import { leave } from '../../session/firebase';
import type { Person } from '../../session/session';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import styles from './Account.module.css';
import { Section } from './Section';

interface AccountProps {
  readonly person: Person;
}

export function Account({ person }: AccountProps) {
  return (
    <Section title="Account">
      <dl className={styles.facts}>
        <div>
          <dt>E-mail</dt>
          <dd>{person.email || 'None'}</dd>
        </div>
        <div>
          <dt>Account id</dt>
          <dd>
            <code>{person.uid}</code>
          </dd>
        </div>
      </dl>
      <div className={styles.presses}>
        <CopyButton text={person.uid}>Copy the id</CopyButton>
        <Button onClick={() => void leave()}>Sign out</Button>
      </div>
    </Section>
  );
}
