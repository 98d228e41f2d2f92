import { type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject, useRef } from 'react';
import type { VideoView } from '../model/creation';
import { Button } from '../ui/Button';
import { type KeyOf, PLAYER, SEEK } from '../ui/shortcuts';
import { keyOf, useHotkeys } from '../ui/useHotkeys';
import { useLong } from '../ui/useLong';
import { Controls } from './Controls';
import styles from './Screen.module.css';
import type { Film } from './useFilm';
import type { Deck } from './usePlayback';

const SEEK_S: Readonly<Record<KeyOf<typeof SEEK>, number>> = { ArrowLeft: -5, ArrowRight: 5 };

interface ScreenProps {
  readonly title: string;
  readonly video: VideoView;
  readonly deck: Deck;
  readonly film: Film;
  readonly element: RefObject<HTMLVideoElement | null>;
  /** The picture, and what lies over it. */
  readonly children: ReactNode;
  /** What stands between picture and controls. */
  readonly tools?: ReactNode;
}

/** A picture with its controls, its keys, and in words what is the matter with it. */
export function Screen({ title, video, deck, film, element, children, tools }: ScreenProps) {
  const frame = useRef<HTMLElement>(null);
  const fullScreen = () => fill(frame.current, element.current);
  useHotkeys(PLAYER, {
    Space: deck.toggle,
    ',': () => deck.step(-1),
    '.': () => deck.step(1),
    m: () => deck.setMuted(!deck.muted),
    l: () => deck.setLoop(!deck.loop),
    'Shift+f': fullScreen,
  });
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const key = keyOf(SEEK, event.nativeEvent);
    const isOwn = (event.target as Element).matches('select, input:not([aria-label=Position])');
    if (key === undefined || isOwn || event.defaultPrevented) return;
    event.preventDefault();
    deck.seek((element.current?.currentTime ?? 0) + SEEK_S[key]);
  };
  const ratio = { '--ratio': video.width / video.height } as CSSProperties;
  return (
    <section
      ref={frame}
      className={styles.screen}
      style={ratio}
      aria-label={`Player of ${title}`}
      tabIndex={-1}
      onKeyDown={move}
    >
      <div className={styles.picture}>
        {children}
        <Words film={film} waiting={deck.waiting} />
      </div>
      {tools}
      <Controls deck={deck} video={video} element={element} onFullScreen={fullScreen} />
    </section>
  );
}

interface WordsProps {
  readonly film: Film;
  readonly waiting: boolean;
}

function Words({ film, waiting }: WordsProps) {
  const long = useLong(film.renewing || waiting);
  const passing = film.renewing ? 'Getting a new link …' : 'Loading the video …';
  if (film.trouble) {
    return (
      <div className={styles.trouble} role="alert">
        <p>{film.trouble}</p>
        <div>
          <Button onClick={film.again}>Try again</Button>
          <a className={styles.download} href={film.src} download>
            Download it
          </a>
        </div>
      </div>
    );
  }
  return <div role="status">{long && <p className={styles.passing}>{passing}</p>}</div>;
}

/** An iPhone fills its screen with a video only. */
interface Apple {
  readonly webkitEnterFullscreen?: () => void;
}

function fill(frame: HTMLElement | null, element: (HTMLVideoElement & Apple) | null): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.fullscreenEnabled) void frame?.requestFullscreen().catch(() => undefined);
  else element?.webkitEnterFullscreen?.();
}
