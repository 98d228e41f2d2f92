import { Film, Heart, Pause, Play, VideoOff } from 'lucide-react';
import {
  credits,
  isSettled,
  type JobView,
  lengthOf,
  sharpnessOf,
  titleOf,
  typeWords,
} from '../model/creation';
import { Badge } from './Badge';
import styles from './TileCover.module.css';

interface TileCoverProps {
  readonly job: JobView;
  readonly playing: boolean;
  readonly onToggle: () => void;
}

/** What lies over the poster of a tile: what it is, and where nothing plays under a mouse the press that plays it. */
export function TileCover({ job, playing, onToggle }: TileCoverProps) {
  const badges = [typeWords(job.job_type), lengthOf(job), sharpnessOf(job), credits(job.price)];
  const Icon = playing ? Pause : Play;
  return (
    <div className={styles.cover}>
      <div className={styles.badges}>{badges.map((text) => text && <Badge key={text}>{text}</Badge>)}</div>
      {!job.video && <Nothing isOver={isSettled(job.status)} />}
      {job.video && (
        <button
          type="button"
          className={styles.play}
          aria-label={`${playing ? 'Stop' : 'Play'} the preview of ${titleOf(job)}`}
          onClick={onToggle}
        >
          <Icon aria-hidden="true" size={20} />
        </button>
      )}
      {job.favorite && (
        <div className={styles.favorite}>
          <Badge>
            <Heart aria-hidden="true" size={16} fill="currentColor" />
            <span className="unseen">Favourite</span>
          </Badge>
        </div>
      )}
    </div>
  );
}

interface NothingProps {
  readonly isOver: boolean;
}

/** Where there is no picture yet, or none will be. */
function Nothing({ isOver }: NothingProps) {
  const Icon = isOver ? VideoOff : Film;
  return (
    <div className={styles.nothing}>
      <Icon aria-hidden="true" size={32} strokeWidth={1.5} />
    </div>
  );
}
