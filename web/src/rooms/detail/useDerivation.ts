import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { checkQuery } from '../../api/credits';
import type { Order } from '../../api/jobs';
import { keys } from '../../api/keys';
import { inWords, isRefusal } from '../../api/problem';
import { credits, typeWords } from '../../model/creation';
import { mayCost } from '../../parts/dear';
import { isBeingSent, useCreate } from '../../parts/useCreate';
import { usePerson } from '../../session/session';
import { toast } from '../../ui/toast';

/**
 * Ask what an order of one source would cost, send it once for each press, and go where it is made.
 *
 * The order names the version of the prices that were shown: at others the server asks back.
 */
export function useDerivation(
  jobType: 'extend' | 'upscale',
  priced: object | undefined,
  priceVersion: string,
) {
  const uid = usePerson()?.uid;
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useCreate();
  const check = useQuery({ ...checkQuery(jobType, priced ?? {}), enabled: priced !== undefined });
  const order = (body: Order) => {
    if (!uid || isBeingSent(client, { body })) return;
    create.mutate(
      { key: crypto.randomUUID(), uid, at: Date.now(), body },
      {
        onSuccess: (job) => {
          void client.invalidateQueries({ queryKey: keys.chain(job.root_job_id) });
          const open = () => void navigate(`/v/${job.id}`);
          toast(`Ordered: ${credits(job.price)} held.`, { action: { text: 'Open', onPress: open } });
          void navigate('/');
        },
        onError: () => void client.invalidateQueries({ queryKey: keys.checks }),
      },
    );
  };
  const send = async (input: object) => {
    const body = { job_type: jobType, input, price_version: priceVersion } as Order;
    if (check.data && (await mayCost(typeWords(jobType), check.data.price))) order(body);
  };
  return {
    price: check.data?.price,
    available: check.data?.available,
    /** Why the server would not take it, in words. */
    refusal: isRefusal(check.error) ? inWords(check.error) : undefined,
    /** The price could not be asked for. */
    trouble: isRefusal(check.error) ? null : check.error,
    askAgain: () => void check.refetch(),
    send: (input: object) => void send(input),
    busy: create.isPending ? 'Sending' : undefined,
    error: create.error,
  };
}

export type Derivation = ReturnType<typeof useDerivation>;
