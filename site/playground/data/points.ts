// Where observations lie: one by one while they are few, counted in cells of the picture when they are many.

import type { Cells, Dots, Points } from './messages.js';

/** More points are counted in cells, or, in groups, thinned out. */
export const MOST_DOTS = 3000;
const CELL_COLUMNS = 320;
const CELL_ROWS = 200;

/** The least and the largest of numbers; a little apart where they are the same. */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return [0, 1];
  return low < high
    ? [low, high]
    : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
}

/**
 * The points of a picture.
 *
 * @param curveOf - of each observation the curve that it belongs to, where there are several
 * @param outliers - whether an observation lost its weight
 */
export function pointsOf(
  key: string,
  x: Float64Array,
  y: Float64Array,
  curveOf: ((i: number) => number) | undefined,
  outliers?: (i: number) => boolean,
): Points {
  const ranges = { key, xRange: rangeOf(x), yRange: rangeOf(y) };
  const isMany = x.length > MOST_DOTS;
  if (isMany && !curveOf) return { ...ranges, cells: cellsOf(x, y, ranges.xRange, ranges.yRange) };
  return { ...ranges, dots: dotsOf(x, y, curveOf, outliers) };
}

/** Every point, or of many every so manieth. */
function dotsOf(
  x: Float64Array,
  y: Float64Array,
  curveOf: ((i: number) => number) | undefined,
  outliers: ((i: number) => boolean) | undefined,
): Dots {
  const shown = Math.min(x.length, MOST_DOTS);
  const at = (r: number): number => Math.floor((r * x.length) / shown);
  const places = Array.from({ length: shown }, (_, r) => at(r));
  return {
    x: Float64Array.from(places, (i) => x[i]!),
    y: Float64Array.from(places, (i) => y[i]!),
    group: Int8Array.from(places, (i) => curveOf?.(i) ?? 0),
    outliers: outliers ? places.flatMap((i, r) => (outliers(i) ? [r] : [])) : [],
    of: x.length,
  };
}

function cellsOf(
  x: Float64Array,
  y: Float64Array,
  [left, right]: readonly [number, number],
  [bottom, top]: readonly [number, number],
): Cells {
  const counts = new Uint32Array(CELL_COLUMNS * CELL_ROWS);
  const across = CELL_COLUMNS / (right - left);
  const down = CELL_ROWS / (top - bottom);
  for (let i = 0; i < x.length; i++) {
    const column = Math.min(CELL_COLUMNS - 1, Math.floor((x[i]! - left) * across));
    const row = Math.min(CELL_ROWS - 1, Math.floor((top - y[i]!) * down));
    counts[row * CELL_COLUMNS + column]!++;
  }
  let most = 0;
  for (const each of counts) if (each > most) most = each;
  return { columns: CELL_COLUMNS, rows: CELL_ROWS, counts, most };
}
