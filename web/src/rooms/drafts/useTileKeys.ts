import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/keys';
import { unless } from '../../model/actions';
import type { JobView } from '../../model/creation';
import type { JobActions } from '../../parts/useJobActions';
import { GRID, SEARCH } from '../../ui/shortcuts';
import { toast } from '../../ui/toast';
import { useHotkeys } from '../../ui/useHotkeys';
import type { Selection } from './useSelection';

/** The keys of the grid: they are for the tile that has the focus, else for the one under the mouse. */
export function useTileKeys({ favorite, download }: JobActions, selection: Selection): void {
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
    ArrowDown: () => step(columns()),
    ArrowUp: () => step(-columns()),
  });
}

function tiles(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-job]')];
}

function current(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-job]');
  return focused ?? document.querySelector<HTMLElement>('[data-job]:hover');
}

function idOf(tile: HTMLElement | null): string {
  return tile?.dataset.job ?? '';
}

/** Return how many tiles stand in a row. */
function columns(): number {
  const all = tiles();
  const first = all[0]?.offsetTop;
  const second = all.findIndex((tile) => tile.offsetTop !== first);
  return second > 0 ? second : Math.max(1, all.length);
}

function step(by: number): void {
  const all = tiles();
  const here = current();
  const at = here ? all.indexOf(here) + by : 0;
  all[at]?.querySelector('a')?.focus();
}
