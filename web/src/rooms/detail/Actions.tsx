import { Download, Globe, GlobeLock, Heart, Link as LinkIcon, SquareTerminal, Trash2 } from 'lucide-react';
import { useNavigate } from 'react-router';
import { unless } from '../../model/actions';
import { can, isReady, type JobView, titleOf } from '../../model/creation';
import { curlOf } from '../../model/curl';
import type { JobActions } from '../../parts/useJobActions';
import { Button } from '../../ui/Button';
import { copy } from '../../ui/copy';
import { type Action, Menu } from '../../ui/Menu';
import { VIDEO } from '../../ui/shortcuts';
import { useHotkeys } from '../../ui/useHotkeys';
import styles from './Actions.module.css';

interface ActionsProps {
  readonly job: JobView;
  readonly actions: JobActions;
}

/** What can be done with a video as it stands. */
export function Actions({ job, actions }: ActionsProps) {
  const navigate = useNavigate();
  const favorite = () => actions.favorite(job);
  const download = () => actions.download(job);
  useHotkeys(VIDEO, { f: favorite, d: job.video ? download : undefined });
  const remove = () => {
    actions.remove([job]);
    void navigate('/');
  };
  const more: readonly Action[] = [
    {
      text: 'Copy as curl',
      icon: <SquareTerminal aria-hidden="true" size={18} />,
      onPress: () =>
        void copy(
          curlOf(job, location.origin, crypto.randomUUID()),
          'Command copied. Set TOKEN before you run it: it orders and costs the same again.',
        ),
    },
    {
      text: 'Delete',
      tone: 'bad',
      icon: <Trash2 aria-hidden="true" size={18} />,
      unless: unless(job, 'delete'),
      onPress: remove,
    },
  ];
  return (
    <div className={styles.actions}>
      <Button
        aria-pressed={job.favorite}
        icon={<Heart aria-hidden="true" size={20} fill={job.favorite ? 'currentColor' : 'none'} />}
        onClick={favorite}
      >
        Favourite
      </Button>
      {job.video && (
        <Button icon={<Download aria-hidden="true" size={20} />} onClick={download}>
          Download
        </Button>
      )}
      {isReady(job.status) && <Publish job={job} actions={actions} />}
      <Button icon={<LinkIcon aria-hidden="true" size={20} />} onClick={() => actions.copyLink(job)}>
        Copy link
      </Button>
      <Menu label={`More for ${titleOf(job)}`} actions={() => more} />
    </div>
  );
}

function Publish({ job, actions }: ActionsProps) {
  if (can(job, 'unpublish')) {
    return (
      <Button icon={<GlobeLock aria-hidden="true" size={20} />} onClick={() => actions.takeBack(job)}>
        Take back
      </Button>
    );
  }
  return (
    <Button icon={<Globe aria-hidden="true" size={20} />} onClick={() => actions.publish(job)}>
      Publish
    </Button>
  );
}
