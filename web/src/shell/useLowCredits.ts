import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { creditsQuery } from '../api/credits';
import { credits, LOW } from '../model/creation';
import { usePerson } from '../session/session';
import { isString, store, stored } from '../ui/storage';
import { toast } from '../ui/toast';

const NAME = 'low-warned';

/** Say once that credits run low; again only after there were enough in between. */
export function useLowCredits(): void {
  const uid = usePerson()?.uid;
  const { data } = useQuery({ ...creditsQuery, enabled: uid !== undefined });
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const available = data?.available;
  const onCredits = pathname === '/credits';
  useEffect(() => {
    if (uid === undefined || available === undefined) return;
    const warned = stored(NAME, isString, '') === uid;
    if (available >= LOW && warned) store(NAME, undefined);
    if (available >= LOW || warned || onCredits) return;
    store(NAME, uid);
    const onPress = () => void navigate(`/credits?back=${encodeURIComponent(pathname)}`);
    toast(`You have ${credits(available)} left.`, { action: { text: 'Get credits', onPress } });
  }, [uid, available, onCredits, navigate, pathname]);
}
