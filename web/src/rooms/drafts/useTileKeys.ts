import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/keys';
import { unless } from '../../model/actions';
import type { JobView } from '../../model/creation';
import type { JobActions } from '../../parts/useJobActions';
import { GRID, SEARCH } from '../../ui/shortcuts';
import { toast } from '../../ui/toast';
import { useHotkeys } from '../../ui/useHotkeys';
import type { Selection } from './useSelection';

interface Grid {
  readonly ids: readonly string[];
  readonly actions: JobActions;
  readonly selection: Selection;
  /** How many tiles stand in a row. */
  readonly columns: number;
  /** Have the tile of the `n`th id drawn: those far from the window are not. */
  readonly reach: (n: number) => void;
}

/** The keys of the grid: they are for the tile that has the focus, else for the one under the mouse. */
export function useTileKeys({ ids, actions, selection, columns, reach }: Grid): void {
  const { favorite, download } = actions;
  const client = useQueryClient();
  const job = () => client.getQueryData<JobView>(keys.job(idOf(current())));
  const choose = (range: boolean) => {
    const id = idOf(current());
    if (id) selection.choose(id, range);
  };
  const save = (one: JobView) => {
    const reason = unless(one, 'download');
    if (reason) toast(`Nothing to download: ${reason}.`);
    else download(one);
  };
  const withJob = (act: (one: JobView) => void) => () => {
    const one = job();
    if (one) act(one);
  };
  const step = (by: number) => {
    const here = ids.indexOf(idOf(current()));
    const at = here < 0 ? 0 : here + by;
    if (!ids[at]) return;
    reach(at);
    document.querySelector<HTMLElement>(`[data-job="${ids[at]}"] a`)?.focus();
  };
  useHotkeys(SEARCH, { '/': () => document.querySelector<HTMLElement>('[type=search]')?.focus() });
  useHotkeys(GRID, {
    f: withJob(favorite),
    d: withJob(save),
    x: () => choose(false),
    'Shift+x': () => choose(true),
    '$mod+a': selection.chooseAll,
    Escape: selection.clear,
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => step(columns),
    ArrowUp: () => step(-columns),
  });
}

function current(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-job]');
  return focused ?? document.querySelector<HTMLElement>('[data-job]:hover');
}

function idOf(tile: HTMLElement | null): string {
  return tile?.dataset.job ?? '';
}
