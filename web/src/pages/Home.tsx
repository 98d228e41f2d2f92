import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys';
import { newestQuery } from '../api/newest';
import { useLiveCreations } from '../live/useLiveCreations';
import { Composer } from '../rooms/composer/Composer';
import { DraftsGrid } from '../rooms/drafts/DraftsGrid';
import { useReady } from '../rooms/drafts/useReady';
import { usePerson } from '../session/session';
import styles from './Home.module.css';

/** The studio: every attempt, newest first, and the box that makes the next one. */
export function Home() {
  const person = usePerson();
  const client = useQueryClient();
  const [shown, setShown] = useState(() => client.getQueriesData({ queryKey: keys.lists }).length > 0);
  const live = useLiveCreations(person?.uid, shown);
  useQuery(newestQuery(client, live === false)); // here, for it looks through all known jobs as often as it is drawn
  const ready = useReady();
  return (
    <div className={styles.home}>
      <title>{`${ready > 0 ? `(${ready}) ` : ''}Studio · Dailies`}</title>
      <h1 className="unseen">Studio</h1>
      <DraftsGrid onShown={() => setShown(true)} />
      <Composer />
    </div>
  );
}
