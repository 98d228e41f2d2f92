import { type CSSProperties, useRef, useState } from 'react';
import { sharpness, type VideoView } from '../model/creation';
import { Chips } from '../ui/Chips';
import styles from './Compare.module.css';
import { Screen } from './Screen';
import { useFilm } from './useFilm';
import { useLockstep } from './useLockstep';
import { usePlayback } from './usePlayback';
import { useZoom, ZOOMS } from './useZoom';

interface Side {
  readonly jobId: string;
  readonly video: VideoView;
}

interface CompareProps {
  readonly title: string;
  readonly before: Side;
  readonly after: Side;
}

/** An upscale over what it was made from, both at the same frame; a slider says how much of which is seen. */
export function Compare({ title, before, after }: CompareProps) {
  const first = useRef<HTMLVideoElement>(null);
  const second = useRef<HTMLVideoElement>(null);
  const source = useFilm(before.jobId, before.video, first);
  const film = useFilm(after.jobId, after.video, second);
  const lower = { video: first, canvas: useRef<HTMLCanvasElement>(null) };
  const upper = { video: second, canvas: useRef<HTMLCanvasElement>(null) };
  const { fps } = after.video;
  const deck = usePlayback(second, fps, { play: film.play, ...useLockstep(upper, lower, fps) });
  const [cut, setCut] = useState(50);
  const zoom = useZoom();
  const style = {
    '--cut': `${cut}%`,
    '--zoom': zoom.zoom,
    '--x': `${(0.5 - zoom.x) * 100}%`,
    '--y': `${(0.5 - zoom.y) * 100}%`,
  } as CSSProperties;
  const shown = source.trouble ? { ...source, trouble: `Before: ${source.trouble}` } : film;
  const [was, is] = [`Before ${sharpness(before.video)}`, `After ${sharpness(after.video)}`];
  return (
    <Screen
      title={title}
      video={after.video}
      deck={deck}
      film={shown}
      element={second}
      tools={
        <div className={styles.tools}>
          <Chips
            label="Zoom"
            value={zoom.zoom}
            choices={ZOOMS.map((value) => ({ value, text: `${value}×` }))}
            onChange={zoom.set}
          />
          {zoom.zoom > 1 && <small>Drag the picture, or Shift and arrows</small>}
        </div>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is dragged can be done by keys on the slider */}
      <div
        className={styles.compare}
        style={style}
        data-zoomed={zoom.zoom > 1 || undefined}
        onKeyDown={zoom.press}
        {...zoom.surface}
      >
        <div className={styles.layer}>
          <video
            ref={second}
            aria-label={is}
            src={film.src}
            poster={after.video.poster_url}
            preload="auto"
            playsInline
            {...film.handlers}
          />
          <canvas ref={upper.canvas} />
        </div>
        <div className={styles.layer} data-before>
          <video
            ref={first}
            aria-label={was}
            src={source.src}
            poster={before.video.poster_url}
            preload="auto"
            playsInline
            muted
            {...source.handlers}
          />
          <canvas ref={lower.canvas} />
        </div>
        <span className={styles.line} aria-hidden="true" />
        <input
          className={styles.slider}
          type="range"
          aria-label="Before and after"
          aria-valuetext={`${cut} % before`}
          min={0}
          max={100}
          value={cut}
          onChange={(event) => setCut(event.target.valueAsNumber)}
        />
        <span className={styles.label}>{was}</span>
        <span className={styles.label} data-after>
          {is}
        </span>
      </div>
    </Screen>
  );
}
