import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import { creditsQuery } from '../../api/credits';
import { modelsQuery } from '../../api/models';
import { needsChange, priceAgain } from '../../model/actions';
import { can, credits, isSettled, type JobView } from '../../model/creation';
import { PriceButton } from '../../parts/PriceButton';
import { StatusLine } from '../../parts/StatusLine';
import type { JobActions } from '../../parts/useJobActions';
import { Button } from '../../ui/Button';
import { LinkButton } from '../../ui/LinkButton';
import styles from './State.module.css';

interface StateProps {
  readonly job: JobView;
  readonly actions: JobActions;
}

/** Where there is no video: how far it is, or why there is none, and what can be done. */
export function State({ job, actions }: StateProps) {
  return (
    <section className={styles.state} style={shapeOf(job)} aria-label="Where it stands">
      <div className={styles.words}>
        <StatusLine job={job} />
        {isSettled(job.status) ? (
          <Again job={job} actions={actions} />
        ) : (
          <Cancel job={job} onCancel={() => actions.cancel(job)} />
        )}
      </div>
    </section>
  );
}

interface CancelProps {
  readonly job: JobView;
  readonly onCancel: () => void;
}

function Cancel({ job, onCancel }: CancelProps) {
  if (!can(job, 'cancel')) return <small>It is being made and can no longer be canceled.</small>;
  return (
    <div>
      <Button onClick={onCancel}>Cancel · {credits(job.receipt.held)} come back</Button>
    </div>
  );
}

/** What would be refused again has to be changed first. */
function Again({ job, actions }: StateProps) {
  const { data: models } = useQuery(modelsQuery);
  const { data: balance } = useQuery(creditsQuery);
  const price = models && priceAgain(job, models.models);
  if (needsChange(job)) {
    return (
      <div className={styles.again}>
        <LinkButton tone="main" to={`/?again=${job.id}`}>
          Edit and try again
        </LinkButton>
      </div>
    );
  }
  return (
    <div className={styles.again}>
      <PriceButton
        verb="Try again"
        price={price}
        available={balance?.available}
        onPress={() => actions.retry(job)}
      />
      <LinkButton to={`/?again=${job.id}`}>Edit and try again</LinkButton>
    </div>
  );
}

/** The place has the shape of what was asked for, so that nothing moves when it comes. */
function shapeOf({ input }: JobView): CSSProperties {
  const [width = 16, height = 9] = String(input.aspect_ratio ?? '16:9')
    .split(':')
    .map(Number);
  return { '--ratio': width / height || 16 / 9 } as CSSProperties;
}
