import { SendingTile } from '../../parts/SendingTile';
import { Tile } from '../../parts/Tile';
import type { JobActions } from '../../parts/useJobActions';
import type { Sending } from '../../parts/useSending';
import styles from './Tiles.module.css';
import { useLongPress } from './useLongPress';
import { useRows } from './useRows';
import type { Selection } from './useSelection';
import { useTileKeys } from './useTileKeys';

const FIRST_SCREEN = 6;
const PLACES = ['a', 'b', 'c', 'd', 'e', 'f'];

interface TilesProps {
  readonly list: {
    readonly isPending: boolean;
    readonly isPlaceholderData: boolean;
    readonly hasNextPage: boolean;
  };
  readonly sending: readonly Sending[];
  readonly ids: readonly string[];
  readonly actions: JobActions;
  readonly selection: Selection;
}

/** The drafts as a grid, of which only the rows near the window are drawn. */
export function Tiles({ list, sending, ids, actions, selection }: TilesProps) {
  const items = [...sending, ...ids];
  const rows = useRows(items.length);
  const { columns } = rows;
  const reach = (n: number) => rows.reach(sending.length + n);
  useTileKeys({ ids, actions, selection, columns, reach });
  const longPress = useLongPress((id) => selection.choose(id, false));
  const draw = (item: Sending | string, n: number) => {
    if (typeof item !== 'string') return <SendingTile key={item.pressed.key} sending={item} />;
    return (
      <Tile
        key={item}
        id={item}
        at={n + 1}
        of={list.hasNextPage ? -1 : items.length}
        soon={n < FIRST_SCREEN}
        actions={actions}
        selected={selection.has(item)}
        onSelect={selection.choose}
      />
    );
  };
  return (
    <ul
      ref={rows.list}
      className={styles.tiles}
      aria-busy={list.isPending || list.isPlaceholderData}
      aria-label="Videos"
      {...longPress}
    >
      {list.isPending &&
        PLACES.map((place) => <li key={place} className={styles.place} aria-hidden="true" />)}
      {rows.pieces.flatMap(({ from, to, gapPx }) => [
        ...items.slice(from * columns, to * columns).map((item, n) => draw(item, from * columns + n)),
        gapPx > 0 && <li key={to} className={styles.gap} style={{ blockSize: gapPx }} aria-hidden="true" />,
      ])}
    </ul>
  );
}
