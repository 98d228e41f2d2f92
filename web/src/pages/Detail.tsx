import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiError } from '../api/problem';
import { useLiveCreations } from '../live/useLiveCreations';
import { type JobView, titleOf } from '../model/creation';
import { bringBack } from '../parts/deletions';
import { Empty } from '../parts/Empty';
import { Problem } from '../parts/Problem';
import { useHidden } from '../parts/useDeletions';
import { useWatchedJob } from '../parts/useWatchedJob';
import { Job } from '../rooms/detail/Job';
import { usePerson } from '../session/session';
import { Button } from '../ui/Button';
import { Skeleton } from '../ui/Skeleton';
import { LEAVE } from '../ui/shortcuts';
import { useHotkeys } from '../ui/useHotkeys';
import { useLong } from '../ui/useLong';
import styles from './Detail.module.css';

/** One video, at its own address. */
export function Detail() {
  const { id = '' } = useParams();
  const person = usePerson();
  const [shown, setShown] = useState(false);
  const live = useLiveCreations(person?.uid, shown);
  const { data: job, error, isFetched, refetch } = useWatchedJob(id, live);
  const isHidden = useHidden().has(id);
  const leave = useLeave();
  useHotkeys(LEAVE, { Escape: leave });
  if (isFetched && !shown) setShown(true);
  if (isHidden) return <Deleted id={id} />;
  if (isGone(error)) return <Gone />;
  return (
    <div className={styles.detail}>
      <title>{`${job ? titleOf(job) : 'Video'} · Dailies`}</title>
      <Link className={styles.back} to="/">
        ← Studio
      </Link>
      {job && <Job key={id} job={job} />}
      {!job && error && <Problem error={error} onRetry={() => void refetch()} />}
      {!job && !error && <Opening />}
    </div>
  );
}

/** Esc leads back to where one came from: mostly the grid, at its place. */
function useLeave(): () => void {
  const navigate = useNavigate();
  return () => {
    if (document.fullscreenElement) return;
    const came = (history.state as { readonly idx?: number } | null)?.idx ?? 0;
    void (came > 0 ? navigate(-1) : navigate('/'));
  };
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && [400, 403, 404, 410].includes(error.status);
}

function Gone() {
  return (
    <>
      <title>No such video · Dailies</title>
      <h1 className="unseen">No such video</h1>
      <Empty words="There is no such video among yours. It was deleted, or it belongs to somebody else.">
        <Link to="/">To your studio</Link>
      </Empty>
    </>
  );
}

interface DeletedProps {
  readonly id: JobView['id'];
}

function Deleted({ id }: DeletedProps) {
  return (
    <>
      <title>Deleted · Dailies</title>
      <h1 className="unseen">Deleted</h1>
      <Empty words="You deleted this video.">
        <Link to="/">To your studio</Link>
        <Button onClick={() => bringBack([id])}>Undo</Button>
      </Empty>
    </>
  );
}

/** The place of the page that comes: heading, picture, words. */
function Opening() {
  const long = useLong(true);
  return (
    <div className={styles.opening} aria-busy="true">
      <h1 className="unseen">Video</h1>
      <Skeleton width="60%" height="36px" />
      <Skeleton height="50dvb" />
      <p role="status">{long && 'Opening the video …'}</p>
    </div>
  );
}
