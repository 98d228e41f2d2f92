import { type CSSProperties, type PointerEvent, useState } from 'react';
import type { VideoView } from '../model/creation';
import { at, tileAt } from '../model/playback';
import styles from './Scrub.module.css';
import type { Deck } from './usePlayback';

interface ScrubProps {
  readonly deck: Deck;
  readonly video: Pick<VideoView, 'duration_s' | 'sprite'>;
}

/** Where the film stands, and the way to another place: a picture shows what is there before one goes. */
export function Scrub({ deck, video }: ScrubProps) {
  const [over, setOver] = useState<number>();
  const duration = deck.duration || video.duration_s;
  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setOver(Math.min(1, Math.max(0, (event.clientX - left) / width)) * duration);
  };
  const leave = () => setOver(undefined);
  const style = { '--played': deck.time / duration, '--over': (over ?? 0) / duration } as CSSProperties;
  return (
    <div className={styles.scrub} style={style}>
      {over !== undefined && (
        <div className={styles.glimpse} aria-hidden="true">
          {video.sprite && <Tile sprite={video.sprite} time={over} />}
          <span>{at(over)}</span>
        </div>
      )}
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={`${at(deck.time)} of ${at(duration)}`}
        min={0}
        max={duration}
        step={0.01}
        value={Math.min(deck.time, duration)}
        onChange={(event) => deck.seek(event.target.valueAsNumber)}
        onPointerMove={point}
        onPointerLeave={leave}
        onPointerCancel={leave}
      />
    </div>
  );
}

interface TileProps {
  readonly sprite: NonNullable<VideoView['sprite']>;
  readonly time: number;
}

function Tile({ sprite, time }: TileProps) {
  const { x, y } = tileAt(sprite, time);
  return (
    <div
      className={styles.tile}
      style={{
        inlineSize: sprite.tile_width,
        blockSize: sprite.tile_height,
        backgroundImage: `url("${sprite.url}")`,
        backgroundPosition: `-${x}px -${y}px`,
      }}
    />
  );
}
