/** What is done with a job on the server, and what is said of it: what happened, what it cost, what to do. */

import type { QueryClient } from '@tanstack/react-query';
import { cancel, favor, publish, readAgain, remember, unpublish } from '../api/jobs';
import { keys } from '../api/keys';
import { inWords, isRefusal } from '../api/problem';
import { credits, type JobView, titleOf, type VideoView } from '../model/creation';
import { fileName } from '../model/filename';
import { endsSoon } from '../model/link';
import { save } from '../ui/save';
import { toast } from '../ui/toast';

const TRIES = 3;

interface Errand {
  readonly job: JobView;
  readonly work: () => Promise<JobView>;
  /** What did not happen, if it did not. */
  readonly failed: string;
  readonly onDone?: (job: JobView) => void;
  readonly onFailed?: () => void;
}

/** Do one thing with a job, after what is under way with it; each of them may be sent twice, and happens once. */
function run(client: QueryClient, { job, work, failed, onDone, onFailed }: Errand): Promise<void> {
  const options = {
    mutationFn: work,
    scope: { id: `job ${job.id}` },
    retry: (tries: number, error: Error) => tries < TRIES && !isRefusal(error),
    onSuccess: (answered: JobView) => {
      remember(client, answered);
      void client.invalidateQueries({ queryKey: keys.lists, refetchType: 'none' });
      onDone?.(answered);
    },
    onError: (error: Error) => {
      onFailed?.();
      toast(`${failed} ${inWords(error)}`, { tone: 'bad' });
      if (isRefusal(error)) void client.invalidateQueries({ queryKey: keys.job(job.id) });
    },
  };
  const errand = client.getMutationCache().build(client, options);
  return errand.execute(undefined).then(
    () => {},
    () => {}, // said above
  );
}

/** Show a video to everybody, or take it back: each is the other's undo. */
export function show(client: QueryClient, job: JobView, wanted: boolean): void {
  const name = `“${titleOf(job)}”`;
  const undo = () => show(client, job, !wanted);
  void run(client, {
    job,
    work: () => (wanted ? publish(job.id) : unpublish(job.id)),
    failed: wanted ? `${name} was not published.` : `${name} is still published.`,
    onDone: () => {
      void client.invalidateQueries({ queryKey: keys.feed });
      toast(wanted ? `${name} is in the feed now.` : `${name} is no longer in the feed.`, { undo });
    },
  });
}

/** Make a job a favourite or not: the mark stands at once, and goes back if the server would not. */
export function mark(client: QueryClient, job: JobView, favorite: boolean): Promise<void> {
  const set = (value: boolean) =>
    client.setQueryData<JobView>(keys.job(job.id), (known) => known && { ...known, favorite: value });
  set(favorite);
  return run(client, {
    job,
    work: () => favor(job.id, favorite),
    failed: `“${titleOf(job)}” ${favorite ? 'is not a favourite' : 'is still a favourite'}.`,
    onFailed: () => set(!favorite),
  });
}

/** End a job while that is free. */
export function callOff(client: QueryClient, job: JobView): void {
  void run(client, {
    job,
    work: () => cancel(job.id),
    failed: 'It was not canceled.',
    onDone: ({ receipt }) => {
      void client.invalidateQueries({ queryKey: keys.credits });
      void client.invalidateQueries({ queryKey: ['ledger'] });
      toast(`Canceled: ${credits(receipt.released)} returned.`);
    },
  });
}

/** Save a job's video under a name that says what it is. */
export async function download(client: QueryClient, job: JobView): Promise<void> {
  try {
    const video = await linked(client, job);
    if (video) save(video.url, fileName(job.prompt, job.id, 'mp4'));
    else toast(`“${titleOf(job)}” has no video to download.`, { tone: 'bad' });
  } catch (error) {
    toast(`The video was not downloaded. ${inWords(error)}`, { tone: 'bad' });
  }
}

/** Return a job's video with links that last a while. */
async function linked(client: QueryClient, job: JobView): Promise<VideoView | null> {
  const known = job.video;
  if (known && !endsSoon(known.urls_expire_at, Date.now())) return known;
  return (await readAgain(client, job.id)).video;
}

export async function copyLink(job: JobView): Promise<void> {
  const url = `${location.origin}/v/${job.id}`;
  try {
    await navigator.clipboard.writeText(url);
    toast('Link copied. It opens for you, signed in.');
  } catch {
    toast(`This browser does not let a page copy. The link is ${url}`, { tone: 'bad' });
  }
}
