import { useMutation } from '@tanstack/react-query';
import { audit } from '../../api/credits';
import { credits } from '../../model/creation';
import { Problem } from '../../parts/Problem';
import { Button } from '../../ui/Button';
import styles from './Proof.module.css';

/** The books checked by a press: every entry is read and added up on the server. */
export function Proof() {
  const { data, error, isPending, mutate } = useMutation({ mutationFn: audit });
  return (
    <section className={styles.proof} aria-label="Proof">
      <Button busy={isPending ? 'Adding up' : undefined} onClick={() => mutate()}>
        Check that it adds up
      </Button>
      <p role="status">{data && words(data)}</p>
      {error && <Problem error={error} />}
    </section>
  );
}

function words({ entries, available, held, balanced }: Awaited<ReturnType<typeof audit>>): string {
  const many = entries === 1 ? '1 entry adds' : `${entries} entries add`;
  const set = held > 0 ? `, and ${held} held` : '';
  if (balanced) return `${many} up to ${credits(available)}${set}: proved.`;
  return `The ${entries} entries do not add up to the ${credits(available)} of your account. Report it with your account id; nothing is taken from you meanwhile.`;
}
