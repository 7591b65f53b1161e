// Sums over all pairs of a sample on a line, for any bandwidth, without the pairs: with w = (z − x)/h
//
//   Σ_i Σ_j s_i s_j He_2r(u_ij) e^{−u_ij²/2} = (−1)^r √(2/π)·Δ/h · Σ_z (Σ_i s_i H_r(w) e^{−w²})²,  u_ij = (x_i − x_j)/h
//
// since a Gaussian is the integral of the product of two (sums/gaussianField.ts), and by parts its
// derivatives are that of theirs. The inner sums come from moments in cells, which are made once and
// halved in number for wider bandwidths. O(n) for the moments, then O(cells·order·taps) a bandwidth; right to
// 1e-12 of what squares of smooth functions add up to, with no pairs that cancel.

import { lineLoops } from '../loops/wasm/instance.js';
import {
  CellMoments,
  CellRuns,
  gridSpacing,
  occupancy,
  occupiedCells,
  sufficientOrder,
} from '../sums/cells.js';
import { GaussianGrid } from '../sums/gaussianField.js';
import type { Sample } from '../sums/types.js';

/** Of the grid, beside the largest of the inner sums. */
const TOLERANCE = 1e-14;
/** The highest r. */
const HIGHEST = 3;
/** Widest cells in bandwidths. */
const WIDEST = /* @__PURE__ */ gridSpacing(TOLERANCE, HIGHEST);
/** Moments of a cell. */
const ORDER = /* @__PURE__ */ sufficientOrder(WIDEST / 2, HIGHEST, 32 * TOLERANCE);

/** So many cells without points are left out. */
const EMPTY = 4;

/** The numbers of cells are whole below it. */
const MOST_CELLS = 2 ** 50;
/** Under bandwidths of so many cells all points are one. */
const ALL = 2 ** 80;

/** H_r in the functions whose tables a grid has. */
const HERMITE: readonly (readonly [power: number, factor: number])[][] = [
  [[0, 1]],
  [[1, -1]],
  [
    [2, 1],
    [0, -1],
  ],
  [
    [3, -1],
    [1, 3],
  ],
];

/** Sums over pairs of a sample for one bandwidth after another. */
export class PairSums {
  readonly #points: Float64Array;
  readonly #weights: Float64Array;
  /** Wider bandwidths are as this one. */
  readonly #widest: number;
  /** Moments by the exponent of the width of their cells. */
  readonly #levels = new Map<number, CellMoments>();

  /**
   * @param points - ascending, [n]
   * @param weights - s, [n]
   * @param narrowest - the bandwidth from which on the points are not looked at again
   */
  constructor(points: Float64Array, weights: Float64Array, narrowest: number) {
    const exponent = exponentOf(narrowest);
    const cell = 2 ** exponent;
    this.#widest = ALL * cell;
    this.#points = brought(points, (MOST_CELLS / points.length) * cell);
    this.#weights = weights;
    this.#level(exponent);
  }

  /** Σ_i Σ_j s_i s_j He_2r(u) e^{−u²/2}, u = (x_i − x_j)/h, for r up to 3. */
  sum(bandwidth: number, r: number): number {
    const h = Math.min(bandwidth, this.#widest);
    const source = this.#level(exponentOf(h));
    const { binning, runs } = source;
    const { order } = binning;
    const grid = GaussianGrid.of(binning, h, HIGHEST, TOLERANCE);
    const { spacing, side, taps } = grid.geometry;
    // Runs whose sums meet share a part of the grid.
    const parts = runs.widened(2 * side * spacing + 2 * spacing, 0, spacing);
    const loops = lineLoops();
    // Places in the memory of the loops.
    const table = 2 * runs.cells * order;
    const values = table + spacing * order * taps;
    const ends = values + 2 * (parts.cells / spacing + parts.length * taps);
    const block = new Float64Array(loops.memory(8 * ends));
    source.pairInto(0, block);
    block.fill(0, table, ends);
    for (const [power, factor] of HERMITE[r])
      grid.tables(power).forEach((each, at) => {
        block[table + at] += factor * each;
      });
    runs.intervals().forEach(([first, end], s) => {
      const p = parts.runAt(first);
      const from = 8 * 2 * runs.offsets[s] * order;
      const to = 8 * (values + 2 * (parts.offsets[p] / spacing + p * taps));
      loops.spread(from, first - parts.starts[p], end - first, spacing, order, taps, 8 * table, to);
    });
    let sum = 0;
    for (let at = values; at < ends; at += 2) sum += block[at] * block[at];
    return (-1) ** r * grid.weight * sum;
  }

  #level(exponent: number): CellMoments {
    const known = this.#levels.get(exponent);
    if (known) return known;
    const isCoarser = [...this.#levels.keys()].some((each) => each < exponent);
    const level = isCoarser ? coarserMoments(this.#level(exponent - 1)) : this.#moments(exponent);
    this.#levels.set(exponent, level);
    return level;
  }

  #moments(exponent: number): CellMoments {
    const points = this.#points;
    const n = points.length;
    const sample: Sample = { n, d: 1, c: 1, points, columns: this.#weights };
    const found = occupancy(points, points[0], points[n - 1], EMPTY * 2 ** exponent);
    return CellMoments.of(sample, { exponent, order: ORDER }, occupiedCells(found, exponent));
  }
}

/**
 * Points about the middle one, with longer gaps shortened to one of so many cells that no pair counts across it
 * under a bandwidth that could tell the difference.
 *
 * @param points - ascending
 */
function brought(points: Float64Array, gap: number): Float64Array {
  const out = new Float64Array(points.length);
  const middle = points.length >> 1;
  for (const step of [-1, 1]) {
    let [origin, base] = [points[middle], 0];
    for (let i = middle + step; i >= 0 && i < points.length; i += step) {
      if (!(Math.abs(points[i] - points[i - step]) <= gap))
        [origin, base] = [points[i], out[i - step] + step * gap];
      out[i] = base + (points[i] - origin);
    }
  }
  return out;
}

/** The widest cells that serve a bandwidth. */
function exponentOf(h: number): number {
  return Math.floor(Math.log2(WIDEST * h));
}

/**
 * Moments in cells twice as wide. A place t in a child is t/2 ∓ ¼ in its parent, so
 *
 *   M'_k = Σ_{l ≤ k} binomial(k, l) (½)^l (∓¼)^{k−l} M_l       exactly.
 */
export function coarserMoments(fine: CellMoments): CellMoments {
  const { c } = fine;
  const { exponent, order } = fine.binning;
  const halved = fine.runs.intervals().map(([first, end]) => {
    const run: [number, number] = [Math.floor(first / 2), Math.ceil(end / 2)];
    return run;
  });
  const runs = CellRuns.from(halved).widened(1, 0, 1);
  const shifts = [shiftMatrix(order, -0.25), shiftMatrix(order, 0.25)];
  const moments = new Float64Array(runs.cells * order * c);
  const masses = new Float64Array(runs.cells * (c - 1));
  fine.runs.intervals().forEach(([first, end], r) => {
    for (let id = first, cell = fine.runs.offsets[r]; id < end; id++, cell++) {
      const parent = runs.indexOf(Math.floor(id / 2));
      const shift = shifts[id - 2 * Math.floor(id / 2)];
      for (let j = 0; j < c; j++)
        for (let k = 0; k < order; k++)
          for (let l = 0; l <= k; l++)
            moments[(parent * order + k) * c + j] +=
              shift[k * order + l] * fine.moments[(cell * order + l) * c + j];
      for (let j = 0; j < c - 1; j++)
        masses[parent * (c - 1) + j] += fine.masses[cell * (c - 1) + j];
    }
  });
  return new CellMoments({ exponent: exponent + 1, order }, c, runs, moments, masses);
}

/** S[k, l] = binomial(k, l) (½)^l shift^{k−l} */
function shiftMatrix(order: number, shift: number): Float64Array {
  const matrix = new Float64Array(order * order);
  matrix[0] = 1;
  for (let k = 1; k < order; k++)
    for (let l = 0; l <= k; l++)
      matrix[k * order + l] =
        (l > 0 ? 0.5 * matrix[(k - 1) * order + l - 1] : 0) + shift * matrix[(k - 1) * order + l];
  return matrix;
}
