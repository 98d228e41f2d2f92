import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type NavigateFunction, useNavigate } from 'react-router';
import { orderOf } from '../api/jobs';
import { inWords } from '../api/problem';
import { credits, type JobView, titleOf } from '../model/creation';
import { usePerson } from '../session/session';
import type { Action } from '../ui/Menu';
import { toast } from '../ui/toast';
import { mayCost } from './dear';
import { begin, bringBack, DELETIONS_MAX } from './deletions';
import { callOff, copyLink, download, mark, show } from './errands';
import { type Acts, fixOf, menuOf, priceOf } from './menu';
import type { Pressed } from './unanswered';
import { isBeingSent, useCreate } from './useCreate';

/** What can be done with a job; all of it says what became of it. */
export interface JobActions extends Acts {
  /** The menu of a job: what cannot be done now says why. */
  readonly actionsFor: (job: JobView) => readonly Action[];
  /** The next thing to do with what was not made. */
  readonly fixFor: (job: JobView) => Action | undefined;
}

export function useJobActions(): JobActions {
  const client = useQueryClient();
  const navigate = useNavigate();
  const uid = usePerson()?.uid;
  const { mutateAsync } = useCreate('menu');
  // One and the same for as long as the page stands: every tile of a grid holds it.
  return useMemo(() => {
    const acts = { ...goingTo(navigate), ...errands(client), ...ordersOf(client, uid, mutateAsync) };
    const around = { client, navigate };
    return {
      ...acts,
      actionsFor: (job) => menuOf(job, acts, around),
      fixFor: (job) => fixOf(job, acts, around),
    };
  }, [client, navigate, uid, mutateAsync]);
}

function goingTo(navigate: NavigateFunction) {
  const to = (address: (id: string) => string) => (job: JobView) => void navigate(address(job.id));
  return {
    open: to((id) => `/v/${id}`),
    useAgain: to((id) => `/?again=${id}`),
    extend: to((id) => `/v/${id}#extend`),
    upscale: to((id) => `/v/${id}#upscale`),
  };
}

function errands(client: QueryClient) {
  return {
    publish: (job: JobView) => show(client, job, true),
    takeBack: (job: JobView) => show(client, job, false),
    favorite: (job: JobView) => void mark(client, job, !job.favorite),
    download: (job: JobView) => void download(client, job),
    copyLink: (job: JobView) => void copyLink(job),
    cancel: (job: JobView) => callOff(client, job),
  };
}

type Send = (pressed: Pressed) => Promise<JobView>;

function ordersOf(client: QueryClient, uid: string | undefined, send: Send) {
  const retry = async (job: JobView) => {
    const wanted = { body: orderOf(job), retryOf: job.id };
    if (!uid || isBeingSent(client, wanted)) return;
    const price = priceOf(client, job);
    if (!(await mayCost('Try again', price))) return;
    try {
      const again = await send({ key: crypto.randomUUID(), uid, at: Date.now(), ...wanted });
      toast(ordered(again.price, price));
    } catch (error) {
      toast(`It was not ordered again. ${inWords(error, true)}`, { tone: 'bad' });
    }
  };
  const remove = (jobs: readonly JobView[]) => {
    const [first] = jobs;
    if (!uid || !first) return;
    const ids = jobs.map(({ id }) => id);
    const what = jobs.length === 1 ? `“${titleOf(first)}”` : `${jobs.length} jobs`;
    if (begin(uid, jobs, Date.now())) toast(`${what} deleted.`, { undo: () => bringBack(ids) });
    else toast(`${DELETIONS_MAX} jobs can be deleted at once. Wait 10 s, then delete more.`, { tone: 'bad' });
  };
  return { retry: (job: JobView) => void retry(job), remove };
}

function ordered(price: number, named: number): string {
  if (price === named) return `Ordered again: ${credits(price)} held.`;
  return `Ordered again: ${credits(price)} held. The price was ${credits(named)} until just now.`;
}
