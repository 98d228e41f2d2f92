import { isReady, type JobView, sharpness, titleOf, typeWords } from '../../model/creation';
import { day, seconds } from '../../model/time';
import { Chain } from '../../parts/Chain';
import { ModelTitle } from '../../parts/ModelTitle';
import { Receipt } from '../../parts/Receipt';
import { StatusLine } from '../../parts/StatusLine';
import { useJobActions } from '../../parts/useJobActions';
import { Actions } from './Actions';
import { Derive } from './Derive';
import { Events } from './Events';
import { Files } from './Files';
import { Inputs } from './Inputs';
import styles from './Job.module.css';
import { Neighbours } from './Neighbours';
import { Picture } from './Picture';
import { State } from './State';

/** A line ends with it, and does not begin so. */
const DOT = '\u00a0· ';

interface JobProps {
  readonly job: JobView;
}

/** All that is known of a job: its video or where it stands, and beside it what was asked and paid. */
export function Job({ job }: JobProps) {
  const actions = useJobActions();
  const video = isReady(job.status) ? job.video : null;
  return (
    <article className={styles.job}>
      <header className={styles.header}>
        <div className={styles.title}>
          <h1>{titleOf(job)}</h1>
          <p className={styles.facts}>
            {[typeWords(job.job_type), ...factsOf(job)].join(DOT)}
            {DOT}
            <ModelTitle id={job.model} />
            {DOT}
            {day(job.created_at).replaceAll(' ', '\u00a0')}
          </p>
        </div>
        <Neighbours job={job} />
      </header>

      <div className={styles.main}>
        {video ? <Picture key={video.id} job={job} video={video} /> : <State job={job} actions={actions} />}
        {video && <StatusLine job={job} />}
        <Actions job={job} actions={actions} />
        <Chain job={job} />
      </div>

      <div className={styles.side}>
        <Derive job={job} />
        {!video && <Inputs job={job} />}
        <Receipt job={job} />
        <Events jobId={job.id} />
      </div>

      {video && (
        <div className={styles.below}>
          <Inputs job={job} />
          <Files job={job} video={video} />
        </div>
      )}
    </article>
  );
}

function factsOf({ video }: JobView): readonly string[] {
  return video ? [seconds(video.duration_s), sharpness(video)] : [];
}
