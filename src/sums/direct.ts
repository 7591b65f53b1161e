// The direct method: every query against every key. Any kernel, dimension and power, exact to
// rounding, never an m×n matrix.
//
// Plain sums first, by tiles (`tileSums`: Gaussian, degree 0, SIMD; powers come to that where the
// request brings a way) or by rows (`rowSums`: the rest); a query whose sums may have lost something
// is summed again with more care: f32 → f64 → log space (`Near`). O(n·m·d) time, O(n+m) memory.

import { gaussian } from '../kernels/gaussian.js';
import { type GaussianLoops, gaussianRows } from '../loops/gaussianRows.js';
import { wasmLoops } from '../loops/wasm/instance.js';
import { doubleCertainty, leastOfAll, singleCertainty, uncertainQueries } from './certainty.js';
import { COSTS, meanOf, nearCost, viewsOf } from './costs.js';
import { isMovable } from './momentSums.js';
import { nearSumsInto } from './Near.js';
import { countOfPowers, countOfSums, powers } from './powers.js';
import { rowSumsInto } from './rowSums.js';
import { pointRange } from './sampleFacts.js';
import { tileSumsInto } from './tileSums.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

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
  const query = queryCost(sample, request, reach)(isSingle ? SINGLE * n + PADDING : n);
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
 * @param reach - how far points and queries lie from their centre, in bandwidths
 */
export function queryCost(
  { d }: Sample,
  request: SumsRequest,
  reach: number,
): (pairs: number) => number {
  const { kernel, degrees, product, powerSums } = request;
  const size = countOfSums(d, degrees);
  if (isTiled(request) || (powerSums && isMovable(d, request, reach))) {
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
function isTiled({ kernel, degrees }: SumsRequest): boolean {
  return kernel === gaussian && degrees.every((degree) => degree === 0);
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
  const { kernel, degrees, product, squared } = request;
  const m = queries.length / d;
  const { counts } = powers(d, Math.max(0, ...degrees));
  const positions: number[] = [];
  let size = 0;
  for (const degree of degrees) {
    positions.push(size);
    size += counts[degree];
  }
  const logScale = new Float64Array(m);
  const sums = new Float64Array(m * size);
  if (n === 0 || m === 0) return { logScale, sums };
  const moved = request.powerSums?.(sample, queries, request, (wide, plain) =>
    directSums(wide, queries, plain, skips),
  );
  if (moved) return moved;

  const skip = skips ?? new Int32Array(m).fill(-1);
  if (!skips && request.excludeSelf) for (let q = 0; q < m; q++) skip[q] = q;
  const loops = wasmLoops() ?? gaussianRows;
  const isGaussian = kernel === gaussian;

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
    rowSumsInto(loops, sample, queries, request, skip, sums);
  }
  const open = uncertainQueries(sums, size, positions, doubleCertainty(sample, kernel));
  const constant = isGaussian ? (squared ? 2 : 1) * (product ? d : 1) * kernel.logValue(0) : 0;
  logScale.fill(constant);
  for (let q = 0; q < m; q++) normaliseAt(sums, logScale, q, size);
  if (open.length > 0) {
    nearSumsInto(sample, queries, open, request, { logScale, sums }, skip);
  }
  return { logScale, sums };
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
  const some = new Float64Array(chosen.length * d);
  for (let i = 0; i < chosen.length; i++) {
    for (let j = 0; j < d; j++) some[i * d + j] = queries[chosen[i] * d + j];
  }
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
  const first = sums[q * size];
  if (first >= SMALL) return;
  if (first > 0) {
    const exponent = Math.min(1000, -Math.floor(Math.log2(first)));
    const factor = 2 ** exponent;
    for (let s = q * size; s < (q + 1) * size; s++) sums[s] *= factor;
    logScale[q] -= exponent * Math.LN2;
    return;
  }
  if (sums.subarray(q * size, (q + 1) * size).every((sum) => sum === 0)) logScale[q] = 0;
}
