// The direct method: every query against every key. Any kernel, dimension and power, exact to
// rounding, never an m×n matrix.
//
// Plain sums first, by tiles (Gaussian, degree 0, SIMD; powers come to that where the
// request brings a way) or by rows (the rest); a query whose sums may have lost something
// is summed again with more care: f32 → f64 → log space (`Near`). O(n·m·d) time, O(n+m) memory.

import { gaussian } from '../kernels/gaussian.js';
import type { Kernel } from '../kernels/Kernel.js';
import { type GaussianLoops, gaussianRows } from '../loops/gaussianRows.js';
import { dotPairInto, squaresInto } from '../loops/packedRows.js';
import { wasmLoops } from '../loops/wasm/instance.js';
import { COSTS, meanOf, nearCost, viewsOf } from './costs.js';
import { kernelRow } from './kernelRow.js';
import { isMovable } from './momentSums.js';
import { nearSumsInto } from './Near.js';
import { countOfPowers, countOfSums, emptySums, powers, putSums, sumStarts } from './powers.js';
import { CANCELLED } from './productSums.js';
import {
  type CategoryMatch,
  columnSizes,
  copyRows,
  type KernelSums,
  logPeak,
  pointRange,
  type Sample,
  type SumsMethod,
  type SumsRequest,
} from './types.js';

/** From this tolerance on, f32 is worth trying. */
const SINGLE_TOLERANCE = 1e-6;

/**
 * Queries tried in f32 before all are, and the share of them left open from which f64 alone is
 * faster: f32 takes about half the time.
 */
const PILOTS = 32;
const MOST_OPEN = 0.4;

/**
 * Sums below this are multiplied by a power of two, so that products of two sums do not underflow.
 */
const SMALL = 2 ** -64;

/**
 * The direct method of the kernel sums: serves every request, exact to rounding, except that a wide
 * tolerance allows f32, and a request may bring a looser way to powers.
 */
export const direct: SumsMethod = {
  dimensions: [0, Infinity],
  scales: 'all',
  kinds: true,
  plan: (sample, queries, request) => ({
    cost: directCost(sample, queries, request),
    run: () => directSums(sample, queries, request),
  }),
};

/** What the value of a kernel costs that does not say. */
const UNKNOWN = 20;
/** Points of a row. */
const ROW = 512;
/** What f32 takes beside f64. */
const SINGLE = 0.5;
/** Points that pad a tile, about. */
const PADDING = 4;
/** Bandwidths from the nearest point beyond which the Gaussian is too small for plain sums. */
const FAR = 36;

/** Expected time of the direct method in ns. */
export function directCost(sample: Sample, queries: Float64Array, request: SumsRequest): number {
  const { n, d } = sample;
  const m = d > 0 ? queries.length / d : 0;
  const { low, high } = pointRange(sample);
  const reaches = Array.from(request.inverseBandwidth, (w, j) => ((high[j] - low[j]) / 2) * w);
  const reach = Math.max(...reaches);
  const part = reaches.reduce((product, each) => product / Math.max(1, each), 1);
  const isSingle =
    isTiled(request) &&
    part >= leastOfAll(request.tolerance) &&
    fitsSingle(sample, queries, request);
  const { start } = isTiled(request) ? COSTS.tiles : COSTS.rows;
  const isMoved = request.powerSums !== undefined && isMovable(d, request, reach);
  const query = queryCost(sample, request, isMoved)(isSingle ? SINGLE * n + PADDING : n);
  return start + m * (query + farCost(sample, queries, request, reach));
}

/** What the queries of the Gaussian add that are too far from all points for plain sums. */
function farCost(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  reach: number,
): number {
  if (request.kernel !== gaussian) return 0;
  const far = request.squared ? FAR * Math.SQRT1_2 : FAR;
  if (!(2 * reach > far)) return 0;
  return meanOf(viewsOf(sample, queries, request), (view) => {
    const nearest = view.sideOf(1) / 2;
    return nearest > far ? nearCost(sample, request, view.within(nearest)) : 0;
  });
}

/**
 * Expected time of one query beside so many points in ns.
 *
 * @param isMoved - whether powers are made of sums of degree 0
 */
export function queryCost(
  { d }: Sample,
  request: SumsRequest,
  isMoved = false,
): (pairs: number) => number {
  const { kernel, degrees, product } = request;
  const size = countOfSums(d, degrees);
  if (isTiled(request) || isMoved) {
    const { query, pair, dimension, sum } = COSTS.tiles;
    const each = pair + dimension * d + sum * Math.ceil(size / 2);
    return (pairs) => query + (pairs + PADDING) * each;
  }
  const { query, row, value, root, dimension, power, sum } = COSTS.rows;
  const all = countOfPowers(d, Math.max(0, ...degrees));
  const byDimension = kernel !== gaussian && (product || d === 1);
  const values = (kernel.traits?.valueCost ?? UNKNOWN) * value;
  const kernelCost = byDimension ? d * values : values + (kernel === gaussian ? 0 : root);
  const differences = dimension * d * (byDimension || all > 1 ? 2 : 1);
  const each = kernelCost + differences + power * (all - 1) + sum * size;
  const rows = row * (d + all + size / 2);
  return (pairs) => query + Math.ceil(pairs / ROW) * rows + pairs * each;
}

/** Gaussian sums of degree 0 have loops of their own. */
function isTiled({ kernel, degrees, queryScale, pointScale, kinds }: SumsRequest): boolean {
  const varies = queryScale || pointScale || kinds;
  return kernel === gaussian && !varies && degrees.every((degree) => degree === 0);
}

/**
 * The direct sums.
 *
 * @param skips - for each query the point to leave out, or −1, in place of itself where the request
 *   asks for that, shape [m]
 */
export function directSums(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  skips?: Int32Array,
): KernelSums {
  const { n, d } = sample;
  const { kernel, degrees, squared, kinds } = request;
  const m = queries.length / d;
  const positions = sumStarts(d, degrees);
  const size = positions[degrees.length];
  const { logScale, sums } = emptySums(d, degrees, m);
  if (n === 0 || m === 0) return { logScale, sums };
  const powerSums = kinds ? undefined : request.powerSums;
  const moved = powerSums?.(sample, queries, request, (wide, plain) =>
    directSums(wide, queries, plain, skips),
  );
  if (moved) return moved;

  const skip = skips ?? new Int32Array(m).fill(-1);
  if (!skips && request.excludeSelf) for (let q = 0; q < m; q++) skip[q] = q;
  const loops = wasmLoops() ?? gaussianRows;
  const isGaussian = kernel === gaussian;
  const sizes = kernel.isSigned ? new Float64Array(m) : undefined;

  if (isTiled(request)) {
    const factor = Math.sqrt(squared ? Math.LOG2E : Math.LOG2E / 2);
    const scale = request.inverseBandwidth.map((w) => w * factor);
    const fits = loops.sums32 && fitsSingle(sample, queries, request);
    if (fits && singlePays(loops, sample, queries, scale, skip, request.tolerance)) {
      tileSumsInto(loops, true, sample, queries, scale, skip, sums);
      const certainty = singleCertainty(sample, request.tolerance);
      const again = uncertainQueries(sums, size, positions, certainty);
      const found =
        again.length > 0 ? chosenTileSums(loops, false, sample, queries, scale, skip, again) : sums;
      for (let i = 0; i < again.length; i++) {
        sums.set(found.subarray(i * size, (i + 1) * size), again[i] * size);
      }
    } else {
      tileSumsInto(loops, false, sample, queries, scale, skip, sums);
    }
  } else {
    rowSumsInto(loops, sample, queries, request, skip, sums, sizes);
  }
  if (sizes) {
    forgetCancelled(sums, size, sizes, doubleCertainty(sample, kernel).least[0]);
    for (let q = 0; q < m; q++) normaliseAt(sums, logScale, q, size);
    return { logScale, sums };
  }
  const open = uncertainQueries(sums, size, positions, doubleCertainty(sample, kernel));
  logScale.fill(isGaussian ? logPeak(request, d) : 0);
  for (let q = 0; q < m; q++) normaliseAt(sums, logScale, q, size);
  if (open.length > 0) {
    nearSumsInto(sample, queries, open, request, { logScale, sums }, skip);
  }
  return { logScale, sums };
}

/**
 * Writes the sums of some of the queries.
 *
 * @param rows - which of them
 * @param out - of all queries
 * @param sumsOf - of queries side by side; the direct ones where it gives none
 */
export function answerInto(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  rows: readonly number[],
  out: KernelSums,
  sumsOf?: (some: Float64Array) => KernelSums | undefined,
): void {
  const { queryScale: scales, excludeSelf } = request;
  const some = copyRows(queries, sample.d, rows);
  const queryScale = scales && Float64Array.from(rows, (q) => scales[q]);
  const own = queryScale ? { ...request, queryScale } : request;
  const skips = Int32Array.from(rows, (q) => (excludeSelf ? q : -1));
  const found = sumsOf?.(some) ?? directSums(sample, some, own, skips);
  putSums(out, rows, found);
}

/**
 * Whether f32 holds points, queries and bandwidths without loss, and the tolerance is wide enough for
 * it.
 */
function fitsSingle(
  { points }: Sample,
  queries: Float64Array,
  { inverseBandwidth, tolerance }: SumsRequest,
): boolean {
  const isSingle = (x: number) => Math.fround(x) === x;
  return (
    tolerance >= SINGLE_TOLERANCE &&
    inverseBandwidth.every((w) => w === 0 || (w > 1e-30 && w < 1e30)) &&
    points.every(isSingle) &&
    queries.every(isSingle)
  );
}

/** Whether f32 answers so many of a few queries that it is worth trying all. */
function singlePays(
  loops: GaussianLoops,
  sample: Sample,
  queries: Float64Array,
  scale: Float64Array,
  skip: Int32Array,
  tolerance: number,
): boolean {
  const { c } = sample;
  const m = skip.length;
  if (m < 4 * PILOTS) return true;
  const pilots = Array.from({ length: PILOTS }, (_, p) => Math.floor(((p + 0.5) * m) / PILOTS));
  const found = chosenTileSums(loops, true, sample, queries, scale, skip, pilots);
  const columns = Array.from({ length: c }, (_, k) => k);
  const open = uncertainQueries(found, c, columns, singleCertainty(sample, tolerance));
  return open.length <= MOST_OPEN * PILOTS;
}

/** The tiled sums of some of the queries, shape [chosen, c]. */
function chosenTileSums(
  loops: GaussianLoops,
  single: boolean,
  sample: Sample,
  queries: Float64Array,
  scale: Float64Array,
  skip: Int32Array,
  chosen: readonly number[],
): Float64Array {
  const { d, c } = sample;
  const some = copyRows(queries, d, chosen);
  const found = new Float64Array(chosen.length * c);
  const someSkip = Int32Array.from(chosen, (q) => skip[q]);
  tileSumsInto(loops, single, sample, some, scale, someSkip, found);
  return found;
}

/**
 * Multiplies the sums of a query by a power of two where column 0 is small; all zero stays zero
 * with logScale 0.
 */
function normaliseAt(sums: Float64Array, logScale: Float64Array, q: number, size: number): void {
  const first = Math.abs(sums[q * size]);
  if (!(first < SMALL)) return;
  if (first > 0) {
    const exponent = Math.min(1000, -Math.floor(Math.log2(first)));
    const factor = 2 ** exponent;
    for (let s = q * size; s < (q + 1) * size; s++) sums[s] *= factor;
    logScale[q] -= exponent * Math.LN2;
    return;
  }
  if (sums.subarray(q * size, (q + 1) * size).every((sum) => sum === 0)) logScale[q] = 0;
}

// Gaussian sums of degree 0 by tiles: a tile of keys is copied next to the loops once, then all
// queries pass over it in batches. O(n·m·d) time; memory is the result and one tile that stays in
// the first cache.

/** Rows of weights the loops work on at once. */
const ROWS = 4;

/** Bytes of a tile: points, columns and rows of weights together. */
const TILE_BYTES = 24576;

/** Bytes of a line of memory: rows are padded to whole lines. */
const LINE = 64;

/** Queries of a batch, and the numbers they may take. */
const BATCH = 64;
const BATCH_NUMBERS = 4096;

/**
 * Adds S_k(q) = Σᵢ 2^(−Σⱼ((qⱼ − xᵢⱼ)·sⱼ)²)·cᵢₖ to `out`.
 *
 * @param loops - the loops over one tile
 * @param single - work in f32: sums of one tile keep 7 digits, tiles are added in f64
 * @param sample - keys and columns
 * @param queries - shape [m, d]
 * @param scale - sⱼ, shape [d]
 * @param skip - for each query the key to leave out, or −1, shape [m]
 * @param out - shape [m, c]
 */
export function tileSumsInto(
  loops: GaussianLoops,
  single: boolean,
  sample: Sample,
  queries: Float64Array,
  scale: Float64Array,
  skip: Int32Array,
  out: Float64Array,
): void {
  const { n, d, c } = sample;
  const m = skip.length;
  const width = single ? 4 : 8;
  const inner = (single && loops.sums32) || loops.sums64;
  const end = rowBytes(n, d + c + ROWS, width);
  const size = end / width;
  const batch = Math.max(ROWS, Math.min(BATCH, (BATCH_NUMBERS / Math.max(c, d)) & -ROWS));

  const at = { points: loops.base, columns: 0, rows: 0, queries: 0, scale: 0, skip: 0, out: 0 };
  at.columns = at.points + d * end;
  at.rows = at.columns + c * end;
  at.out = at.rows + ROWS * end;
  at.queries = at.out + batch * c * 8;
  at.scale = at.queries + batch * d * 8;
  at.skip = at.scale + d * 8;
  const buffer = loops.memory(at.skip + batch * 4);
  const Numbers = single ? Float32Array : Float64Array;
  const tilePoints = new Numbers(buffer, at.points, d * size);
  const tileColumns = new Numbers(buffer, at.columns, c * size);
  const batchQueries = new Numbers(buffer, at.queries, batch * d);
  const batchSkip = new Int32Array(buffer, at.skip, batch);
  const batchOut = new Float64Array(buffer, at.out, batch * c);
  new Numbers(buffer, at.scale, d).set(scale);
  const units = single ? columnUnits(sample) : new Float64Array(c).fill(1);

  for (let start = 0; start < n; start += size) {
    const count = Math.min(size, n - start);
    copyTile(sample, start, count, size, units, tilePoints, tileColumns);
    for (let first = 0; first < m; first += batch) {
      const rows = Math.min(batch, m - first);
      batchQueries.set(queries.subarray(first * d, (first + rows) * d));
      for (let b = 0; b < rows; b++) {
        const self = skip[first + b] - start;
        batchSkip[b] = self >= 0 && self < count ? self : -1;
      }
      inner(rows, end, d, c, at.queries, at.points, at.columns, at.scale, at.skip, at.rows, at.out);
      for (let b = 0, o = first * c; b < rows; b++) {
        for (let k = 0; k < c; k++, o++) out[o] += batchOut[b * c + k] * units[k];
      }
    }
  }
}

/** Length of a row in bytes: whole lines, so many that a tile of `rows` rows stays in the cache. */
function rowBytes(n: number, rows: number, width: number): number {
  const wanted = Math.ceil((n * width) / LINE);
  const fitting = Math.floor(TILE_BYTES / rows / LINE);
  return Math.max(1, Math.min(wanted, fitting)) * LINE;
}

/**
 * Powers of two near the largest number of each column: an f32 holds every column divided by its
 * own.
 */
function columnUnits({ n, c, columns }: Sample): Float64Array {
  const units = new Float64Array(c);
  for (let k = 0; k < c; k++) {
    let largest = 0;
    for (let i = k * n; i < (k + 1) * n; i++) largest = Math.max(largest, Math.abs(columns[i]));
    units[k] = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  }
  return units;
}

/** Copies keys by dimension and columns into a tile; what pads the tile has no weight. */
function copyTile(
  { n, d, c, points, columns }: Sample,
  start: number,
  count: number,
  size: number,
  units: Float64Array,
  tilePoints: Float64Array | Float32Array,
  tileColumns: Float64Array | Float32Array,
): void {
  if (count < size) {
    tilePoints.fill(0);
    tileColumns.fill(0);
  }
  for (let j = 0; j < d; j++) {
    for (let i = 0, p = start * d + j; i < count; i++, p += d) tilePoints[j * size + i] = points[p];
  }
  for (let k = 0; k < c; k++) {
    for (let i = 0, p = k * n + start; i < count; i++) {
      tileColumns[k * size + i] = columns[p + i] / units[k];
    }
  }
}

// Sums of any kernel and any powers, a row at a time: distances, the kernel once for the whole row,
// then each power is an earlier power times one variable, and each sum a dot product with a column.
// O(n·m·(d + sums)) time.

/**
 * Numbers in the rows of one tile, so that they stay in the cache; a row has between 64 and 512
 * keys.
 */
const TILE_NUMBERS = 8192;

/**
 * Adds S[α,k](q) = Σᵢ K((xᵢ−q)·w) · ((xᵢ−q)·w)^α · cᵢₖ to `out`; the Gaussian without its constant.
 *
 * @param loops - the Gaussian loops
 * @param skip - for each query the key to leave out, or −1, shape [m]
 * @param out - shape [m, size], column after column
 * @param sizes - receives Σᵢ |K|·cᵢ₀ besides, [m]
 */
export function rowSumsInto(
  loops: GaussianLoops,
  { n, d, c, points, columns }: Sample,
  queries: Float64Array,
  request: SumsRequest,
  skip: Int32Array,
  out: Float64Array,
  sizes?: Float64Array,
): void {
  const { degrees, inverseBandwidth, queryScale, pointScale, kinds, squared } = request;
  const match = kinds?.match;
  const isPlain = !kinds || kinds.predictors.every(({ kind }) => kind === 'number');
  const differences = isPlain ? undefined : kinds.differences(points, queries, kinds);
  const w = inverseBandwidth.slice();
  const { counts, parent, variable } = powers(d, Math.max(0, ...degrees));
  const total = parent.length;
  const tile = Math.min(512, Math.max(64, (TILE_NUMBERS / (d + total)) & ~7));
  const size = Math.min(tile, (n + 7) & ~7);
  const kernel = kernelRow(request, d, size, loops);
  const { row, byDimension } = kernel;
  const x = new Float64Array(d * size);
  const u = new Float64Array(byDimension || total > 1 || differences ? d * size : 0);
  const product = new Float64Array(byDimension ? size : 0);
  const rows = [row];
  for (let p = 1; p < total; p++) rows.push(new Float64Array(size));
  const first = sumStarts(d, degrees);
  const sums = first[c];

  for (let start = 0; start < n; start += size) {
    const count = Math.min(size, n - start);
    for (let j = 0; j < d; j++) {
      for (let i = 0, p = start * d + j; i < count; i++, p += d) x[j * size + i] = points[p];
    }
    for (let q = 0, o = 0; q < skip.length; q++, o += sums) {
      if (queryScale) for (let j = 0; j < d; j++) w[j] = inverseBandwidth[j] * queryScale[q];
      // Subtract first, so that a common offset cancels exactly.
      if (differences) {
        differences.rowInto(q, start, count, u, size);
        for (let j = 0; j < d; j++) for (let i = 0; i < count; i++) u[j * size + i] *= w[j];
      } else if (byDimension || total > 1) {
        for (let j = 0; j < d; j++)
          differencesInto(x, j * size, count, queries[q * d + j], w[j], u);
      }
      if (!byDimension) {
        if (differences) lengthsInto(u, d, size, count, row);
        else squaresInto(d, x, size, count, queries, q * d, w, row);
        for (let i = 0; pointScale && i < count; i++) row[i] *= pointScale[start + i] ** 2;
        kernel.fill(count);
      } else {
        for (let j = d - 1; j >= 0; j--) {
          const isGlobe = kinds?.predictors[j].kind === 'longitude';
          if (isGlobe) j--;
          for (let i = 0; i < count; i++) {
            const at = j * size + i;
            row[i] = isGlobe ? Math.sqrt(u[at] ** 2 + u[at + size] ** 2) : u[at];
          }
          for (let i = 0; pointScale && i < count; i++) row[i] *= pointScale[start + i];
          kernel.fill(count);
          if (j < d - (isGlobe ? 2 : 1)) multiplyInto(product, row, 0, count, row);
          if (j > 0) for (let i = 0; i < count; i++) product[i] = row[i];
        }
      }
      if (match) matchInto(match, q, start, count, squared, row);
      const self = skip[q] - start;
      if (self >= 0 && self < count) row[self] = 0;
      if (sizes) for (let i = 0; i < count; i++) sizes[q] += Math.abs(row[i]) * columns[start + i];
      for (let p = 1; p < total; p++) {
        multiplyInto(rows[parent[p]], u, variable[p] * size, count, rows[p]);
      }
      for (let p = 0; p < total; p++) {
        let waiting = -1;
        for (let k = 0; k < c; k++) {
          if (p >= counts[degrees[k]]) continue;
          if (waiting < 0) {
            waiting = k;
            continue;
          }
          const [a, b] = [waiting * n + start, k * n + start];
          dotPairInto(count, rows[p], columns, a, b, out, o + first[waiting] + p, o + first[k] + p);
          waiting = -1;
        }
        if (waiting < 0) continue;
        const [a, to] = [waiting * n + start, o + first[waiting] + p];
        dotPairInto(count, rows[p], columns, a, a, out, to, to);
      }
    }
  }
}

/** Weighs points by their categories. */
function matchInto(
  { points, queries, count: combinations, weights }: CategoryMatch,
  q: number,
  start: number,
  count: number,
  squared: boolean,
  row: Float64Array,
): void {
  const own = queries[q] * combinations;
  for (let i = 0; i < count; i++) row[i] *= weights[own + points[start + i]];
  for (let i = 0; squared && i < count; i++) row[i] *= weights[own + points[start + i]];
}

/** ‖u‖² of each point. */
function lengthsInto(
  u: Float64Array,
  d: number,
  size: number,
  count: number,
  row: Float64Array,
): void {
  row.fill(0, 0, count);
  for (let j = 0; j < d; j++)
    for (let i = 0; i < count; i++) row[i] += u[j * size + i] * u[j * size + i];
}

function differencesInto(
  x: Float64Array,
  first: number,
  count: number,
  q: number,
  w: number,
  u: Float64Array,
): void {
  for (let i = first; i < first + count; i++) u[i] = (x[i] - q) * w;
}

function multiplyInto(
  a: Float64Array,
  u: Float64Array,
  first: number,
  count: number,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) out[i] = a[i] * u[first + i];
}

// Which queries a pass in plain space has answered: those whose sums are large beside all that the
// pass may have lost, to the underflow of weights or to the rounding of exponents. The others go to
// a more careful pass.

/** The smallest weight the loops keep, and the spacing of the smallest doubles. */
const SMALLEST = 2 ** -1022;
const SPACING = 2 ** -1074;

/**
 * What is lost must be below 1e-13 of a sum; in a column that is almost zero beside column 0, below
 * 1e-290 of that.
 */
const LOST = 1e-13;
const NOTHING = 1e-290;

/** The relative error of a sum in f32 is below this times (1 + mean exponent of its terms). */
const SINGLE_ERROR = 4.5e-7;

/**
 * Makes NaN of the sums of a signed kernel where its weights cancel.
 *
 * @param sizes - of the absolute weights, [m]
 * @param least - what underflows
 */
function forgetCancelled(
  sums: Float64Array,
  size: number,
  sizes: Float64Array,
  least: number,
): void {
  for (let q = 0; q < sizes.length; q++) {
    const isHeld = Math.abs(sums[q * size]) >= CANCELLED * sizes[q] && sizes[q] >= least;
    if (!isHeld) sums.fill(Number.NaN, q * size, (q + 1) * size);
  }
}

/** Smallest sums that can be trusted, for each column. */
export interface Certainty {
  /** |S_k| at least this is certain, shape [c]. */
  readonly least: Float64Array;
  /** S_0 above this makes column k certain whatever S_k is, shape [c]. */
  readonly leastOfFirst: Float64Array;
}

/** What f64 loses: weights below the smallest double, products with a column below it. */
export function doubleCertainty(sample: Sample, kernel: Kernel): Certainty {
  const { n, c } = sample;
  const { total, smallest } = columnSizes(sample);
  const least = new Float64Array(c);
  const leastOfFirst = new Float64Array(c).fill(Infinity);
  // A compact kernel is never tiny inside its window: a sum of 0 is an empty window.
  if (Number.isFinite(kernel.support) && smallest > 1e-200) return { least, leastOfFirst };
  for (let k = 0; k < c; k++) {
    const lost = total[k] * SMALLEST + (total[k] > 0 ? n * SPACING : 0);
    least[k] = lost / LOST;
    if (k > 0) leastOfFirst[k] = lost / NOTHING;
  }
  return { least, leastOfFirst };
}

/** The least part of Σ|c| that a sum in f32 can be. */
export const leastOfAll = (tolerance: number): number => Math.exp(1 - tolerance / SINGLE_ERROR);

/**
 * What f32 loses. The exponents t err by a few units of their last digit, so a sum errs by their
 * mean over its terms, and that is at most log(Σ|c| / S), since Σ p log(p/π) ≥ 0 for the shares p
 * of the terms and π of the columns.
 */
export function singleCertainty(sample: Sample, tolerance: number): Certainty {
  const least = leastOfAll(tolerance);
  return {
    least: columnSizes(sample).total.map((total) => total * least),
    leastOfFirst: new Float64Array(sample.c).fill(Infinity),
  };
}

/**
 * The queries whose sums are not certain.
 *
 * @param sums - shape [m, size]
 * @param positions - where each column begins in the sums of a query, shape [c]
 */
export function uncertainQueries(
  sums: Float64Array,
  size: number,
  positions: readonly number[],
  { least, leastOfFirst }: Certainty,
): number[] {
  const uncertain: number[] = [];
  const m = sums.length / size;
  for (let q = 0; q < m; q++) {
    for (let k = 0; k < least.length; k++) {
      const sum = Math.abs(sums[q * size + positions[k]]);
      if (sum < Infinity && (sum >= least[k] || sums[q * size] > leastOfFirst[k])) continue;
      uncertain.push(q);
      break;
    }
  }
  return uncertain;
}
