import { useState } from 'react';
import type { VideoView } from '../model/creation';
import styles from './Poster.module.css';

interface PosterProps {
  readonly video: Pick<VideoView, 'poster_url' | 'preview_url' | 'width' | 'height'> | null;
  /** It is on the first screen, and is fetched at once. */
  readonly soon?: boolean;
  readonly playing?: boolean;
  /** Its link did not answer: most likely it has expired. */
  readonly onBroken?: () => void;
}

/** A video at rest: its poster, and over it the muted preview while it plays. */
export function Poster({ video, soon = false, playing = false, onBroken }: PosterProps) {
  const [broken, setBroken] = useState<string>();
  if (!video || broken === video.poster_url) return <div className={styles.poster} aria-hidden="true" />;
  const failed = () => {
    setBroken(video.poster_url);
    onBroken?.();
  };
  return (
    <div className={styles.poster} aria-hidden="true">
      <img
        src={video.poster_url}
        width={video.width}
        height={video.height}
        alt=""
        loading={soon ? 'eager' : 'lazy'}
        fetchPriority={soon ? 'high' : 'auto'}
        decoding="async"
        onError={failed}
      />
      {playing && <video src={video.preview_url} muted loop autoPlay playsInline onError={onBroken} />}
    </div>
  );
}
