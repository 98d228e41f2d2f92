import { Copy, RotateCcw } from 'lucide-react';
import { Link } from 'react-router';
import type { JobView } from '../../model/creation';
import { inputRows } from '../../model/inputs';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import styles from './Inputs.module.css';

interface InputsProps {
  readonly job: JobView;
}

/** What was ordered, each part to be copied, and the way to order it again with a change. */
export function Inputs({ job }: InputsProps) {
  return (
    <section className={styles.inputs} aria-labelledby="inputs">
      <h2 id="inputs">What was asked for</h2>
      <dl>
        {inputRows(job).map(({ name, value, link }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{link ? <Link to={link.to}>{link.text}</Link> : value}</dd>
            <dd>
              <Button
                tone="quiet"
                aria-label={`Copy ${name.toLowerCase()}`}
                icon={<Copy aria-hidden="true" size={18} />}
                onClick={() => void copy(value, `${name} copied.`)}
              />
            </dd>
          </div>
        ))}
      </dl>
      <Link className={styles.again} to={`/?again=${job.id}`}>
        <RotateCcw aria-hidden="true" size={18} /> Use again
      </Link>
    </section>
  );
}
