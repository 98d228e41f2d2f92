import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useId } from 'react';
import { jobQuery, jobsQuery } from '../../api/jobs';
import { isReady, sharpness, titleOf } from '../../model/creation';
import { seconds } from '../../model/time';
import { Problem } from '../../parts/Problem';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Poster } from '../../video/Poster';
import { Older } from './Older';
import styles from './SourcePicker.module.css';

interface SourcePickerProps {
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** The person's finished videos, newest first, to go on with. */
export function SourcePicker({ onChoose, onClose }: SourcePickerProps) {
  const soon = useId();
  const list = useInfiniteQuery(jobsQuery({}));
  const ids = list.data?.pages.flatMap((page) => page.ids) ?? [];
  const jobs = useQueries({ queries: ids.map(jobQuery) }).flatMap(({ data }) => data ?? []);
  const ready = jobs.filter((job) => isReady(job.status));
  return (
    <Dialog title="Choose a video" onClose={onClose}>
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <p>Asking for your videos</p>}
      {list.isSuccess && ready.length === 0 && (
        <p>
          {list.hasNextPage
            ? 'None of the newest is ready.'
            : 'Nothing is ready yet: generate a video first.'}
        </p>
      )}
      <ul className={styles.videos}>
        {ready.map((job) => (
          <li key={job.id}>
            <button type="button" className={styles.video} onClick={() => onChoose(job.id)}>
              <Poster video={job.video} />
              <span className={styles.title}>{titleOf(job)}</span>
              {job.video && (
                <small>
                  {seconds(job.video.duration_s)}, {sharpness(job.video)}
                </small>
              )}
            </button>
          </li>
        ))}
      </ul>
      <Older list={list} />
      <div className={styles.file}>
        <Button disabled aria-describedby={soon}>
          Upload file
        </Button>
        <small id={soon}>Coming soon</small>
      </div>
    </Dialog>
  );
}
