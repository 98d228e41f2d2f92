import { History, ImagePlus, X } from 'lucide-react';
import { useState } from 'react';
import { inWords } from '../../api/problem';
import { CONTENT_TYPES } from '../../api/uploads';
import { SentPicture } from '../../parts/SentPicture';
import { Button } from '../../ui/Button';
import styles from './Slot.module.css';
import { UploadPicker } from './UploadPicker';
import type { Uploading } from './useUpload';

interface StartFrameProps {
  readonly image: string | null;
  readonly uploading: Uploading;
  readonly onChange: (image: string | null) => void;
}

/** The picture that the video begins with: dropped, pasted, picked, or one that was sent earlier. */
export function StartFrame({ image, uploading, onChange }: StartFrameProps) {
  const [isOpen, setOpen] = useState(false);
  const choose = (id: string | null) => {
    setOpen(false);
    uploading.forget();
    onChange(id);
  };
  return (
    <fieldset className={styles.slot} aria-label="Start frame">
      {image !== null && <SentPicture id={image} />}
      {uploading.words && <p role="status">{uploading.words}</p>}
      {!uploading.words && (
        <label className={styles.file}>
          <ImagePlus aria-hidden="true" size={20} />
          {image === null ? 'Start frame' : 'Replace'}
          <input
            type="file"
            accept={CONTENT_TYPES.join(',')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) uploading.send(file);
            }}
          />
        </label>
      )}
      <Button
        tone="quiet"
        icon={<History aria-hidden="true" size={20} />}
        aria-label="Earlier pictures"
        onClick={() => setOpen(true)}
      />
      {image !== null && (
        <Button
          tone="quiet"
          icon={<X aria-hidden="true" size={20} />}
          aria-label="Remove the start frame"
          onClick={() => choose(null)}
        />
      )}
      {uploading.problem != null && (
        <p className={styles.problem} role="alert">
          {inWords(uploading.problem)}
        </p>
      )}
      {isOpen && <UploadPicker onChoose={choose} onClose={() => setOpen(false)} />}
    </fieldset>
  );
}
