// How finely to cut the line for a bandwidth and a tolerance.
//
// With v = (z − x)/h the factors e^{−v²} of a Gaussian (see gaussianField) are interpolated at p
// Chebyshev nodes in cells of half-width δ (units of h). By Cramér's inequality for Hermite
// polynomials
//   |dᵖ/dvᵖ e^{−v²}| ≤ 1.0865 · 2^{p/2} √p! · e^{−v²/2},  so the error is at most  η e^{−v²/2},
//   η = 1.0865 · 2^{p/2} √p! · δᵖ / (2^{p−1} p!).
// Both factors together give, for a term at scaled distance u, an error of at most κ e^{−u²/4}.

import { lineLoops } from '../loops/wasm/instance.js';
import { COSTS } from './costs.js';
import type { Sample } from './types.js';

/** Cells of width 2^exponent, `order` moments (even, at least 4) in each. */
export interface Binning {
  readonly exponent: number;
  readonly order: number;
}

const CRAMER = 1.0865;
const MAX_ORDER = 16;

/** log n! */
function logFactorial(n: number): number {
  let sum = 0;
  for (let i = 2; i <= n; i++) sum += Math.log(i);
  return sum;
}

/**
 * Bound of |dᵖ/dwᵖ Q_α(w) e^{−w²}| / e^{−w²/2}, where Q_α e^{−w²} = Σ_m α!/(2^m m! (α−2m)!) ·
 * d^{α−2m} e^{−w²}.
 */
function derivativeBound(p: number, power: number): number {
  let bound = 0;
  for (let m = 0; 2 * m <= power; m++) {
    const rest = power - 2 * m;
    const weight = logFactorial(power) - m * Math.LN2 - logFactorial(m) - logFactorial(rest);
    bound += Math.exp(weight + 0.5 * ((p + rest) * Math.LN2 + logFactorial(p + rest)));
  }
  return CRAMER * bound;
}

/**
 * κ: a Gaussian sum of power α over cells of width 2δ·h and order p errs by at most κ·Σ|c|
 * e^{−u²/4} (in units of K(0)), for interpolation at both ends.
 */
export function binningError(delta: number, order: number, power: number): number {
  const interpolation = Math.exp(
    order * Math.log(delta) - (order - 1) * Math.LN2 - logFactorial(order),
  );
  const source = derivativeBound(order, 0) * derivativeBound(0, power);
  return Math.SQRT2 * interpolation * (source + derivativeBound(order, power));
}

/** Where the grid points lie among cells `width` bandwidths wide. */
export interface GridGeometry {
  /** Grid spacing in cells. */
  readonly spacing: number;
  /** Grid points used on each side of a cell. */
  readonly side: number;
  /** Grid points used by a cell, 2·side + 2. */
  readonly taps: number;
}

/**
 * The widest grid that keeps a tolerance, for cells no wider than {@link gridSpacing}.
 *
 * @param width - of a cell, in bandwidths
 * @param tolerance - error allowed to the grid, and to its truncation
 * @param power - the highest power of u wanted
 */
export function gridGeometry(width: number, tolerance: number, power: number): GridGeometry {
  const widest = Math.max(1, Math.floor(gridSpacing(tolerance, power) / width));
  const spacing = widest < 4 ? widest : 2 * Math.floor(widest / 2);
  // Beyond |v| = V the factors are dropped: V² ≥ 3/2·log(1/tol) leaves less than tol·e^{−u²/4}.
  const reach = Math.sqrt(1.5 * Math.log(16 ** power / tolerance));
  const side = Math.ceil(reach / (spacing * width));
  return { spacing, side, taps: 2 * side + 2 };
}

/** The widest Δ/h with 2e^{−(π²/2)(h/Δ)²}·(1 + πh/Δ)^α ≤ tolerance, α derivatives included. */
export function gridSpacing(tolerance: number, power: number): number {
  let r = 1;
  for (let i = 0, last = 0; i < 40 && r !== last; i++) {
    last = r;
    r = Math.sqrt(
      (2 / Math.PI ** 2) * (Math.log(2 / tolerance) + power * Math.log(1 + Math.PI * r)),
    );
  }
  return 1 / r;
}

/** What the cost of a binning depends on. */
export interface BinningWork {
  readonly bandwidth: number;
  /** Length of the line to cut, in units of x. */
  readonly length: number;
  readonly n: number;
  readonly m: number;
  readonly columns: number;
  /** Number of sums wanted for each query. */
  readonly fields: number;
  readonly power: number;
  readonly tolerance: number;
}

/** The smallest even order that keeps κ ≤ tolerance with cells of half-width δ, or 0. */
export function sufficientOrder(delta: number, power: number, tolerance: number): number {
  for (let order = 4; order <= MAX_ORDER; order += 2)
    if (binningError(delta, order, power) <= tolerance) return order;
  return 0;
}

/**
 * The cheapest binning that keeps the tolerance: wide cells want many moments a point, narrow ones
 * more work between cells and more cache. `undefined` when there would be far more cells than
 * points.
 */
export function cheapestBinning(
  work: BinningWork,
): { readonly binning: Binning; readonly cost: number } | undefined {
  const { bandwidth, length, n, m, columns, fields, power, tolerance } = work;
  const { line } = COSTS;
  // The loops take two at a time.
  const [sources, targets] = [Math.ceil(columns / 2), Math.ceil(fields / 2)];
  const widest = Math.floor(Math.log2(gridSpacing(tolerance / 256, power) * bandwidth));
  let best: { binning: Binning; cost: number } | undefined;
  for (let exponent = widest; exponent > widest - 14; exponent--) {
    const width = 2 ** exponent / bandwidth;
    const order = sufficientOrder(width / 2, power, tolerance / 32);
    if (order === 0) continue;
    const cells = Math.ceil(length / 2 ** exponent) + 1;
    if (cells * order > 8 * (n + m) + 16384) break;
    const { spacing, taps } = gridGeometry(width, tolerance / 256, power);
    const cache = 1 + (cells * order) / 2 ** 17;
    const cost =
      n * (line.point + sources * (line.source + line.sourceMoment * order) * cache) +
      m * (line.query + targets * (line.target + line.targetMoment * order) * cache) +
      line.step * cells * order * taps * (sources + targets) +
      line.table * spacing * order * taps * (2 + order) * (1 + power) +
      line.spacing * spacing * order +
      (line.certified * length * columns) / bandwidth;
    if (best === undefined || cost < best.cost) best = { binning: { exponent, order }, cost };
  }
  return best;
}

// Chebyshev interpolation on [−½, ½], the variable of a cell. The way between node values and
// powers of t always goes over Chebyshev coefficients: those of a smooth function fall fast, so the
// large numbers in the powers of T_a never meet large coefficients. One matrix for both steps would
// lose five digits at p = 16.

/** The p nodes t_i = ½cos(π(i + ½)/p). */
export function chebyshevNodes(p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => 0.5 * Math.cos((Math.PI * (i + 0.5)) / p));
}

/**
 * Σ_i A[a, i] f(t_i) is the Chebyshev coefficient of T_a(2t) in the interpolant of f; shape [p, p].
 */
export function analysisMatrix(p: number): Float64Array {
  return Float64Array.from({ length: p * p }, (_, index) => {
    const a = Math.floor(index / p);
    const i = index % p;
    return ((a === 0 ? 1 : 2) / p) * Math.cos((a * Math.PI * (i + 0.5)) / p);
  });
}

/** B[a, k] is the coefficient of tᵏ in T_a(2t); shape [p, p]. */
export function powerMatrix(p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  matrix[0] = 1;
  if (p > 1) matrix[p + 1] = 2;
  // T_{a+1}(y) = 2y T_a(y) − T_{a−1}(y) with y = 2t.
  for (let a = 2; a < p; a++)
    for (let k = 0; k <= a; k++)
      matrix[a * p + k] = (k > 0 ? 4 * matrix[(a - 1) * p + k - 1] : 0) - matrix[(a - 2) * p + k];
  return matrix;
}

// The line is cut into cells [id, id+1)·2^exponent, anchored at zero: a position divided by a power
// of two carries no rounding, and any two samples cut with the same exponent share their cells.
// Only runs of cells near data are stored, one after the other; a far outlier costs one run, not
// the way to it.

/** Points or queries handed to the loops at a time: a few of these fit into the first cache. */
export const CHUNK = 2048;
/** One step of rounding below 1. */
const BEFORE = 1 - 2 ** -53;
/** So few boxes are taken as occupied without looking. */
const FEW_BOXES = 64;
/** Boxes about the median that a bitmap holds: so many for each point, at most. */
const BOXES_A_POINT = 8;
const MOST_BOXES = 1 << 21;

/** Runs of consecutive cells, stored compactly one after the other. */
export class CellRuns {
  /**
   * @param starts - id of the first cell of each run, ascending
   * @param offsets - where each run begins in the compact order, then the number of all cells
   */
  constructor(
    readonly starts: Float64Array,
    readonly offsets: Int32Array,
  ) {}

  /** Runs from `[first, end)` pairs of cell ids that are ascending and do not overlap. */
  static from(intervals: readonly (readonly [number, number])[]): CellRuns {
    const starts = Float64Array.from(intervals, ([first]) => first);
    const offsets = new Int32Array(intervals.length + 1);
    intervals.forEach(([first, end], r) => {
      offsets[r + 1] = offsets[r] + (end - first);
    });
    return new CellRuns(starts, offsets);
  }

  /** Number of runs. */
  get length(): number {
    return this.starts.length;
  }

  /** Number of cells in all runs. */
  get cells(): number {
    return this.offsets[this.length];
  }

  intervals(): [number, number][] {
    return Array.from(this.starts, (first, r) => [
      first,
      first + this.offsets[r + 1] - this.offsets[r],
    ]);
  }

  /**
   * Runs less than `gap` cells apart joined, then `margin` cells added to both ends, on multiples
   * of `unit`.
   */
  widened(gap: number, margin: number, unit: number): CellRuns {
    const joined = joinedIntervals(this.intervals(), gap);
    return CellRuns.from(
      joined.map(([first, end]) => [
        Math.floor((first - margin) / unit) * unit,
        Math.ceil((end + margin) / unit) * unit,
      ]),
    );
  }

  /** Compact index of a cell, or −1. */
  indexOf(id: number): number {
    const r = runOf(this.starts, id, 0);
    const inside = id - this.starts[r];
    return inside >= 0 && inside < this.offsets[r + 1] - this.offsets[r]
      ? this.offsets[r] + inside
      : -1;
  }

  /** The last run that starts at or before a cell. */
  runAt(id: number): number {
    return runOf(this.starts, id, 0);
  }

  /** Positions v = x·scale in compact coordinates, −1 outside the runs. */
  compactInto(
    points: Float64Array,
    start: number,
    count: number,
    scale: number,
    out: Float64Array,
  ): void {
    const { starts, offsets } = this;
    if (starts.length === 1) {
      const [first, cells] = [starts[0], this.cells];
      for (let i = 0; i < count; i++) {
        const inside = points[start + i] * scale - first;
        out[i] = inside >= 0 && inside < cells ? inside : -1;
      }
      return;
    }
    let r = 0;
    for (let i = 0; i < count; i++) {
      const v = points[start + i] * scale;
      r = runOf(starts, v, r);
      const end = offsets[r + 1];
      const inside = v - starts[r];
      // Rounding must not carry the last point of a run into the first cell of the next.
      const position = Math.min(offsets[r] + inside, end * BEFORE);
      out[i] = inside >= 0 && v < starts[r] + (end - offsets[r]) ? position : -1;
    }
  }

  /**
   * Marks the patches of cells that hold queries; all of them when looking would cost more than
   * they do.
   *
   * @param patch - cells in a patch
   * @returns shape [cells/patch]
   */
  patchesOf(queries: Float64Array, exponent: number, patch: number): Uint8Array {
    const needed = new Uint8Array(this.cells / patch);
    const m = queries.length;
    if (m > 16 * this.cells) return needed.fill(1);
    const positions = new Float64Array(m);
    this.compactInto(queries, 0, m, 2 ** -exponent, positions);
    for (let i = 0; i < m; i++) if (positions[i] >= 0) needed[(positions[i] / patch) | 0] = 1;
    return needed;
  }

  /**
   * Puts points where the loops read them: compact coordinates are out·scale − base.
   *
   * @param exponent - cells are 2^exponent wide
   * @param out - shape [≥ count]
   */
  loadInto(
    points: Float64Array,
    start: number,
    count: number,
    exponent: number,
    out: Float64Array,
  ): { readonly scale: number; readonly base: number } {
    const scale = 2 ** -exponent;
    if (this.length === 1) {
      out.set(points.subarray(start, start + count));
      return { scale, base: this.starts[0] };
    }
    this.compactInto(points, start, count, scale, out);
    return { scale: 1, base: 0 };
  }
}

/** The last run that starts at or before v (0 when there is none); `guess` is tried first. */
function runOf(starts: Float64Array, v: number, guess: number): number {
  if (v >= starts[guess] && (guess + 1 === starts.length || v < starts[guess + 1])) return guess;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= v) low = middle;
    else high = middle - 1;
  }
  return low;
}

function joinedIntervals(intervals: [number, number][], gap: number): [number, number][] {
  const joined: [number, number][] = [];
  for (const [first, end] of intervals) {
    const last = joined[joined.length - 1];
    if (last && first - last[1] < gap) last[1] = Math.max(last[1], end);
    else joined.push([first, end]);
  }
  return joined;
}

/**
 * Where the points are: the runs of boxes 2^exponent wide that hold some, and their total length.
 */
export interface Occupancy {
  readonly low: number;
  readonly high: number;
  readonly exponent: number;
  readonly boxes: CellRuns;
  /** In units of x; without the gaps that are left out. */
  readonly length: number;
}

/**
 * The boxes that hold points, in one pass and O(n) memory however long the range is.
 *
 * @param points - shape [n], n ≥ 1
 * @param low - the smallest point
 * @param high - the largest point
 * @param gap - only gaps of at least this length, in units of x, may be left out
 */
export function occupancy(points: Float64Array, low: number, high: number, gap: number): Occupancy {
  const exponent = Math.ceil(Math.log2(gap));
  const scale = 2 ** -exponent;
  const first = Math.floor(low * scale);
  const last = Math.floor(high * scale);
  if (last - first < FEW_BOXES) {
    const boxes = CellRuns.from([[first, last + 1]]);
    return { low, high, exponent, boxes, length: high - low };
  }
  const intervals = occupiedBoxes(points, scale).map((box) => [box, box + 1] as const);
  const boxes = CellRuns.from(intervals).widened(1, 0, 1);
  const length = Math.min(high - low, boxes.cells * 2 ** exponent);
  return { low, high, exponent, boxes, length };
}

/** The cells 2^exponent wide in the occupied boxes. */
export function occupiedCells({ low, high, ...found }: Occupancy, exponent: number): CellRuns {
  const scale = 2 ** -exponent;
  const first = Math.floor(low * scale);
  // As the loops count from the first cell: rounding may carry a point just below zero over it.
  const end = Math.floor(high * scale - first) + first + 1;
  const factor = 2 ** (found.exponent - exponent);
  const boxes = found.boxes.intervals();
  return CellRuns.from(
    boxes.map(([from, to]) => [Math.max(first, from * factor), Math.min(end, to * factor)]),
  );
}

/** Ids of boxes with points, ascending: a bitmap about the median of a few, a Set for the rest. */
function occupiedBoxes(points: Float64Array, scale: number): number[] {
  const n = points.length;
  const window = Math.min(BOXES_A_POINT * n, MOST_BOXES);
  const few = Float64Array.from({ length: 9 }, (_, i) => points[Math.floor((i * (n - 1)) / 8)]);
  const origin = Math.floor(few.sort()[4] * scale) - (window >> 1);
  const seen = new Uint8Array(window);
  const far = new Set<number>();
  let lastFar = Number.NaN;
  for (let i = 0; i < n; i++) {
    const id = Math.floor(points[i] * scale);
    const inside = id - origin;
    if (inside >= 0 && inside < window) seen[inside] = 1;
    else if (id !== lastFar) {
      far.add(id);
      lastFar = id;
    }
  }
  const boxes = [...far];
  for (let i = 0; i < window; i++) if (seen[i] === 1) boxes.push(origin + i);
  return boxes.sort((a, b) => a - b);
}

/**
 * What is kept of a sample: M[cell, k, j] = Σ c_ij tᵢᵏ, t ∈ [−½, ½) the place in the cell.
 *
 * @remarks O(n·order·c) to build, one pass for two columns, no sorting. Rounding stays below 1e-12
 *   of the mass of a cell even when all points fall into one.
 */
export class CellMoments {
  /**
   * @param binning - width of the cells and number of moments
   * @param c - number of columns
   * @param runs - the cells
   * @param moments - shape [cells, order, c]
   * @param masses - Σ|c_ij| of the columns j ≥ 1, shape [cells, c − 1]
   * @param beyond - Σ|c_ij| of points that are in none of the cells, shape [c]
   */
  constructor(
    readonly binning: Binning,
    readonly c: number,
    readonly runs: CellRuns,
    readonly moments: Float64Array,
    readonly masses: Float64Array,
    readonly beyond?: Float64Array,
  ) {}

  /**
   * Moments of a sample whose points all lie in `runs`.
   *
   * @param from - the first column that is wanted
   */
  static of(
    { n, c, points, columns }: Sample,
    binning: Binning,
    runs: CellRuns,
    beyond?: Float64Array,
    from = 0,
  ): CellMoments {
    const { exponent, order } = binning;
    const { cells } = runs;
    const loops = lineLoops();
    // Places in the memory of the loops, after the points of a chunk.
    const [a, b] = [CHUNK, 2 * CHUNK];
    const first = b + CHUNK;
    const totals = first + 2 * cells * order;
    const mass = totals + 2 * cells * order;
    const counts = mass + 2 * cells;
    const end = counts + cells;
    const block = new Float64Array(loops.memory(8 * end));
    const moments = new Float64Array(cells * order * c);
    const masses = new Float64Array(cells * (c - 1));
    for (let j = from; j < c; j += 2) {
      block.fill(0, b, end);
      for (let start = 0; start < n; start += CHUNK) {
        const count = Math.min(CHUNK, n - start);
        const { scale, base } = runs.loadInto(points, start, count, exponent, block);
        const column = j * n + start;
        block.set(columns.subarray(column, column + count), a);
        if (j + 1 < c) block.set(columns.subarray(column + n, column + n + count), b);
        loops.addMoments(
          count,
          0,
          8 * a,
          8 * b,
          scale,
          base,
          order,
          8 * first,
          8 * totals,
          8 * mass,
          8 * counts,
        );
      }
      for (let i = 0; i < 2 * cells * order; i++) block[first + i] += block[totals + i];
      for (let lane = 0; lane < 2 && j + lane < c; lane++) {
        laneInto(block, first + lane, 2, moments, j + lane, c);
        if (j + lane > 0) laneInto(block, mass + lane, 2, masses, j + lane - 1, c - 1);
      }
    }
    return new CellMoments(binning, c, runs, moments, masses, beyond);
  }

  /** Those of several samples in the same cells, each times its weight. */
  static sum(parts: readonly CellMoments[], weights: Float64Array): CellMoments {
    const [{ binning, c, runs, moments: first, masses: other }] = parts;
    const moments = new Float64Array(first.length);
    const masses = new Float64Array(other.length);
    // Two at a time: half as often from and to memory.
    for (let b = 0; b < parts.length; b += 2) {
      const last = Math.min(b + 1, parts.length - 1);
      const [f, g] = [weights[b], last > b ? weights[last] : 0];
      if (f === 0 && g === 0) continue;
      addTimes(f, parts[b].moments, g, parts[last].moments, moments);
      addTimes(f, parts[b].masses, g, parts[last].masses, masses);
    }
    return new CellMoments(binning, c, runs, moments, masses);
  }

  /** Writes the moments of the columns j and j + 1, shape [cells, order, 2]. */
  pairInto(j: number, out: Float64Array): void {
    const { c, moments } = this;
    for (let lane = 0; lane < 2; lane++)
      for (let i = 0, k = j; k < moments.length; i++, k += c)
        out[2 * i + lane] = j + lane < c ? moments[k + lane] : 0;
  }

  /** Σ|c_ij| over a cell. */
  mass(cell: number, j: number): number {
    return j === 0
      ? this.moments[cell * this.binning.order * this.c]
      : this.masses[cell * (this.c - 1) + j - 1];
  }
}

/** out += f·a + g·b */
function addTimes(f: number, a: Float64Array, g: number, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] += f * a[i] + g * b[i];
}

/** out[to], out[to + step], … = values[from], values[from + stride], … to the end of `out`. */
function laneInto(
  values: Float64Array,
  from: number,
  stride: number,
  out: Float64Array,
  to: number,
  step: number,
): void {
  for (let i = to, k = from; i < out.length; i += step, k += stride) out[i] = values[k];
}

/** A stretch of a line cut into boxes of one width, so few that each can be counted. */
export class LineBoxes {
  /** How many boxes, from number 0 on. */
  readonly count: number;
  readonly #low: number;
  readonly #scale: number;

  /**
   * @param low - where the first begins
   * @param high - what the last holds
   * @param width - of a box; wider where there would be more than so many
   */
  constructor(low: number, high: number, width: number, most: number) {
    const wide = Math.max(width, (high - low) / most);
    this.#low = low;
    this.#scale = 1 / wide;
    this.count = this.of(high) + 1;
  }

  /** Width of a box. */
  get width(): number {
    return 1 / this.#scale;
  }

  /** The box of a place, below 0 or from `count` on outside. */
  of(x: number): number {
    return Math.floor((x - this.#low) * this.#scale);
  }

  /**
   * Which boxes lie no more than so many away from one that counts.
   *
   * @param counts - of each, above 0 for those that do
   * @returns 1 for these, 0 for the others
   */
  near(counts: ArrayLike<number>, apart: number): Uint8Array {
    const isNear = new Uint8Array(this.count);
    for (let b = 0; b < this.count; b++)
      if (counts[b] > 0) isNear.fill(1, Math.max(0, b - apart), b + apart + 1);
    return isNear;
  }

  /** How many of some places are in each. */
  countsOf(places: Float64Array): Int32Array {
    const counts = new Int32Array(this.count);
    for (let i = 0; i < places.length; i++) {
      const box = this.of(places[i]);
      if (box >= 0 && box < counts.length) counts[box]++;
    }
    return counts;
  }
}
