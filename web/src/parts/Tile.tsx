import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { Link } from 'react-router';
import { creditsQuery } from '../api/credits';
import { jobQuery } from '../api/jobs';
import { modelsQuery } from '../api/models';
import { isReady, isSettled, type JobView, titleOf } from '../model/creation';
import { Button } from '../ui/Button';
import { type Action, Menu } from '../ui/Menu';
import { Poster } from '../video/Poster';
import { useFreshLinks } from '../video/useFreshLinks';
import { usePreview } from '../video/usePreview';
import { Select } from './Select';
import { StatusLine } from './StatusLine';
import styles from './Tile.module.css';
import { TileCover } from './TileCover';
import type { JobActions } from './useJobActions';

interface TileProps {
  readonly id: string;
  /** Its place in the list, from 1, of how many; -1 while that is not known. */
  readonly at: number;
  readonly of: number;
  /** It is on the first screen, where the poster is fetched at once. */
  readonly soon: boolean;
  readonly actions: Pick<JobActions, 'actionsFor' | 'fixFor'>;
  readonly selected: boolean;
  /** Choose it, or with `range` all from the last chosen one to it. */
  readonly onSelect: (id: string, range: boolean) => void;
}

/** One job in a grid. It reads its own entry, so one change redraws one tile. */
export const Tile = memo(function Tile({ id, at, of, soon, actions, selected, onSelect }: TileProps) {
  const { data: job, isError } = useQuery(jobQuery(id));
  const { playing, hover, toggle } = usePreview();
  const renew = useFreshLinks(id, job?.video?.poster_url);
  if (isError) return null; // it was deleted elsewhere
  const place = { className: styles.tile, 'aria-posinset': at, 'aria-setsize': of };
  if (!job) return <li {...place} aria-busy="true" />;
  return (
    <li {...place} data-job={id} data-selected={selected || undefined} {...hover}>
      <Poster video={job.video} soon={soon} playing={playing} onBroken={renew} />
      <div className={styles.words}>
        <Link className={styles.link} to={`/v/${id}`}>
          {titleOf(job)}
        </Link>
        {job.source_job_id && <From id={job.source_job_id} />}
        <div>
          <StatusLine job={job}>
            <div className={styles.presses}>
              <Select title={titleOf(job)} selected={selected} onSelect={(range) => onSelect(id, range)} />
              <Menu label={`More for ${titleOf(job)}`} actions={() => actions.actionsFor(job)} />
            </div>
          </StatusLine>
          {isOver(job) && <Fix title={titleOf(job)} fixOf={() => actions.fixFor(job)} />}
        </div>
      </div>
      <TileCover job={job} playing={playing} onToggle={toggle} />
    </li>
  );
});

function isOver({ status }: JobView): boolean {
  return isSettled(status) && !isReady(status);
}

interface FixProps {
  readonly title: string;
  readonly fixOf: () => Action | undefined;
}

/** The press that mends what was not made. It is drawn anew as the prices and the balance become known. */
function Fix({ title, fixOf }: FixProps) {
  useQuery(modelsQuery);
  useQuery(creditsQuery);
  const fix = fixOf();
  if (!fix) return null;
  return (
    <div className={styles.fix}>
      <Button
        aria-label={`${fix.text}: ${title}`}
        icon={fix.icon}
        onClick={fix.onPress}
        disabled={fix.unless !== undefined}
      >
        {fix.text}
      </Button>
    </div>
  );
}

/** What it was made from, by name if the page knows it already. */
function From({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...jobQuery(id), enabled: false });
  return <p className={styles.from}>from {data ? titleOf(data) : 'an earlier video'}</p>;
}
