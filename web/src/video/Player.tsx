import { useRef } from 'react';
import type { VideoView } from '../model/creation';
import styles from './Player.module.css';
import { Screen } from './Screen';
import { useFilm } from './useFilm';
import { usePlayback } from './usePlayback';

interface PlayerProps {
  readonly jobId: string;
  readonly title: string;
  readonly video: VideoView;
}

/** One video. Its link is renewed when it must be; a press on the picture plays and pauses. */
export function Player({ jobId, title, video }: PlayerProps) {
  const element = useRef<HTMLVideoElement>(null);
  const film = useFilm(jobId, video, element);
  const deck = usePlayback(element, video.fps, film);
  return (
    <Screen title={title} video={video} deck={deck} film={film} element={element}>
      <video
        ref={element}
        className={styles.video}
        aria-label={title}
        src={film.src}
        poster={video.poster_url}
        width={video.width}
        height={video.height}
        preload="metadata"
        playsInline
        onClick={deck.toggle}
        {...film.handlers}
      />
    </Screen>
  );
}
