import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { jobQuery } from '../../api/jobs';
import { ApiError } from '../../api/problem';
import { type JobView, titleOf, type VideoView } from '../../model/creation';
import { Problem } from '../../parts/Problem';
import { Chips } from '../../ui/Chips';
import { Compare } from '../../video/Compare';
import { Player } from '../../video/Player';
import styles from './Picture.module.css';

const VIEWS = [
  { value: 'compare', text: 'Before and after' },
  { value: 'alone', text: 'After only' },
] as const;

interface PictureProps {
  readonly job: JobView;
  readonly video: VideoView;
}

/** The video; an upscale stands beside what it was made from. */
export function Picture({ job, video }: PictureProps) {
  const player = <Player jobId={job.id} title={titleOf(job)} video={video} />;
  if (job.job_type !== 'upscale' || !job.source_job_id) return player;
  return (
    <Compared job={job} video={video} sourceId={job.source_job_id}>
      {player}
    </Compared>
  );
}

interface ComparedProps extends PictureProps {
  readonly sourceId: string;
  readonly children: React.ReactNode;
}

function Compared({ job, video, sourceId, children }: ComparedProps) {
  const source = useQuery(jobQuery(sourceId));
  const [view, setView] = useState<'compare' | 'alone'>('compare');
  const before = source.data?.video;
  const isGone = source.error instanceof ApiError && [404, 410].includes(source.error.status);
  if (isGone || (source.data && !before)) {
    return (
      <div className={styles.compared}>
        {children}
        <small>What it was made from was deleted, so there is no before to compare with.</small>
      </div>
    );
  }
  const isCompared = before && view === 'compare';
  return (
    <div className={styles.compared}>
      {isCompared ? (
        <Compare
          title={titleOf(job)}
          before={{ jobId: sourceId, video: before }}
          after={{ jobId: job.id, video }}
        />
      ) : (
        children
      )}
      {source.isError && !before && <Problem error={source.error} onRetry={() => void source.refetch()} />}
      {before && <Chips label="Show" value={view} choices={VIEWS} onChange={setView} />}
    </div>
  );
}
