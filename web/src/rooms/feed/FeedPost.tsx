import { Link as LinkIcon, Shuffle } from 'lucide-react';
import { memo } from 'react';
import type { FeedItem } from '../../api/feed';
import { sharpness, typeWords } from '../../model/creation';
import { day, seconds } from '../../model/time';
import { ModelTitle } from '../../parts/ModelTitle';
import { CopyButton } from '../../ui/CopyButton';
import { LinkButton } from '../../ui/LinkButton';
import styles from './FeedPost.module.css';
import { Film } from './Film';

interface FeedPostProps {
  readonly item: FeedItem;
  readonly soon: boolean;
}

/** One published film, the words that made it, and what one can do with them. */
export const FeedPost = memo(function FeedPost({ item, soon }: FeedPostProps) {
  const { id, prompt, model, published_at, duration_s } = item;
  const remix = `/?${new URLSearchParams({ prompt, model })}`;
  return (
    <li id={id} className={styles.post} tabIndex={-1}>
      <Film item={item} soon={soon} />
      <p className={styles.prompt}>{prompt || `${typeWords(item.job_type)} to ${sharpness(item)}`}</p>
      <small>
        <time dateTime={published_at}>{day(published_at)}</time> · {seconds(duration_s)} ·{' '}
        <ModelTitle id={model} />
      </small>
      <div className={styles.presses}>
        {prompt && (
          <LinkButton about={prompt} to={remix} icon={<Shuffle aria-hidden="true" size={16} />}>
            Remix
          </LinkButton>
        )}
        <CopyButton
          text={`${location.origin}/feed#${id}`}
          icon={<LinkIcon aria-hidden="true" size={16} />}
          about={prompt || day(published_at)}
        >
          Copy link
        </CopyButton>
      </div>
    </li>
  );
});
