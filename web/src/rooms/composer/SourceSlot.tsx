import { Film } from 'lucide-react';
import { useState } from 'react';
import type { JobView } from '../../model/creation';
import { sharpness, titleOf } from '../../model/creation';
import { seconds } from '../../model/time';
import { Button } from '../../ui/Button';
import { Poster } from '../../video/Poster';
import { useFreshLinks } from '../../video/useFreshLinks';
import styles from './Slot.module.css';
import { SourcePicker } from './SourcePicker';

interface SourceSlotProps {
  readonly source: JobView | undefined;
  readonly onChoose: (id: string) => void;
}

/** The finished video that something is made from. */
export function SourceSlot({ source, onChoose }: SourceSlotProps) {
  const [isOpen, setOpen] = useState(false);
  const renew = useFreshLinks(source?.id ?? '', source?.video?.poster_url);
  const choose = (id: string) => {
    setOpen(false);
    onChoose(id);
  };
  return (
    <fieldset className={styles.slot} aria-label="Video">
      {source?.video && (
        <>
          <div className={styles.picture}>
            <Poster video={source.video} soon onBroken={renew} />
          </div>
          <p className={styles.words}>
            <span>{titleOf(source)}</span>
            <small>
              {seconds(source.video.duration_s)}, {sharpness(source.video)}
            </small>
          </p>
        </>
      )}
      <Button icon={<Film aria-hidden="true" size={20} />} onClick={() => setOpen(true)}>
        {source?.video ? 'Change' : 'Choose a video'}
      </Button>
      {isOpen && <SourcePicker onChoose={choose} onClose={() => setOpen(false)} />}
    </fieldset>
  );
}
