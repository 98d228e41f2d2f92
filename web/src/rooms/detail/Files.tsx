import { Download } from 'lucide-react';
import type { JobView, VideoView } from '../../model/creation';
import { fileName } from '../../model/filename';
import { size } from '../../model/time';
import styles from './Files.module.css';

interface FilesProps {
  readonly job: JobView;
  readonly video: VideoView;
}

/** Every file of a video: what it is, how large, and under which name it is saved. */
export function Files({ job, video }: FilesProps) {
  const name = (part: string, extension: string) => fileName(`${job.prompt} ${part}`, job.id, extension);
  const facts = `${video.width}×${video.height}, ${video.fps} frames/s, ${video.codec.toUpperCase()}, ${size(video.size_bytes)}`;
  const files = [
    { what: 'Video', facts, url: video.url, name: fileName(job.prompt, job.id, 'mp4') },
    ...(video.added_url
      ? [{ what: 'Added part', facts: 'only what is new', url: video.added_url, name: name('added', 'mp4') }]
      : []),
    { what: 'Poster', facts: 'its first picture', url: video.poster_url, name: name('poster', 'webp') },
  ];
  return (
    <section className={styles.files} aria-labelledby="files">
      <h2 id="files">Files</h2>
      <ul>
        {files.map((file) => (
          <li key={file.what}>
            <a
              className={styles.file}
              href={file.url}
              download={file.name}
              aria-label={`Download: ${file.what}`}
            >
              <Download aria-hidden="true" size={18} />
              <span>
                <strong>{file.what}</strong>
                <small>{file.facts}</small>
                <small>{file.name}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
