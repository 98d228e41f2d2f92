import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { keys } from '../../api/keys';
import { FRESH_MS, forget, isPressed, type Pressed, unanswered } from '../../parts/unanswered';
import { useCreate } from '../../parts/useCreate';
import { useSending } from '../../parts/useSending';
import { PLACE } from './usePress';

/**
 * Send again what was pressed before a reload and never answered: young orders by themselves, once; of the
 * others the person decides. Another tab may do the same: the key makes it one job.
 */
export function useResending(uid: string) {
  const client = useQueryClient();
  const { mutate } = useCreate(PLACE);
  const kept = useSyncExternalStore(unanswered.subscribe, unanswered.read);
  const sending = new Set(useSending().map(({ pressed }) => pressed.key));
  useEffect(() => {
    const cache = client.getMutationCache();
    const known = cache.findAll({ mutationKey: keys.orders }).map(({ state }) => state.variables);
    const started = new Set(known.filter(isPressed).map(({ key }) => key));
    for (const one of unanswered.read()) {
      if (one.uid === uid && !started.has(one.key) && Date.now() - one.at < FRESH_MS) mutate(one);
    }
  }, [client, mutate, uid]);
  const old = kept.filter(
    (one) => one.uid === uid && !sending.has(one.key) && Date.now() - one.at >= FRESH_MS,
  );
  return { old, resend: (one: Pressed) => mutate(one), forget: (one: Pressed) => forget(one.key) };
}
