/** Who comes from whom, and who stands beside whom. Pure. */

import type { components } from '../api/schema';

export type ChainLink = components['schemas']['ChainLink'];

export interface Lineage {
  /** From the root to what this was made from. */
  readonly from: readonly ChainLink[];
  readonly self: ChainLink | undefined;
  /** What was made from this, and from that in turn: how many steps below, and which. */
  readonly made: readonly { readonly depth: number; readonly link: ChainLink }[];
}

/** Find a job in the tree of its chain: the way to it, and all that comes from it. */
export function lineageOf(chain: readonly ChainLink[], id: string): Lineage {
  const way = wayTo(chain, id);
  const self = way.at(-1);
  return { from: way.slice(0, -1), self, made: self ? below(self, 1) : [] };
}

function wayTo(links: readonly ChainLink[], id: string): readonly ChainLink[] {
  for (const link of links) {
    if (link.id === id) return [link];
    const rest = wayTo(link.children, id);
    if (rest.length > 0) return [link, ...rest];
  }
  return [];
}

function below(link: ChainLink, depth: number): Lineage['made'] {
  return link.children.flatMap((child) => [{ depth, link: child }, ...below(child, depth + 1)]);
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
