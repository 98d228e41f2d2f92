import { useInfiniteQuery } from '@tanstack/react-query';
import { jobsQuery } from '../../api/jobs';
import { Button } from '../../ui/Button';
import styles from './Samples.module.css';

const SAMPLES = [
  'A paper boat in the rain, neon light',
  'A fox in fresh snow, soft morning light',
  'Ink opening in clear water, macro',
];

interface SamplesProps {
  readonly onChoose: (prompt: string) => void;
}

/** A beginning for who has not made anything yet. */
export function Samples({ onChoose }: SamplesProps) {
  const { data } = useInfiniteQuery(jobsQuery({}));
  if (!data || data.pages.some((page) => page.ids.length > 0)) return null;
  return (
    <section className={styles.samples} aria-label="Sample prompts">
      {SAMPLES.map((sample) => (
        <Button key={sample} onClick={() => onChoose(sample)}>
          {sample}
        </Button>
      ))}
    </section>
  );
}
