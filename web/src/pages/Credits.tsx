import { useSearchParams } from 'react-router';
import { ownPath } from '../model/address';
import { shortageOf } from '../model/credits';
import { Balance } from '../rooms/credits/Balance';
import { Buy } from '../rooms/credits/Buy';
import { Ledger } from '../rooms/credits/Ledger';
import { Proof } from '../rooms/credits/Proof';
import styles from './Credits.module.css';

/** What there is to spend, how to get more, and where every credit went. */
export function Credits() {
  const [query] = useSearchParams();
  const back = query.get('back');
  return (
    <div className={styles.credits}>
      <title>Credits · Dailies</title>
      <h1>Credits</h1>
      <Balance />
      <Buy shortage={shortageOf(query)} back={back === null ? undefined : ownPath(back, location.origin)} />
      <Ledger />
      <Proof />
    </div>
  );
}
