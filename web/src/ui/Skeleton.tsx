import styles from './Skeleton.module.css';

interface SkeletonProps {
  /** CSS lengths of what will stand here. */
  readonly width?: string;
  readonly height?: string;
}

/** A place that is being filled: it has the final geometry, so nothing moves when it is. */
export function Skeleton({ width = '100%', height = '1lh' }: SkeletonProps) {
  return (
    <span className={styles.skeleton} style={{ inlineSize: width, blockSize: height }} aria-hidden="true" />
  );
}
