import { Pause, Play, Volume2, VolumeX } from 'lucide-react';
import { type CSSProperties, useRef } from 'react';
import type { FeedItem } from '../../api/feed';
import { Button } from '../../ui/Button';
import styles from './Film.module.css';
import { useFilm } from './useFilm';
import { useOneSound } from './useOneSound';

interface FilmProps {
  readonly item: FeedItem;
  /** It is on the first screen, where the poster is fetched at once. */
  readonly soon: boolean;
}

/** A film in its own shape: its poster, and over it the film while it plays. */
export function Film({ item, soon }: FilmProps) {
  const film = useRef<HTMLVideoElement>(null);
  const { playing, isBroken, renew, mend, again, wish } = useFilm(item, film);
  const [loud, setLoud] = useOneSound(item.id);
  const title = item.prompt || 'a film';
  const [PlayIcon, SoundIcon] = [playing ? Pause : Play, loud ? Volume2 : VolumeX];
  const press = () => {
    if (isBroken) again();
    wish(playing ? 'hold' : 'play');
  };
  const sound = () => {
    setLoud(!loud);
    wish('play');
  };
  return (
    <div className={styles.film} style={{ '--ratio': item.width / item.height } as CSSProperties}>
      <img
        src={item.poster_url}
        alt=""
        width={item.width}
        height={item.height}
        loading={soon ? 'eager' : 'lazy'}
        fetchPriority={soon ? 'high' : 'auto'}
        onError={renew}
      />
      <video
        ref={film}
        src={item.url}
        aria-label={title}
        muted={!loud}
        loop
        playsInline
        preload="none"
        onClick={press}
        onError={mend}
      />
      <div className={styles.presses}>
        {isBroken && <p role="status">This film does not load now.</p>}
        <Button
          icon={<PlayIcon aria-hidden="true" size={20} />}
          aria-label={`${playing ? 'Pause' : 'Play'}: ${title}`}
          onClick={press}
        />
        <Button
          icon={<SoundIcon aria-hidden="true" size={20} />}
          aria-label={`Sound of ${title}`}
          aria-pressed={loud}
          onClick={sound}
        />
      </div>
    </div>
  );
}
