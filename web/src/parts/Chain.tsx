import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import { chainQuery } from '../api/jobs';
import { credits, isReady, type JobView, sharpness, told, typeWords } from '../model/creation';
import { type ChainLink, lineageOf } from '../model/lineage';
import { Poster } from '../video/Poster';
import styles from './Chain.module.css';
import { Problem } from './Problem';

interface ChainProps {
  readonly job: Pick<JobView, 'id' | 'root_job_id' | 'source_job_id'>;
}

/** What a video was made from, and what was made from it, as one strip: from → this → made from this. */
export function Chain({ job }: ChainProps) {
  const chain = useQuery(chainQuery(job.id, job.root_job_id));
  if (chain.isError && !chain.data)
    return <Problem error={chain.error} onRetry={() => void chain.refetch()} />;
  const { from, self } = lineageOf(chain.data?.chain ?? [], job.id);
  const isAlone = from.length === 0 && self?.children.length === 0 && !job.source_job_id;
  if (!chain.data || !self || isAlone) return null;
  return (
    <section className={styles.chain} aria-labelledby="chain">
      <h2 id="chain">Chain</h2>
      <div className={styles.strip}>
        {job.source_job_id && from.length === 0 && <p className={styles.gone}>Its source was deleted</p>}
        {from.map((link) => (
          <Piece key={link.id} link={link} />
        ))}
        <Branch link={self} isThis />
      </div>
      <small>
        {chain.data.count} in this chain, {credits(chain.data.receipt.captured)} used
        {chain.data.next && '; later ones are not shown here'}
      </small>
    </section>
  );
}

interface PieceProps {
  readonly link: ChainLink;
  readonly isThis?: boolean;
}

/** A link and, behind it, all that was made from it: each branch in a row of its own. */
function Branch({ link, isThis = false }: PieceProps) {
  return (
    <div className={styles.branch}>
      <Piece link={link} isThis={isThis} />
      {link.children.length > 0 && (
        <ul className={styles.made} aria-label={`Made from ${nameOf(link)}`}>
          {link.children.map((child) => (
            <li key={child.id}>
              <Branch link={child} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Piece({ link, isThis = false }: PieceProps) {
  const { poster_url, width, height, status } = link;
  const film = poster_url && width && height ? { poster_url, preview_url: '', width, height } : null;
  const size = film ? ` · ${sharpness(film)}` : '';
  const stage = status === 'pending' ? 'waiting' : 'making';
  return (
    <>
      <ChevronRight className={styles.arrow} aria-hidden="true" size={20} />
      <Link className={styles.piece} to={`/v/${link.id}`} aria-current={isThis ? 'page' : undefined}>
        <Poster video={film} />
        <span className={styles.type}>
          {nameOf(link)}
          {size}
        </span>
        <small>
          {isThis && 'This · '}
          {isReady(status) ? credits(link.price) : told({ status, stage, progress: null }).words}
        </small>
      </Link>
    </>
  );
}

function nameOf(link: ChainLink): string {
  return typeWords(link.job_type);
}
