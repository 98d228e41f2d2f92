import { FeedColumn } from '../rooms/feed/FeedColumn';
import styles from './Feed.module.css';

/** What everybody sees, signed in or not. */
export function Feed() {
  return (
    <div className={styles.feed}>
      <title>Feed · Dailies</title>
      <h1>Feed</h1>
      <FeedColumn />
    </div>
  );
}
