/** The rows of a long grid: those near the window are drawn, and gaps as high as the others stand for them. */

/** What is known of the rows. */
export interface Rows {
  readonly count: number;
  /** Between two rows. */
  readonly gapPx: number;
  /** How high the rows are that were drawn. */
  readonly heights: ReadonlyMap<number, number>;
  /** What a row counts for that never was. */
  readonly usualPx: number;
}

/** Rows from `from` to before `to`. */
interface Run {
  readonly from: number;
  readonly to: number;
}

export interface Piece extends Run {
  /** How high the gap behind it is; 0: there is none. */
  readonly gapPx: number;
}

/** Return the rows that lie between two heights, counted from the top of the list. */
export function between(rows: Rows, topPx: number, bottomPx: number): Run {
  let from = 0;
  let to = 0;
  let edgePx = 0;
  for (let row = 0; row < rows.count; row += 1) {
    const endPx = edgePx + heightPx(rows, row);
    if (endPx <= topPx) from = row + 1;
    if (edgePx < bottomPx) to = row + 1;
    edgePx = endPx + rows.gapPx;
  }
  return { from, to };
}

/** Return what is drawn, in order: the beginning of the list, the rows near the window, the row that is `kept`. */
export function pieces(rows: Rows, near: Run, kept?: number): readonly Piece[] {
  const runs = [{ from: 0, to: 0 }, near];
  if (kept !== undefined && (kept < near.from || kept >= near.to)) runs.push({ from: kept, to: kept + 1 });
  runs.sort((a, b) => a.from - b.from || a.to - b.to);
  return runs.map((run, n) => ({ ...run, gapPx: gapPx(rows, run.to, runs[n + 1]?.from ?? rows.count) }));
}

function gapPx(rows: Rows, from: number, to: number): number {
  let sumPx = 0;
  for (let row = from; row < to; row += 1) sumPx += heightPx(rows, row) + rows.gapPx;
  return Math.max(0, sumPx - rows.gapPx);
}

function heightPx({ heights, usualPx }: Rows, row: number): number {
  return heights.get(row) ?? usualPx;
}
