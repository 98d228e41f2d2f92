import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { Link } from 'react-router';
import { jobQuery } from '../api/jobs';
import { credits, type JobView, sharpness, titleOf, typeWords } from '../model/creation';
import { seconds } from '../model/time';
import { type Action, Menu } from '../ui/Menu';
import { Poster } from '../video/Poster';
import { useFreshLinks } from '../video/useFreshLinks';
import { usePreview } from '../video/usePreview';
import { Badge } from './Badge';
import { StatusLine } from './StatusLine';
import styles from './Tile.module.css';

interface TileProps {
  readonly id: string;
  /** It is on the first screen, where the poster is fetched at once. */
  readonly soon?: boolean;
  readonly actionsFor: (job: JobView) => readonly Action[];
  readonly selected?: boolean;
  /** Choose it, or with `range` all from the last chosen one to it. */
  readonly onSelect?: (id: string, range: boolean) => void;
}

/** One job in a grid. It reads its own entry, so one change redraws one tile. */
export const Tile = memo(function Tile({
  id,
  soon = false,
  actionsFor,
  selected = false,
  onSelect,
}: TileProps) {
  const { data: job, isError } = useQuery(jobQuery(id));
  const { playing, hover } = usePreview();
  const renew = useFreshLinks(id, job?.video?.poster_url);
  if (isError) return null; // it was deleted elsewhere
  if (!job) return <li className={styles.tile} aria-busy="true" />;
  return (
    <li className={styles.tile} data-job={id} data-selected={selected || undefined} {...hover}>
      <Poster video={job.video} soon={soon} playing={playing} onBroken={renew} />
      <div className={styles.badges}>
        <Badge>{typeWords(job.job_type)}</Badge>
        {job.video && <Badge>{seconds(job.video.duration_s)}</Badge>}
        {job.video && <Badge>{sharpness(job.video)}</Badge>}
        <Badge>{credits(job.price)}</Badge>
        {job.favorite && <Badge>Favourite</Badge>}
      </div>
      <div className={styles.words}>
        <Link className={styles.link} to={`/v/${id}`}>
          {titleOf(job)}
        </Link>
        <StatusLine job={job} />
      </div>
      {onSelect && (
        <label className={styles.select}>
          <input
            type="checkbox"
            aria-label={`Select ${titleOf(job)}`}
            checked={selected}
            onChange={({ nativeEvent }) =>
              onSelect(id, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true)
            }
          />
        </label>
      )}
      <div className={styles.menu}>
        <Menu label={`More for ${titleOf(job)}`} actions={actionsFor(job)} />
      </div>
    </li>
  );
});
