import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/keys';
import { inWords } from '../../api/problem';
import { zip } from '../../api/videos';
import { unless } from '../../model/actions';
import { type JobView, titleOf, told } from '../../model/creation';
import type { JobActions } from '../../parts/useJobActions';
import { Button } from '../../ui/Button';
import { save } from '../../ui/save';
import { toast } from '../../ui/toast';
import styles from './Selection.module.css';
import { type Selection as Chosen, SELECTED_MAX } from './useSelection';

interface SelectionProps {
  readonly selection: Chosen;
  readonly actions: JobActions;
}

/** What can be done with all that is chosen. */
export function Selection({ selection, actions }: SelectionProps) {
  const client = useQueryClient();
  const [zipping, setZipping] = useState(false);
  const { ids, clear } = selection;
  if (ids.length === 0) return null;
  const jobs = ids.flatMap((id) => client.getQueryData<JobView>(keys.job(id)) ?? []);
  const pack = () => {
    setZipping(true);
    void saveAll(jobs).finally(() => setZipping(false));
  };
  const mark = () => {
    for (const job of jobs.filter(({ favorite }) => !favorite)) actions.favorite(job);
  };
  return (
    <div className={styles.over}>
      <section className={styles.selection} aria-label="Selection">
        <p>
          {ids.length} selected{ids.length === SELECTED_MAX && ', and that is the most at once'}
        </p>
        <Button tone="quiet" onClick={clear}>
          Select none
        </Button>
        <Button onClick={pack} busy={zipping ? 'Asking for the ZIP' : undefined}>
          Download ZIP
        </Button>
        <Button onClick={mark}>Favourite</Button>
        <Button
          tone="bad"
          onClick={() => {
            removeAll(jobs, actions);
            clear();
          }}
        >
          Delete
        </Button>
      </section>
    </div>
  );
}

/** Save all videos as one file; what has none is named, never left out in silence. */
async function saveAll(jobs: readonly JobView[]): Promise<void> {
  const videos = jobs.flatMap(({ video }) => video ?? []);
  const without = jobs.filter(({ video }) => !video);
  const names = without.map((job) => `“${titleOf(job)}” (${told(job).words.toLowerCase()})`).join(', ');
  if (videos.length === 0) return toast(`There is no video to download: ${names}.`, { tone: 'bad' });
  try {
    const { url, file_name } = await zip(videos.map(({ id }) => id));
    save(url, file_name);
    const rest = without.length > 0 ? ` Without ${names}.` : '';
    toast(`${videos.length} of ${jobs.length} videos are in ${file_name}.${rest}`);
  } catch (error) {
    toast(`The ZIP was not made. ${inWords(error)}`, { tone: 'bad' });
  }
}

/** Delete what can be deleted, and say what stays. */
function removeAll(jobs: readonly JobView[], { remove }: JobActions): void {
  const staying = jobs.filter((job) => unless(job, 'delete'));
  remove(jobs.filter((job) => !staying.includes(job)));
  if (staying.length === 0) return;
  const names = staying.map((job) => `“${titleOf(job)}” (${unless(job, 'delete')})`).join(', ');
  toast(`Not deleted: ${names}.`, { tone: 'bad' });
}
