/** Who comes from whom, and who stands beside whom. Pure. */

import type { components } from '../api/schema';

export type ChainLink = components['schemas']['ChainLink'];

export interface Lineage {
  /** From the root to what this was made from. */
  readonly from: readonly ChainLink[];
  /** It, and in its children what was made from it. */
  readonly self: ChainLink | undefined;
}

/** Find a job in the tree of its chain, and the way to it. */
export function lineageOf(chain: readonly ChainLink[], id: string): Lineage {
  const way = wayTo(chain, id);
  return { from: way.slice(0, -1), self: way.at(-1) };
}

function wayTo(links: readonly ChainLink[], id: string): readonly ChainLink[] {
  for (const link of links) {
    if (link.id === id) return [link];
    const rest = wayTo(link.children, id);
    if (rest.length > 0) return [link, ...rest];
  }
  return [];
}

export interface Neighbours {
  readonly newer: string | undefined;
  readonly older: string | undefined;
}

/** Return who stands beside an id in a list, newest first; undefined if it is not in it. */
export function beside(ids: readonly string[], id: string): Neighbours | undefined {
  const at = ids.indexOf(id);
  return at < 0 ? undefined : { newer: ids[at - 1], older: ids[at + 1] };
}
