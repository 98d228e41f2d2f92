import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer } from 'react';
import { keys } from '../../api/keys';

interface Selected {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins: what was chosen last. */
  readonly from?: string;
}

type Choice =
  | { readonly choose: string; readonly range: boolean }
  | { readonly all: readonly string[] }
  | 'none';

/** How many may be chosen at once: as many as go into one ZIP. */
export const SELECTED_MAX = 100;
const NONE: Selected = { ids: new Set() };

export interface Selection {
  /** The chosen ones that are shown, in their order. */
  readonly ids: readonly string[];
  readonly has: (id: string) => boolean;
  readonly choose: (id: string, range: boolean) => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

/** Which of the shown jobs are chosen; it outlives the page, for one looks at a video and comes back to choose on. */
export function useSelection(shown: readonly string[]): Selection {
  const client = useQueryClient();
  const [selected, dispatch] = useReducer(
    (known: Selected, choice: Choice) => chosen(known, choice, shown),
    NONE,
    (none) => client.getQueryData<Selected>(keys.selected) ?? none,
  );
  const { ids } = selected;
  useEffect(() => {
    client.setQueryData(keys.selected, selected);
  }, [client, selected]);
  // What never changes is given to every tile.
  const acts = useMemo(
    () => ({
      choose: (id: string, range: boolean) => dispatch({ choose: id, range }),
      clear: () => dispatch('none'),
    }),
    [],
  );
  return {
    ...acts,
    ids: ids.size > 0 ? shown.filter((id) => ids.has(id)) : [],
    has: (id) => ids.has(id),
    chooseAll: () => dispatch({ all: shown }),
  };
}

function chosen(known: Selected, choice: Choice, shown: readonly string[]): Selected {
  if (choice === 'none') return NONE;
  if ('all' in choice) return { ids: new Set(choice.all.slice(0, SELECTED_MAX)) };
  const { choose: id, range } = choice;
  const ids = new Set(known.ids);
  const from = range && known.from ? shown.indexOf(known.from) : -1;
  if (from >= 0) {
    const to = shown.indexOf(id);
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(one);
  } else if (!ids.delete(id)) ids.add(id);
  return { ids: new Set([...ids].slice(0, SELECTED_MAX)), from: id };
}
