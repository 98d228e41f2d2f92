import { useQuery } from '@tanstack/react-query';
import { type Credits, creditsQuery } from '../../api/credits';
import { shopUrl } from '../../model/address';
import { credits, LOW } from '../../model/creation';
import { type Shortage, stillMissing } from '../../model/credits';
import { usePerson } from '../../session/session';
import { CopyButton } from '../../ui/CopyButton';
import { LinkButton } from '../../ui/LinkButton';
import { Switch } from '../../ui/Switch';
import styles from './Buy.module.css';

interface BuyProps {
  /** What was missing for what one came from, if anything was. */
  readonly shortage: Shortage | undefined;
  /** Where one came from. */
  readonly back: string | undefined;
}

/** How to get more: where they are sold, or else who gives them. */
export function Buy({ shortage, back }: BuyProps) {
  const { data } = useQuery(creditsQuery);
  if (!data) return null;
  const missing = shortage ? stillMissing(shortage, data.available) : 0;
  return (
    <section className={styles.buy} aria-label="Get credits">
      {shortage && (
        <p className={styles.need} role="status">
          {missing > 0
            ? `You need ${missing} more ${missing === 1 ? 'credit' : 'credits'}`
            : 'You have enough now'}
        </p>
      )}
      <Way balance={data} need={missing} back={back} />
      {back && <LinkButton to={back}>Back to where you were</LinkButton>}
    </section>
  );
}

interface WayProps {
  readonly balance: Credits;
  readonly need: number;
  readonly back: string | undefined;
}

function Way({ balance, need, back }: WayProps) {
  const isLow = balance.available < LOW;
  const shop = shopUrl(balance.buy_url, location.origin, {
    need: need || undefined,
    back: back ?? '/credits',
  });
  if (!shop) return <Granted />;
  return (
    <>
      <LinkButton to={shop} tone="main" outside>
        Buy credits
      </LinkButton>
      {isLow && <p>You run low: {credits(balance.available)} left.</p>}
      {isLow && (
        <Switch label="Enable auto-refill?" checked={false} unless="Coming soon" onChange={() => {}} />
      )}
    </>
  );
}

/** This studio sells none. */
function Granted() {
  const person = usePerson();
  return (
    <>
      <p className={styles.words}>
        This studio does not sell credits. Whoever runs it grants them: send them your account id.
      </p>
      {person && <CopyButton text={person.uid}>Copy my account id</CopyButton>}
    </>
  );
}
