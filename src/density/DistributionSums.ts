// The distribution of a density on a line, F(q) = Σ s_i D((q − x_i)/h) / Σ s, D the integral of K: what lies
// further below than K reaches counts whole, what lies in reach by D.
//
// Where many observations are in reach of many queries, a Gaussian or logistic density is a polynomial to 15
// digits over a bandwidth: it is summed at Chebyshev points of each of these, and integrated.

import { firstWhere } from '../arrays/firstWhere.js';
import { logistic } from '../kernels/builtInKernels.js';
import { gaussian } from '../kernels/gaussian.js';
import { countBelow, sortedOrder } from '../loops/sortedOrder.js';
import { analysisMatrix, chebyshevNodes } from '../sums/cells.js';
import { type DensityEstimate, type DensityKernel, densityAt, reachOf } from './DensityEstimate.js';

/** Chebyshev points of a piece, a bandwidth: by Cramér's inequality the Gaussian errs by 1e-16. */
const ORDER = 16;
/** Terms of D that cost as much as a point where the density is summed. */
const POINT = 20;
/** Queries that are looked at to know how many observations are in reach. */
const SOME = 64;

/** F of a density on a line, for one set of queries after another. */
export class DistributionSums {
  readonly #where: string;
  readonly #estimate: DensityEstimate;
  readonly #kernel: DensityKernel;
  /** Ascending, with images. */
  readonly #keys: Float64Array;
  readonly #weights: Float64Array;
  /** Weight below each of them, [n + 1]. */
  readonly #below: Float64Array;
  readonly #reach: number;
  /** What lies below the lower bound. */
  readonly #before: number;
  #pieces: Pieces | undefined;

  constructor(where: string, estimate: DensityEstimate) {
    const { sample, spec, bounds } = estimate;
    const { keys, order } = sortedOrder(sample.points);
    this.#where = where;
    this.#estimate = estimate;
    this.#kernel = spec.kernel as DensityKernel;
    this.#keys = keys;
    this.#weights = Float64Array.from(order, (i) => sample.columns[i]);
    this.#below = runningSums(this.#weights);
    this.#reach = reachOf(this.#kernel) * spec.bandwidth[0];
    const [low] = bounds.lower;
    this.#before = low === -Infinity ? 0 : this.#sumAt(low);
  }

  /** F at queries, [m]. */
  at(queries: Float64Array): Float64Array {
    const { total, bounds } = this.#estimate;
    const pieces = this.#piecesFor(queries);
    return queries.map((q) => {
      if (q <= bounds.lower[0]) return 0;
      if (q >= bounds.upper[0]) return 1;
      const sum = pieces ? this.#pieceSum(pieces, q) : this.#sumAt(q);
      const share = (sum - this.#before) / total;
      return this.#kernel.isSigned ? share : Math.min(1, Math.max(0, share));
    });
  }

  /**
   * Where F reaches levels in (0, 1), by bisection: monotone in the level.
   *
   * @returns [levels]
   */
  quantiles(levels: Float64Array): Float64Array {
    const { bounds } = this.#estimate;
    const keys = this.#keys;
    const low = levels.map(() => Math.max(bounds.lower[0], keys[0] - this.#farthest(levels)));
    const high = levels.map(() =>
      Math.min(bounds.upper[0], keys[keys.length - 1] + this.#farthest(levels)),
    );
    for (let round = 0; round < ROUNDS; round++) {
      const middle = low.map((a, k) => a + (high[k] - a) / 2);
      const isSettled = middle.every((at, k) => at === low[k] || at === high[k]);
      if (isSettled) break;
      this.at(middle).forEach((value, k) => {
        if (value < levels[k]) low[k] = middle[k];
        else high[k] = middle[k];
      });
    }
    return high;
  }

  /** How far beyond the observations a quantile can lie. */
  #farthest(levels: Float64Array): number {
    const least = levels.reduce((a, p) => Math.min(a, p, 1 - p), 0.5);
    return reachOf(this.#kernel, least / 2, 2) * this.#estimate.spec.bandwidth[0];
  }

  #sumAt(q: number): number {
    const keys = this.#keys;
    const [h] = this.#estimate.spec.bandwidth;
    const { distribution } = this.#kernel;
    const from = countBelow(keys, q - this.#reach);
    const to = countBelow(keys, q + this.#reach, from);
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.#weights[i] * distribution((q - keys[i]) / h);
    return this.#below[from] + sum;
  }

  /** Pieces, where they cost less than the terms of all queries. */
  #piecesFor(queries: Float64Array): Pieces | undefined {
    if (this.#pieces) return this.#pieces;
    const kernel = this.#kernel;
    if (kernel !== gaussian && kernel !== logistic) return undefined;
    const keys = this.#keys;
    const m = queries.length;
    const step = Math.max(1, Math.floor(m / SOME));
    let terms = 0;
    for (let q = 0; q < m; q += step) {
      const at = queries[q];
      terms += step * (countBelow(keys, at + this.#reach) - countBelow(keys, at - this.#reach));
    }
    const [h] = this.#estimate.spec.bandwidth;
    const most = terms / (POINT * ORDER);
    const reached = 2 * this.#reach;
    // No more than all observations can be about.
    if (most < Math.min(keys.length, (keys[keys.length - 1] - keys[0]) / reached) * (reached / h))
      return undefined;
    this.#pieces = piecesOf(this.#where, this.#estimate, keys, this.#reach, this.#below);
    return this.#pieces;
  }

  #pieceSum({ starts, offsets, cells, width, series, before }: Pieces, q: number): number {
    const r = firstWhere(0, starts.length, (i) => starts[i] > q) - 1;
    if (r < 0) return 0;
    const place = (q - starts[r]) / width;
    const cell = offsets[r] + Math.floor(place);
    if (!(place >= 0) || cell >= (offsets[r + 1] ?? cells)) return before[offsets[r + 1] ?? cells];
    return before[cell] + clenshaw(series, cell * (ORDER + 1), 2 * (place - Math.floor(place)) - 1);
  }
}

/** Steps of a bisection down to neighbouring numbers. */
const ROUNDS = 1100;

/** Integrals of the density, piece by piece where anything is in reach. */
interface Pieces {
  /** Where each run of pieces begins, ascending. */
  readonly starts: Float64Array;
  /** Its first piece. */
  readonly offsets: Int32Array;
  readonly cells: number;
  readonly width: number;
  /** Chebyshev series of the integral from the beginning of each, [cells, ORDER + 1]. */
  readonly series: Float64Array;
  /** Weight below each, [cells + 1]. */
  readonly before: Float64Array;
}

function piecesOf(
  where: string,
  estimate: DensityEstimate,
  keys: Float64Array,
  reach: number,
  below: Float64Array,
): Pieces {
  const { total, spec } = estimate;
  const [width] = spec.bandwidth;
  const starts: number[] = [];
  const firsts: number[] = [];
  const offsets: number[] = [];
  let cells = 0;
  for (let from = 0, to = 1; from < keys.length; from = to, to++) {
    while (to < keys.length && keys[to] - keys[to - 1] <= 2 * reach + width) to++;
    starts.push(keys[from] - reach);
    firsts.push(from);
    offsets.push(cells);
    cells += Math.ceil((keys[to - 1] - keys[from] + 2 * reach) / width);
  }
  const nodes = chebyshevNodes(ORDER);
  const queries = new Float64Array(cells * ORDER);
  starts.forEach((start, r) => {
    for (let cell = offsets[r]; cell < (offsets[r + 1] ?? cells); cell++)
      for (let k = 0; k < ORDER; k++)
        queries[cell * ORDER + k] = start + (cell - offsets[r] + 0.5 + nodes[k]) * width;
  });
  const unbounded = {
    lower: Float64Array.of(-Infinity),
    upper: Float64Array.of(Infinity),
  };
  const densities = densityAt(where, { ...estimate, bounds: unbounded }, queries, false);
  const analysis = analysisMatrix(ORDER);
  const series = new Float64Array(cells * (ORDER + 1));
  const before = new Float64Array(cells + 1);
  const c = new Float64Array(ORDER + 2);
  for (let r = 0; r < starts.length; r++)
    for (let cell = offsets[r]; cell < (offsets[r + 1] ?? cells); cell++) {
      if (cell === offsets[r]) before[cell] = below[firsts[r]];
      for (let a = 0; a < ORDER; a++) {
        c[a] = 0;
        for (let k = 0; k < ORDER; k++)
          c[a] += analysis[a * ORDER + k] * densities[cell * ORDER + k];
      }
      const at = cell * (ORDER + 1);
      const half = (total * width) / 2;
      // ∫T_a = T_{a+1}/(2a + 2) − T_{a−1}/(2a − 2), and 0 at the beginning
      for (let a = 1; a <= ORDER; a++) {
        series[at + a] = (half * ((a === 1 ? 2 : 1) * c[a - 1] - c[a + 1])) / (2 * a);
        series[at] += (a % 2 === 1 ? 1 : -1) * series[at + a];
      }
      let sum = 0;
      for (let a = 0; a <= ORDER; a++) sum += series[at + a];
      before[cell + 1] = before[cell] + sum;
    }
  before[cells] = below[keys.length];
  return {
    starts: Float64Array.from(starts),
    offsets: Int32Array.from(offsets),
    cells,
    width,
    series,
    before,
  };
}

/** Σ_a c_a T_a(t), a from 0 to ORDER. */
function clenshaw(c: Float64Array, at: number, t: number): number {
  let [one, two] = [0, 0];
  for (let a = ORDER; a > 0; a--) [one, two] = [c[at + a] + 2 * t * one - two, one];
  return c[at] + t * one - two;
}

function runningSums(weights: Float64Array): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  for (let i = 0; i < weights.length; i++) sums[i + 1] = sums[i] + weights[i];
  return sums;
}

/**
 * F of a density of several dimensions, every pair: Σ_i s_i Π_j D((q_j − x_ij)/h_j) / Σ s, [m].
 */
export function distributionOf(
  { sample, total, spec, bounds }: DensityEstimate,
  queries: Float64Array,
): Float64Array {
  const { n, d, points, columns } = sample;
  const { distribution } = spec.kernel as DensityKernel;
  const out = new Float64Array(queries.length / d);
  const below = Float64Array.from(points, (x, at) => {
    const lower = bounds.lower[at % d];
    return lower === -Infinity ? 0 : distribution((lower - x) / spec.bandwidth[at % d]);
  });
  for (let q = 0; q < out.length; q++)
    for (let i = 0; i < n; i++) {
      let share = columns[i] / total;
      for (let j = 0; j < d && share !== 0; j++) {
        const at = Math.min(queries[q * d + j], bounds.upper[j]);
        share *=
          at > bounds.lower[j]
            ? distribution((at - points[i * d + j]) / spec.bandwidth[j]) - below[i * d + j]
            : 0;
      }
      out[q] += share;
    }
  return out;
}
