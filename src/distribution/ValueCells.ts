// Observations in order of their values, cut into cells. A narrow cell, at most h wide, has moments
// of its values about its middle beside what it weighs: MOMENTS.size columns s·(t/½)^k, t = (v − c)/h.

import { sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import { centredSample } from '../smoothers/smootherSums.js';
import { pointsAt, type Sample, withColumns } from '../sums/types.js';

/** How far values of a narrow cell are from its middle, in bandwidths, and how many moments it has. */
export const MOMENTS = { half: 1 / 2, size: 16 };
/** Fewer observations are one cell; of more there are at most so many cells, each with so many observations. */
const FEW = 256;
const MOST_CELLS = 800;
const LEAST = 16;
/** So many moments are kept for the next queries. */
const KEPT = 2 ** 22;

/** A cell. */
export interface Cell {
  /** Where its values begin and end among all. */
  readonly from: number;
  readonly to: number;
  readonly isNarrow: boolean;
  /** Where moments are taken about. */
  readonly middle: number;
  /** Its observations, by weight alone. */
  readonly sample: Sample;
}

/** Cells of one bandwidth of values. */
export class ValueCells {
  /** In ascending order. */
  readonly values: Float64Array;
  readonly h: number;
  readonly cells: readonly Cell[];
  /** All in one. */
  readonly whole: Cell;
  readonly #moments = new Map<Cell, Sample>();

  /**
   * @param observations - places with one value each
   * @param h - bandwidth of values, at least 0
   */
  constructor(observations: Observations, h: number) {
    const { n, d } = observations;
    const { keys: values, order } = sortedOrder(observations.y);
    // weights in units of the whole sample
    const { columns } = centredSample({ ...observations, p: 0 }).sample;
    const sample = pointsAt({ n, d, c: 1, points: observations.x, columns }, order);
    this.values = values;
    this.h = h;
    this.whole = { from: 0, to: n, isNarrow: false, middle: 0, sample };
    this.cells = n > FEW ? cellsOf(sample, values, h) : [this.whole];
  }

  /** The observations of a cell as columns: of a wide one their weights, of a narrow one moments. */
  columnsOf(cell: Cell): Sample {
    if (!cell.isNarrow) return cell.sample;
    let found = this.#moments.get(cell);
    if (!found) {
      found = withColumns(cell.sample, this.#momentsOf(cell));
      if (this.values.length * MOMENTS.size <= KEPT) this.#moments.set(cell, found);
    }
    return found;
  }

  #momentsOf({ from, middle, sample: { n, columns } }: Cell): Float64Array {
    const half = MOMENTS.half * this.h;
    const out = new Float64Array(MOMENTS.size * n);
    for (let i = 0; i < n; i++) {
      const t = Math.max(-1, Math.min(1, (this.values[from + i] - middle) / half));
      let power = columns[i];
      for (let k = 0; k < MOMENTS.size; k++, power *= t) out[k * n + i] = power;
    }
    return out;
  }
}

/** Cuts observations in order of their values: a cell is narrow, or holds few. */
function cellsOf(sample: Sample, values: Float64Array, h: number): Cell[] {
  const n = values.length;
  const least = Math.max(LEAST, Math.ceil(n / MOST_CELLS));
  const half = MOMENTS.half * h;
  const cells: Cell[] = [];
  for (let from = 0; from < n; ) {
    const end = values[from] + 2 * half;
    let to = from + 1;
    while (to < n && (values[to] <= end || to - from < least)) to++;
    const isNarrow = h > 0 && values[to - 1] <= end;
    const own = rowsBetween(sample, from, to);
    cells.push({ from, to, isNarrow, middle: values[from] + half, sample: own });
    from = to;
  }
  return cells;
}

/** Points side by side, by their weights. */
function rowsBetween({ d, points, columns }: Sample, from: number, to: number): Sample {
  return {
    n: to - from,
    d,
    c: 1,
    points: points.slice(from * d, to * d),
    columns: columns.slice(from, to),
  };
}

const MADE = /* @__PURE__ */ new WeakMap<Observations, ValueCells>();

/** The cells of observations, made once for the same bandwidth. */
export function valueCells(observations: Observations, h: number): ValueCells {
  const known = MADE.get(observations);
  if (known?.h === h) return known;
  const made = new ValueCells(observations, h);
  MADE.set(observations, made);
  return made;
}
