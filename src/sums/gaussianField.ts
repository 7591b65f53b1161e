// Gaussian sums over cells as polynomials of the query: the grid that makes them, the field that holds
// them, what of it is certified, and which points matter where it is not.

import { lineLoops } from '../loops/wasm/instance.js';
import type { CellMoments } from './cells.js';
import {
  analysisMatrix,
  type Binning,
  binningError,
  type CellRuns,
  CHUNK,
  chebyshevNodes,
  type GridGeometry,
  gridGeometry,
  gridSpacing,
  powerMatrix,
} from './cells.js';
import { countOfSums } from './powers.js';
import type { SumsRequest } from './types.js';

/** Data further away than this many bandwidths are left out: e^{−14²/2} = 3e-43. */
export const GAP = 20;
/** Queries at most this many bandwidths outside the data can be certified. */
const MARGIN = 5;
/** Mostly a query is certified that has a point within so many bandwidths. */
export const CERTAIN = 3.5;

/** What sums are wanted of the moments. */
export interface FieldRequest {
  /** h of e^{−(x−q)²/2h²} */
  readonly bandwidth: number;
  /** K(0) */
  readonly peak: number;
  /** The unit of u = (x−q)/unit. */
  readonly unit: number;
  readonly degrees: readonly number[];
  readonly tolerance: number;
  /** The first column that is summed. */
  readonly first: 0 | 1;
}

/** K and K² of the Gaussian as e^{−(x−q)²/2h²}: K² is one too, of bandwidth h/√2. */
export function fieldRequest(request: SumsRequest): FieldRequest {
  const { squared, degrees, tolerance, weighsOnly } = request;
  const unit = 1 / request.inverseBandwidth[0];
  const rest = { unit, degrees, tolerance, first: weighsOnly ? 1 : 0 } as const;
  return squared
    ? { bandwidth: unit * Math.SQRT1_2, peak: 0.5 / Math.PI, ...rest }
    : { bandwidth: unit, peak: 1 / Math.sqrt(2 * Math.PI), ...rest };
}

/** The field of Gaussian sums and, for each patch of cells, what is certified. */
export interface GaussianField {
  readonly field: CellField;
  readonly certificate: Certificate;
}

/**
 * Gaussian sums of binned moments as polynomials in the cells about the data.
 *
 * @param neededOf - marks the patches of cells where sums are wanted, given the cells and the size
 *   of a patch
 * @remarks O(cells·order·taps·columns), about 40 taps at 1e-12; the data are not touched.
 */
export function gaussianField(
  source: CellMoments,
  request: FieldRequest,
  neededOf: (runs: CellRuns, patch: number) => Uint8Array,
): GaussianField {
  const { bandwidth, degrees, tolerance, peak, unit } = request;
  const { binning, c } = source;
  const { order } = binning;
  const power = Math.max(...degrees);
  const grid = GaussianGrid.of(binning, bandwidth, power, tolerance / 256);
  const { spacing, side, taps } = grid.geometry;
  const { width } = grid;
  const patch = spacing < 4 ? 1 : spacing / 2;
  const runs = source.runs.widened(GAP / width, Math.ceil(MARGIN / width), spacing);
  const needed = neededOf(runs, patch);
  const gridError =
    width <= gridSpacing(tolerance / 256, power) ? tolerance / 128 : Number.POSITIVE_INFINITY;
  const kappa = degrees.map((degree) => worstError(width / 2, order, degree) + gridError);
  const certified = certificate(source, runs, patch, width, needed, kappa, tolerance / 2);

  const size = countOfSums(1, degrees);
  const loops = lineLoops();
  // Places in the memory of the loops.
  const moments = 0;
  const spreading = moments + 2 * source.runs.cells * order;
  const gathering = spreading + spacing * order * taps;
  const polynomials = gathering + spacing * order * taps;
  const marks = polynomials + 2 * runs.cells * order;
  const values = marks + Math.ceil(needed.length / 8);
  const ends = values + 2 * (runs.cells / spacing + runs.length * (2 * side + 2));
  const buffer = loops.memory(8 * ends);
  const block = new Float64Array(buffer);
  new Uint8Array(buffer, 8 * marks).set(needed);
  block.set(grid.tables(0), spreading);
  block.fill(0, polynomials, marks);
  const gridOf = (r: number) => 8 * (values + 2 * (runs.offsets[r] / spacing + r * (2 * side + 2)));

  const pairs: FieldPair[] = [];
  // Of an odd number the first, mostly the weights, goes alone: it is often wanted to a lower degree.
  const start = request.first;
  for (let j: number = start, field = start === 0 ? 0 : degrees[0] + 1; j < c; ) {
    const isAlone = j === start && (c - start) % 2 === 1;
    const [degree, next] = [degrees[j], isAlone ? -1 : degrees[j + 1]];
    source.pairInto(j, block.subarray(moments));
    block.fill(0, values, ends);
    source.runs.intervals().forEach(([first, end], s) => {
      const r = runs.runAt(first);
      const from = 8 * (moments + 2 * source.runs.offsets[s] * order);
      const place = first - runs.starts[r];
      loops.spread(from, place, end - first, spacing, order, taps, 8 * spreading, gridOf(r));
    });
    for (let a = 0; a <= Math.max(degree, next); a++) {
      const factor = a === 0 ? grid.weight * peak : bandwidth / unit;
      for (let i = values; i < ends; i++) block[i] *= factor;
      if (a === 0) block.copyWithin(gathering, spreading, gathering);
      else block.set(grid.tables(a), gathering);
      for (let r = 0; r < runs.length; r++) {
        const first = runs.offsets[r];
        const cells = runs.offsets[r + 1] - first;
        const mark = 8 * marks + first / patch;
        const to = 8 * (polynomials + 2 * first * order);
        const from = gridOf(r);
        loops.gather(from, cells, spacing, order, taps, mark, patch, 8 * gathering, to);
      }
      const second = a <= next ? field + degree + 1 + a : -1;
      const first = a <= degree ? field + a : -1;
      pairs.push({ first, second, polynomials: block.slice(polynomials, marks) });
    }
    field += degree + next + 2;
    j += isAlone ? 1 : 2;
  }
  for (let p = 0; p < needed.length; p++)
    if (!certified.safe(p))
      for (let i = 0; i < patch; i++)
        pairs[0].polynomials[2 * (p * patch + i) * order] = Number.NaN;
  return { field: new CellField(binning, runs, size, pairs), certificate: certified };
}

function worstError(delta: number, order: number, degree: number): number {
  let worst = 0;
  for (let a = 0; a <= degree; a++) worst = Math.max(worst, binningError(delta, order, a));
  return worst;
}

/** Two of the sums wanted at each query, as polynomials in t ∈ [−½, ½) for each cell. */
export interface FieldPair {
  /** Which sum the first of each pair is, or −1 when it is not wanted. */
  readonly first: number;
  /** Which sum the second is, or −1. */
  readonly second: number;
  /** Pairs, shape [cells, order, 2]. */
  readonly polynomials: Float64Array;
}

/** Sums as functions of the query. */
export class CellField {
  /**
   * @param binning - width of the cells and order of the polynomials
   * @param runs - the cells
   * @param size - number of sums wanted for each query
   * @param pairs - all of them; NaN in the first pair where the sums are not certified
   */
  constructor(
    readonly binning: Binning,
    readonly runs: CellRuns,
    readonly size: number,
    readonly pairs: readonly FieldPair[],
  ) {}

  /**
   * Writes the sums, shape [m, size], and lists the queries that have none; returns their number.
   */
  sumsInto(queries: Float64Array, out: Float64Array, failed: Int32Array | number[]): number {
    const { runs, size, pairs } = this;
    const { exponent, order } = this.binning;
    const { cells } = runs;
    const m = queries.length;
    const loops = lineLoops();
    const results = CHUNK;
    const places = results + 2 * CHUNK;
    const length = 2 * cells * order;
    const block = new Float64Array(loops.memory(8 * (places + pairs.length * length)));
    pairs.forEach(({ polynomials }, k) => {
      block.set(polynomials, places + k * length);
    });
    let failures = 0;
    // Chunk after chunk, all sums of one while its part of `out` is near at hand.
    for (let start = 0; start < m; start += CHUNK) {
      const count = Math.min(CHUNK, m - start);
      const { scale, base } = runs.loadInto(queries, start, count, exponent, block);
      pairs.forEach(({ first, second }, k) => {
        const at = 8 * (places + k * length);
        const lost = loops.valuesInto(count, 0, scale, base, cells, order, at, 8 * results);
        if (lost > 0 && k === 0)
          for (let i = 0; i < count; i++)
            if (Number.isNaN(block[results + 2 * i])) failed[failures++] = start + i;
        if (size === 2 && second === 1) {
          out.set(block.subarray(results, results + 2 * count), 2 * start);
          return;
        }
        for (let i = 0; i < count; i++) {
          if (first >= 0) out[(start + i) * size + first] = block[results + 2 * i];
          if (second >= 0) out[(start + i) * size + second] = block[results + 2 * i + 1];
        }
      });
    }
    return failures;
  }
}

// Which queries can be read from the field. Its error at a query is at most κ·Σ|c|e^{−u²/4}, while
// tolerance·Σ|c|e^{−u²/2} is allowed. Both sums are bounded over patches of about a fifth of a
// bandwidth, from the masses Σ|c| in them: the first from above by the nearest, the second from
// below by the farthest distance between two patches.

/** Beyond this distance all mass counts with e^{−REACH²/4} = 5e-22. */
const REACH = 14;
/** Width, in bandwidths, of the blocks of the first and cheaper bound. */
const BLOCK = 1;

/**
 * For each patch and column the room left: Σ|c|e^{−u²/2} − (κ/tolerance)·Σ|c|e^{−u²/4}, at least.
 */
export class Certificate {
  /**
   * @param patch - cells in a patch
   * @param width - width of a patch in bandwidths
   * @param masses - Σ|c| in each patch, shape [patches, c]
   * @param room - shape [patches, c]; negative where nothing is certified
   */
  constructor(
    readonly patch: number,
    readonly width: number,
    readonly c: number,
    readonly masses: Float64Array,
    readonly room: Float64Array,
  ) {}

  /** Whether all columns are certified in a patch. */
  safe(patch: number): boolean {
    for (let j = 0; j < this.c; j++) if (!(this.room[patch * this.c + j] >= 0)) return false;
    return true;
  }
}

/**
 * @param runs - cells of the field, in whole patches
 * @param width - width of a cell in bandwidths
 * @param needed - the patches to look at, shape [patches]
 * @param errors - κ for each column, shape [c]
 */
export function certificate(
  source: CellMoments,
  runs: CellRuns,
  patch: number,
  width: number,
  needed: Uint8Array,
  errors: readonly number[],
  tolerance: number,
): Certificate {
  const { c } = source;
  const patches = runs.cells / patch;
  const masses = new Float64Array(patches * c);
  source.runs.intervals().forEach(([from, to], s) => {
    const target = runs.indexOf(from);
    for (let i = 0; i < to - from; i++)
      for (let j = 0; j < c; j++)
        masses[Math.floor((target + i) / patch) * c + j] += source.mass(
          source.runs.offsets[s] + i,
          j,
        );
  });
  const all = source.beyond?.slice() ?? new Float64Array(c);
  for (let i = 0; i < masses.length; i++) all[i % c] += masses[i];

  const step = width * patch;
  const reach = Math.ceil(REACH / step);
  const least = decay(reach, (s) => -0.5 * ((s + 1) * step) ** 2);
  const most = decay(reach, (s) => -0.25 * (Math.max(0, s - 1) * step) ** 2);
  const room = new Float64Array(patches * c);
  const decays = { least, most, block: Math.ceil(BLOCK / step) };
  for (let r = 0; r < runs.length; r++) {
    const first = runs.offsets[r] / patch;
    const end = runs.offsets[r + 1] / patch;
    const wanted = needed.subarray(first, end);
    const run = new Float64Array(end - first);
    for (let j = 0; j < c; j++) {
      for (let p = 0; p < run.length; p++) run[p] = masses[(first + p) * c + j];
      const rest = all[j] * Math.exp(-0.25 * REACH ** 2);
      roomInto(run, wanted, decays, errors[j] / tolerance, rest, room, first * c + j, c);
    }
  }
  return new Certificate(patch, step, c, masses, room);
}

function decay(reach: number, exponent: (s: number) => number): Float64Array {
  return Float64Array.from({ length: reach + 1 }, (_, s) => Math.exp(exponent(s)));
}

/** e^{−u²/2} at the farthest and e^{−u²/4} at the nearest of two patches so many apart. */
interface Decays {
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Patches in a block of the first bound. */
  readonly block: number;
}

/**
 * room[p] = Σ_q mass[q]·least[|p−q|] − weight·(Σ_q mass[q]·most[|p−q|] + rest) for the patches of a
 * run, at first + p·step. The second sum is first bounded block by block; patch by patch only where
 * that does not do.
 */
function roomInto(
  masses: Float64Array,
  needed: Uint8Array,
  { least, most, block }: Decays,
  weight: number,
  rest: number,
  room: Float64Array,
  first: number,
  step: number,
): void {
  const reach = least.length - 1;
  const blocks = new Float64Array(Math.ceil(masses.length / block));
  for (let p = 0; p < masses.length; p++) blocks[Math.floor(p / block)] += masses[p];
  const far = Math.ceil(reach / block);
  for (let b = 0; b < blocks.length; b++) {
    let upper = rest;
    for (let q = Math.max(0, b - far); q < Math.min(blocks.length, b + far + 1); q++)
      upper += blocks[q] * most[Math.max(0, (Math.abs(b - q) - 1) * block)];
    for (let p = b * block; p < Math.min(masses.length, (b + 1) * block); p++) {
      if (needed[p] === 0) continue;
      let left = total(masses, p, 2 * block, least) - weight * upper;
      if (!(left > 0.25 * weight * upper))
        left = total(masses, p, reach, least) - weight * (total(masses, p, reach, most) + rest);
      room[first + p * step] = left;
    }
  }
}

/** Σ_q mass[q]·decay[|p−q|] within `reach` of p. */
function total(masses: Float64Array, p: number, reach: number, decay: Float64Array): number {
  let sum = 0;
  for (let q = Math.max(0, p - reach); q <= p; q++) sum += masses[q] * decay[p - q];
  const last = Math.min(masses.length - 1, p + reach);
  for (let q = p + 1; q <= last; q++) sum += masses[q] * decay[q - p];
  return sum;
}

const POSITIONS = 8192;

/**
 * The points that can matter to some queries, read from the masses of the patches: those in patches
 * whose largest possible term is not below tolerance times the largest certain one.
 *
 * @param rows - indices of the queries
 * @param certificate - of the field
 * @returns indices of points, or `undefined` when looking would cost more than taking them all
 */
export function relevantPoints(
  points: Float64Array,
  queries: Float64Array,
  rows: Int32Array,
  { patch, width: step, c, masses }: Certificate,
  { runs, binning }: CellField,
  { degrees, tolerance, excludeSelf }: SumsRequest,
): Int32Array | undefined {
  const power = Math.max(...degrees);
  const scale = 2 ** -binning.exponent;
  const width = step / patch;
  const filled: number[] = [];
  const places: number[] = [];
  runs.intervals().forEach(([first, end], r) => {
    for (let id = first, p = runs.offsets[r] / patch; id < end; id += patch, p++)
      if (masses.subarray(p * c, (p + 1) * c).some((mass) => mass > 0)) {
        filled.push(p);
        places.push(id);
      }
  });
  if (rows.length * filled.length * c > 2 * points.length) return undefined;

  // Farther out the same points or fewer matter, so distant queries are looked at from 1e4
  // bandwidths.
  const lowest = places[0] - 1e4 / width;
  const highest = places[places.length - 1] + 1e4 / width;
  const slack = Math.log(tolerance / (1024 * filled.length));
  const logs = Float64Array.from({ length: filled.length * c }, (_, i) =>
    Math.log(masses[filled[Math.floor(i / c)] * c + (i % c)]),
  );
  const marked = new Uint8Array(masses.length / c);
  for (const row of rows) {
    const v = Math.min(highest, Math.max(lowest, queries[row] * scale));
    for (let j = 0; j < c; j++) {
      let certain = Number.NEGATIVE_INFINITY;
      for (let f = 0; f < filled.length; f++) {
        // What the query's own patch holds may be the point that is left out.
        if (excludeSelf && v >= places[f] && v < places[f] + patch) continue;
        const far = Math.max(v - places[f], places[f] + patch - v) * width;
        certain = Math.max(certain, logs[f * c + j] - 0.5 * far * far);
      }
      for (let f = 0; f < filled.length; f++) {
        const near = Math.max(0, places[f] - v, v - places[f] - patch) * width;
        const possible = logs[f * c + j] - 0.5 * near * near + power * Math.log(Math.max(1, near));
        if (possible >= certain + slack) marked[filled[f]] = 1;
      }
    }
  }
  return pointsIn(points, scale, runs, patch, marked);
}

function pointsIn(
  points: Float64Array,
  scale: number,
  runs: CellRuns,
  patch: number,
  marked: Uint8Array,
): Int32Array {
  const found = new Int32Array(points.length);
  const positions = new Float64Array(Math.min(points.length, POSITIONS));
  let count = 0;
  for (let start = 0; start < points.length; start += POSITIONS) {
    const some = Math.min(POSITIONS, points.length - start);
    runs.compactInto(points, start, some, scale, positions);
    for (let i = 0; i < some; i++)
      if (marked[(positions[i] / patch) | 0] === 1) found[count++] = start + i;
  }
  return found.slice(0, count);
}

// A Gaussian is the product of two, summed over a grid:
//
//   e^{−(x−q)²/2h²} = √(2/π)·Δ/h · Σ_j e^{−(x−z_j)²/h²} e^{−(z_j−q)²/h²} · (1 + ε),  |ε| ≤ 2e^{−(π²/2)(h/Δ)²},
//
// since the product is e^{−(x−q)²/2h²} times a Gaussian of z about the middle of x and q, and the
// trapezoidal rule is spectrally accurate. Δ ≈ 0.4h gives 1e-13, for every pair, near or far, and
// all factors are positive. Both factors are interpolated in the cells: moments → grid →
// polynomials. Powers of u = (x−q)/h come from derivatives: u^α e^{−u²/2} ↔ Q_α(w)e^{−w²}, w =
// (q−z)/h, Q_{α+1} = −2w Q_α − α Q_{α−1}.

/** The tables of Q_α(w)e^{−w²} in the cells of a binning, for one bandwidth. */
export class GaussianGrid {
  readonly geometry: GridGeometry;
  /** √(2/π)·Δ/h */
  readonly weight: number;
  /** Width of a cell in bandwidths. */
  readonly width: number;
  static #last: { readonly name: string; readonly grid: GaussianGrid } | undefined;
  readonly #tables = new Map<number, Float64Array>();
  readonly #nodes: Float64Array;
  readonly #analysis: Float64Array;
  readonly #powers: Float64Array;
  readonly #steps: Float64Array;

  /**
   * @param binning - the cells, at most 0.4 bandwidths wide
   * @param bandwidth - h
   * @param power - the highest power of u wanted
   * @param tolerance - error allowed to the grid, and to its truncation
   */
  constructor(
    readonly binning: Binning,
    bandwidth: number,
    power: number,
    tolerance: number,
  ) {
    this.width = 2 ** binning.exponent / bandwidth;
    this.geometry = gridGeometry(this.width, tolerance, power);
    const delta = this.geometry.spacing * this.width;
    this.weight = Math.sqrt(2 / Math.PI) * delta;
    this.#nodes = chebyshevNodes(binning.order);
    this.#analysis = analysisMatrix(binning.order);
    this.#powers = powerMatrix(binning.order);
    const taps = { length: this.geometry.side + 2 };
    this.#steps = Float64Array.from(taps, (_, j) => Math.exp(-((j * delta) ** 2)));
  }

  /** The grid; the one before where it is the same. */
  static of(binning: Binning, bandwidth: number, power: number, tolerance: number): GaussianGrid {
    const name = [binning.exponent, binning.order, bandwidth, power, tolerance].join(' ');
    if (GaussianGrid.#last?.name !== name)
      GaussianGrid.#last = { name, grid: new GaussianGrid(binning, bandwidth, power, tolerance) };
    return GaussianGrid.#last.grid;
  }

  /**
   * For each phase, the number of cells after a grid point, the coefficients in t of Q_α(w)e^{−w²}:
   * row k of the power tᵏ, column j of the grid point j − side further on.
   *
   * @returns shape [spacing, order, taps]
   */
  tables(power: number): Float64Array {
    const known = this.#tables.get(power);
    if (known) return known;
    const { spacing, taps } = this.geometry;
    const size = this.binning.order * taps;
    const tables = new Float64Array(spacing * size);
    this.#tables.set(power, tables);
    for (let phase = 0; phase < spacing; phase++)
      this.#tableInto(phase, power, tables.subarray(phase * size, (phase + 1) * size));
    return tables;
  }

  #tableInto(phase: number, power: number, table: Float64Array): void {
    const { width } = this;
    const nodes = this.#nodes;
    const analysis = this.#analysis;
    const powers = this.#powers;
    const steps = this.#steps;
    const { spacing, side, taps } = this.geometry;
    const { order } = this.binning;
    const delta = spacing * width;
    const row = new Float64Array(taps);
    const series = new Float64Array(order * taps);
    for (let i = 0; i < order; i++) {
      // w = b − jΔ: e^{−w²} = e^{−b²}·(e^{2bΔ})^j·e^{−(jΔ)²}, two exponentials for all j.
      const b = (phase + 0.5 + nodes[i]) * width;
      const ratio = Math.exp(2 * b * delta);
      const start = Math.exp(-b * b);
      for (let j = 0, up = start; j <= side + 1; j++, up *= ratio) row[side + j] = up * steps[j];
      for (let j = 1, down = start / ratio; j <= side; j++, down /= ratio)
        row[side - j] = down * steps[j];
      if (power > 0)
        for (let j = 0; j < taps; j++) row[j] *= derivativeFactor(b - (j - side) * delta, power);
      for (let a = 0; a < order; a++) addRow(series, a, analysis[a * order + i], row, 0, taps);
    }
    for (let a = 0; a < order; a++)
      for (let k = a & 1; k <= a; k += 2) addRow(table, k, powers[a * order + k], series, a, taps);
  }
}

/** out[k] += factor·rows[a] for arrays of rows of length taps. */
function addRow(
  out: Float64Array,
  k: number,
  factor: number,
  rows: Float64Array,
  a: number,
  taps: number,
): void {
  const target = k * taps;
  const source = a * taps;
  for (let j = 0; j < taps; j++) out[target + j] += factor * rows[source + j];
}

/** Q_α(w) */
function derivativeFactor(w: number, power: number): number {
  let before = 0;
  let current = 1;
  for (let a = 0; a < power; a++) [before, current] = [current, -2 * w * current - a * before];
  return current;
}
