import {
  Maximize,
  Pause,
  PictureInPicture2,
  Play,
  Repeat,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react';
import type { RefObject } from 'react';
import type { VideoView } from '../model/creation';
import { at } from '../model/playback';
import { Button } from '../ui/Button';
import styles from './Controls.module.css';
import { Scrub } from './Scrub';
import type { Deck } from './usePlayback';

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

interface ControlsProps {
  readonly deck: Deck;
  readonly video: VideoView;
  readonly element: RefObject<HTMLVideoElement | null>;
  readonly onFullScreen: () => void;
}

/** What steers a video. All of it is there at all times: nothing hides, nothing has to be hovered. */
export function Controls({ deck, video, element, onFullScreen }: ControlsProps) {
  const { playing, time, duration, loop } = deck;
  return (
    <div className={styles.controls}>
      <div className={styles.row}>
        <Button
          tone="quiet"
          aria-label={playing ? 'Pause' : 'Play'}
          icon={playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
          onClick={deck.toggle}
        />
        <Scrub deck={deck} video={video} />
        <output className={styles.time} aria-label="Time">
          {at(time, !playing)} / {at(duration || video.duration_s)}
        </output>
        <Button
          tone="quiet"
          aria-label="Full screen"
          icon={<Maximize aria-hidden="true" size={20} />}
          onClick={onFullScreen}
        />
      </div>

      <div className={styles.row}>
        <Button
          tone="quiet"
          aria-label="One frame back"
          icon={<StepBack aria-hidden="true" size={20} />}
          onClick={() => deck.step(-1)}
        />
        <Button
          tone="quiet"
          aria-label="One frame on"
          icon={<StepForward aria-hidden="true" size={20} />}
          onClick={() => deck.step(1)}
        />
        <select
          className={styles.speed}
          aria-label="Speed"
          value={deck.rate}
          onChange={(event) => deck.setRate(Number(event.target.value))}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
        <Button
          tone="quiet"
          aria-label="Loop"
          aria-pressed={loop}
          icon={<Repeat aria-hidden="true" size={20} />}
          onClick={() => deck.setLoop(!loop)}
        />
        <Sound deck={deck} hasAudio={video.has_audio} />
        {document.pictureInPictureEnabled && (
          <Button
            tone="quiet"
            aria-label="Picture in picture"
            icon={<PictureInPicture2 aria-hidden="true" size={20} />}
            onClick={() => float(element.current)}
          />
        )}
      </div>
    </div>
  );
}

interface SoundProps {
  readonly deck: Deck;
  readonly hasAudio: boolean;
}

function Sound({ deck, hasAudio }: SoundProps) {
  const { muted, volume } = deck;
  if (!hasAudio) return <small className={styles.silent}>No sound</small>;
  return (
    <>
      <Button
        tone="quiet"
        aria-label="Mute"
        aria-pressed={muted}
        icon={muted ? <VolumeX aria-hidden="true" size={20} /> : <Volume2 aria-hidden="true" size={20} />}
        onClick={() => deck.setMuted(!muted)}
      />
      <input
        className={styles.volume}
        type="range"
        aria-label="Volume"
        min={0}
        max={1}
        step={0.05}
        value={muted ? 0 : volume}
        onChange={(event) => deck.setVolume(event.target.valueAsNumber)}
      />
    </>
  );
}

function float(element: HTMLVideoElement | null): void {
  const left = document.pictureInPictureElement ? document.exitPictureInPicture() : undefined;
  void (left ?? element?.requestPictureInPicture())?.catch(() => undefined); // the browser may not want to now
}
