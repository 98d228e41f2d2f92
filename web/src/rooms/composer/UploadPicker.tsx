import { useInfiniteQuery } from '@tanstack/react-query';
import { uploadsQuery } from '../../api/uploads';
import { ago } from '../../model/time';
import { Problem } from '../../parts/Problem';
import { Dialog } from '../../ui/Dialog';
import { Older } from './Older';
import styles from './UploadPicker.module.css';

interface UploadPickerProps {
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** The pictures that were sent earlier, newest first. */
export function UploadPicker({ onChoose, onClose }: UploadPickerProps) {
  const list = useInfiniteQuery(uploadsQuery);
  const uploads = list.data?.pages.flatMap((page) => page.uploads) ?? [];
  return (
    <Dialog title="Earlier pictures" onClose={onClose}>
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <p>Asking for your pictures</p>}
      {list.isSuccess && uploads.length === 0 && (
        <p>None was sent yet. Drop, paste or pick one in the box.</p>
      )}
      <ul className={styles.pictures}>
        {uploads.map(({ id, view_url, created_at, width, height }) => (
          <li key={id}>
            <button type="button" className={styles.picture} onClick={() => onChoose(id)}>
              <img
                src={view_url ?? undefined}
                width={width ?? undefined}
                height={height ?? undefined}
                alt={`Sent ${ago(created_at, Date.now())}`}
                loading="lazy"
              />
            </button>
          </li>
        ))}
      </ul>
      <Older list={list} />
    </Dialog>
  );
}
