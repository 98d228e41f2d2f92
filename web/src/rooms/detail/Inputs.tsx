import { Copy, RotateCcw } from 'lucide-react';
import { Link } from 'react-router';
import type { JobView } from '../../model/creation';
import { inputRows, type Row } from '../../model/inputs';
import { ModelTitle } from '../../parts/ModelTitle';
import { SentPicture } from '../../parts/SentPicture';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { LinkButton } from '../../ui/LinkButton';
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
        {inputRows(job).map((row) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd>{shown(row)}</dd>
            {row.of !== 'picture' && (
              <dd>
                <Button
                  tone="quiet"
                  aria-label={`Copy ${row.name.toLowerCase()}`}
                  icon={<Copy aria-hidden="true" size={18} />}
                  onClick={() => void copy(row.value, `${row.name} copied.`)}
                />
              </dd>
            )}
          </div>
        ))}
      </dl>
      <LinkButton to={`/?again=${job.id}`} icon={<RotateCcw aria-hidden="true" size={18} />}>
        Use again
      </LinkButton>
    </section>
  );
}

function shown({ value, link, of }: Row) {
  if (of === 'picture') return <SentPicture id={value} />;
  if (of === 'model') return <ModelTitle id={value} />;
  return link ? <Link to={link.to}>{link.text}</Link> : value;
}
