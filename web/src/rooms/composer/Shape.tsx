import styles from './Shape.module.css';

interface ShapeProps {
  /** As the catalogue writes it: "16:9". */
  readonly ratio: string;
}

/** A picture's shape, drawn. */
export function Shape({ ratio }: ShapeProps) {
  const [across = 1, down = 1] = ratio.split(':').map(Number);
  return (
    <span
      className={styles.shape}
      data-standing={down > across || undefined}
      style={{ aspectRatio: `${across} / ${down}` }}
      aria-hidden="true"
    />
  );
}
