import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { modelsQuery } from '../../api/models';
import type { JobView } from '../../model/creation';
import { sourceOf } from '../../model/derivation';
import { Problem } from '../../parts/Problem';
import { Chips } from '../../ui/Chips';
import styles from './Derive.module.css';
import { Extend } from './Extend';
import { Upscale } from './Upscale';

type Way = 'extend' | 'upscale' | 'upload';

const WAYS = [
  { value: 'extend', text: 'Extend' },
  { value: 'upscale', text: 'Upscale' },
  { value: 'upload', text: 'Upload file', unless: 'Coming soon' },
] as const;

interface DeriveProps {
  readonly job: JobView;
}

/** What can be made from a finished video, in place. */
export function Derive({ job }: DeriveProps) {
  const models = useQuery(modelsQuery);
  const { hash } = useLocation();
  const [way, setWay] = useState<Way>(hash === '#upscale' ? 'upscale' : 'extend');
  const section = useRef<HTMLElement>(null);
  const source = sourceOf(job);
  useEffect(() => {
    if (hash === '#extend' || hash === '#upscale') section.current?.scrollIntoView({ block: 'nearest' });
  }, [hash]);
  if (!source) return null;
  return (
    <section ref={section} className={styles.derive} aria-labelledby="derive">
      <h2 id="derive">Make more of it</h2>
      <Chips label="What" value={way} choices={WAYS} onChange={setWay} />
      {models.isError && !models.data && (
        <Problem error={models.error} onRetry={() => void models.refetch()} />
      )}
      {models.data && way === 'extend' && <Extend models={models.data} source={source} />}
      {models.data && way === 'upscale' && <Upscale models={models.data} source={source} />}
    </section>
  );
}
