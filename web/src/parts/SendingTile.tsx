import { CloudUpload } from 'lucide-react';
import { inWords } from '../api/problem';
import { typeWords } from '../model/creation';
import { Poster } from '../video/Poster';
import { Badge } from './Badge';
import styles from './SendingTile.module.css';
import type { Sending } from './useSending';

interface SendingTileProps {
  readonly sending: Sending;
}

/** An order in the grid before the server has answered it: nothing more is known than that it is being sent. */
export function SendingTile({ sending }: SendingTileProps) {
  const { body } = sending.pressed;
  const prompt = 'prompt' in body.input ? body.input.prompt : '';
  return (
    <li className={styles.tile}>
      <Poster video={null} />
      <div className={styles.badges}>
        <Badge>{typeWords(body.job_type)}</Badge>
      </div>
      <div className={styles.words}>
        <p className={styles.prompt}>{prompt || typeWords(body.job_type)}</p>
        <p className={styles.state}>
          <CloudUpload aria-hidden="true" size={16} />
          {stateWords(sending)}
        </p>
        {sending.problem != null && <small>{inWords(sending.problem, true)}</small>}
      </div>
    </li>
  );
}

function stateWords({ isPaused, problem }: Sending): string {
  if (isPaused) return 'Waiting for your connection';
  return problem == null ? 'Sending' : 'Sending again';
}
