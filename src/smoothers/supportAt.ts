// How much the data say about a query: sums of the weights and of their squares.
//
//   effective sample size = (Σ K_i s_i)² / Σ K_i² s_i²
//
// A query lies beyond the shape of the data when what is in reach of it lies to one side: when the mean
// of the weights is far from it in units of their own spread,
//
//   D² = ū' V⁻¹ ū,   ū and V the mean and the covariance of u = (x − q)/h under the weights K_i s_i
//
// At the border of evenly spread data D is 1.3 for each dimension that ends there.

import { Differences } from '../sums/Differences.js';
import { Near } from '../sums/Near.js';
import { countOfPowers } from '../sums/powers.js';
import type { Sample } from '../sums/types.js';
import { numbersOnly, variablesOf } from './kindsOf.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';
import {
  centredSample,
  LOST_LOGARITHM,
  logOfFar,
  smootherRequest,
  smootherSums,
  squaresAreHeld,
} from './smootherSums.js';

/** D² from which on a query lies beyond the data, to begin with and for each dimension. */
const BEYOND = 2;
const BEYOND_EACH = 2;
/** Less spread than this, in bandwidths squared, is none. */
const NO_SPREAD = 1e-12;
/** How many ranges of a column stand for a wider bandwidth, in which nothing has a spread. */
const WIDE = 16;

/** What stands behind the fits at m queries. */
export interface LocalSupport {
  /** How many observations of equal weight would carry as much, [m]; 0 where nothing is in reach. */
  readonly effectiveSampleSize: Float64Array;
  /**
   * 1 where a query lies outside the range of the data in some dimension or beyond their shape, or all
   * weight in reach is less than that of one observation two bandwidths away, [m].
   */
  readonly extrapolation: Uint8Array;
  /** Distance to the nearest observation in bandwidths, the length of u, [m]. */
  readonly nearest: Float64Array;
}

/**
 * Effective sample sizes and extrapolation at queries.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth
 * @param queries - [m, d]
 */
export function supportAt(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
): LocalSupport {
  const { d } = observations;
  const { sample, weight } = centredSample(
    observations.p === 0 ? observations : { ...observations, p: 0 },
  );
  const m = queries.length / d;
  // Where the data lie weights above 0 tell: of a signed kernel those of the one that it is made of.
  const shape = spec.kernel.traits?.times?.kernel ?? spec.kernel;
  const { merged } = observations;
  const [lowest, highest] = merged ? [merged.low, merged.high] : boxOf(sample);
  // Without terms of a polynomial in it, a column of such a bandwidth has no say anywhere.
  const isNumber = (j: number) => (spec.predictors?.[j].kind ?? 'number') === 'number';
  const bandwidth = spec.bandwidth.map((h, j) => {
    const most = WIDE * (highest[j] - lowest[j]);
    return spec.degree > 0 && isNumber(j) && most > 0 ? Math.min(h, most) : h;
  });
  // Far and beside the data is told in bandwidths, however much these grow there.
  const even = { ...spec, bandwidth, floor: undefined };
  const request = smootherRequest(sample, { ...even, kernel: shape, degree: 1 }, queries);
  const own = smootherRequest(sample, { ...spec, degree: 0 }, queries);
  const { kinds } = request;
  const width = variablesOf(spec, d).length;
  const size = countOfPowers(width, 2);
  const once = smootherSums(where, sample, queries, request, spec.method);
  const isOwn =
    shape === spec.kernel &&
    own.queryScale === request.queryScale &&
    bandwidth.every((h, j) => h === spec.bandwidth[j]);
  const weights = isOwn ? once : smootherSums(where, sample, queries, own, spec.method);
  const squares = {
    ...sample,
    columns: merged
      ? merged.squaredWeights.map((each) => each / weight ** 2)
      : sample.columns.map((s) => s * s),
  };
  const squared = { ...own, squared: true };
  const twice = smootherSums(where, squares, queries, squared, spec.method);
  const little = logOfFar(request, d);
  const effectiveSampleSize = new Float64Array(m);
  const extrapolation = new Uint8Array(m);
  const nearest = new Float64Array(m);
  const isHeld = squaresAreHeld(sample.columns);
  const reach = new Near(sample, queries, own);
  const variables = variablesOf(spec, d);
  const differences = new Differences(sample.points, queries, kinds ?? numbersOnly(variables));
  const w = Float64Array.from(variables, (j) => own.inverseBandwidth[j]);
  const u = new Float64Array(width);
  for (let q = 0; q < m; q++) {
    const sum = once.sums[q * size];
    let outside = false;
    for (let j = 0; j < d; j++) {
      const at = queries[q * d + j];
      if (isNumber(j) && !(at >= lowest[j] && at <= highest[j])) outside = true;
    }
    reach.findNearest(q, -1);
    const i = reach.indices[0];
    const scale = request.queryScale?.[q] ?? request.pointScale?.[i] ?? 1;
    differences.into(q, i, u);
    nearest[q] = scale * lengthOf(u, w);
    const isFar = !(once.logScale[q] + Math.log(sum) > little);
    const beyond = BEYOND + BEYOND_EACH * width;
    extrapolation[q] = outside || isFar || offCentre(once.sums, q * size, width) > beyond ? 1 : 0;
    const log = weights.logScale[q];
    const mass = weights.sums[isOwn ? q * size : q];
    const isSure = Math.abs(mass) > 0 && twice.sums[q] > 0 && Math.abs(log) < LOST_LOGARITHM;
    if (isHeld && isSure) {
      const scale = Math.exp(2 * log - twice.logScale[q]);
      effectiveSampleSize[q] = ((mass * mass) / twice.sums[q]) * scale;
      continue;
    }
    reach.find(q, -1);
    effectiveSampleSize[q] = effectiveCount(reach);
  }
  return { effectiveSampleSize, extrapolation, nearest };
}

/** The length of u; what is far has no square. */
function lengthOf(differences: Float64Array, w: Float64Array): number {
  let largest = 0;
  for (let v = 0; v < w.length; v++) largest = Math.max(largest, Math.abs(differences[v]) * w[v]);
  if (!(largest > 0 && largest < Infinity)) return largest;
  let sum = 0;
  for (let v = 0; v < w.length; v++) sum += ((differences[v] * w[v]) / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/**
 * D², from sums of the weights with powers of u up to 2.
 *
 * @param at - where those of a query begin
 */
function offCentre(sums: Float64Array, at: number, d: number): number {
  const mass = sums[at];
  // L of V = LL' row by row, and L⁻¹ū with it.
  const rows: number[][] = [];
  const solved: number[] = [];
  let total = 0;
  for (let j = 0; j < d; j++) {
    const mean = sums[at + 1 + j] / mass;
    const row: number[] = [];
    rows.push(row);
    let pivot = 0;
    for (let l = 0; l <= j; l++) {
      // u_l u_j stands after those of u_1 … u_(l−1) with what follows them.
      const place = 1 + d + l * d - (l * (l - 1)) / 2 + (j - l);
      let rest = sums[at + place] / mass - (mean * sums[at + 1 + l]) / mass;
      for (let c = 0; c < l; c++) rest -= row[c] * rows[l][c];
      if (l === j) pivot = rest;
      else row.push(rows[l][l] > 0 ? rest / rows[l][l] : 0);
    }
    let left = mean;
    for (let l = 0; l < j; l++) left -= row[l] * solved[l];
    const root = pivot > NO_SPREAD ? Math.sqrt(pivot) : 0;
    row.push(root);
    // A dimension in which nothing differs is beyond the data unless the query is where they are.
    if (root === 0 && Math.abs(left) > Math.sqrt(NO_SPREAD)) return Infinity;
    solved.push(root > 0 ? left / root : 0);
    total += solved[j] ** 2;
  }
  return total;
}

/** The range of the observations of weight above 0. */
function boxOf({ n, d, points, columns }: Sample): [Float64Array, Float64Array] {
  const lowest = new Float64Array(d).fill(Infinity);
  const highest = new Float64Array(d).fill(-Infinity);
  for (let i = 0; i < n; i++) {
    if (columns[i] === 0) continue;
    for (let j = 0; j < d; j++) {
      lowest[j] = Math.min(lowest[j], points[i * d + j]);
      highest[j] = Math.max(highest[j], points[i * d + j]);
    }
  }
  return [lowest, highest];
}

function effectiveCount({ weights, count }: Near): number {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(weights[i]));
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const part = weights[i] / largest;
    sum += part;
    squares += part * part;
  }
  return count === 0 ? 0 : (sum * sum) / squares;
}
