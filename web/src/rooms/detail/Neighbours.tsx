import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router';
import { jobQuery } from '../../api/jobs';
import { neighboursQuery } from '../../api/neighbours';
import type { JobView } from '../../model/creation';
import { NEIGHBOURS } from '../../ui/shortcuts';
import { useHotkeys } from '../../ui/useHotkeys';
import styles from './Neighbours.module.css';

interface NeighboursProps {
  readonly job: JobView;
}

/** The way to the videos on both sides, which are asked for before one goes there; Back still leads to the grid. */
export function Neighbours({ job }: NeighboursProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data } = useQuery(neighboursQuery(job));
  const { newer, older } = data ?? {};
  useEffect(() => {
    for (const id of [newer, older]) if (id) void client.prefetchQuery(jobQuery(id)).then(() => warm(id));
    const warm = (id: string) => {
      const poster = client.getQueryData(jobQuery(id).queryKey)?.video?.poster_url;
      if (poster) new Image().src = poster;
    };
  }, [client, newer, older]);
  const go = (id: string | undefined) => id && void navigate(`/v/${id}`, { replace: true });
  useHotkeys(NEIGHBOURS, { ArrowLeft: () => go(newer), ArrowRight: () => go(older) });
  return (
    <nav className={styles.neighbours} aria-label="Videos beside this one">
      <Side id={newer} label="Newer">
        <ChevronLeft aria-hidden="true" />
      </Side>
      <Side id={older} label="Older">
        <ChevronRight aria-hidden="true" />
      </Side>
    </nav>
  );
}

interface SideProps {
  readonly id: string | undefined;
  readonly label: string;
  readonly children: React.ReactNode;
}

/** At an end it stays where it is, and leads nowhere. */
function Side({ id, label, children }: SideProps) {
  if (!id) {
    return (
      <span className={styles.side} role="img" aria-label={`Nothing ${label.toLowerCase()}`}>
        {children}
      </span>
    );
  }
  return (
    <Link className={styles.side} to={`/v/${id}`} replace aria-label={label}>
      {children}
    </Link>
  );
}
