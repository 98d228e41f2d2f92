import { useQuery } from '@tanstack/react-query';
import { inWords } from '../api/problem';
import { uploadQuery } from '../api/uploads';
import styles from './SentPicture.module.css';

interface SentPictureProps {
  readonly id: string;
}

/** The picture that a video begins with, small; where it cannot be shown, why. */
export function SentPicture({ id }: SentPictureProps) {
  const { data, error, refetch } = useQuery(uploadQuery(id));
  if (error) return <p className={styles.problem}>{inWords(error)}</p>;
  if (data?.state === 'refused') return <p className={styles.problem}>{data.reason}</p>;
  if (!data?.view_url) return <p className={styles.picture}>Asking for the picture</p>;
  const isExpired = () => Date.parse(data.urls_expire_at ?? '') < Date.now();
  return (
    <div className={styles.picture}>
      <img
        src={data.view_url}
        alt="The start frame"
        onError={() => {
          if (isExpired()) void refetch();
        }}
      />
    </div>
  );
}
