// One query at a time: the weights of its keys, and what they pool.
//
// Plainly first: distances, the kernel, their sum. Where the sum is so small that weights may have
// underflowed, and for biases and dot products, with care: scores, relative to the largest, through
// a softmax; far from all keys scores are exact differences to that of the nearest key.

import { numericalError } from '../arrays/optionError.js';
import { gaussian } from '../kernels/gaussian.js';
import { negativePowersInto } from '../loops/exp.js';
import {
  type AttentionProblem,
  isAllowed,
  type PooledValues,
  queriesAreKeys,
} from './AttentionProblem.js';
import { nearestKey, scaledDistance } from './nearestKey.js';

/** How a row of weights came about: by its kernel, by the nearest key alone, or not at all. */
export type RowOrigin = 'kernel' | 'nearest' | 'none';

/** The weights of all queries and what they pool, kept from a forward pass for the backward one. */
export interface KeptRows {
  /** [m, n] */
  readonly weights: Float64Array;
  /** [m] */
  readonly origins: RowOrigin[];
  /** [m, p] */
  readonly pooled: Float64Array;
}

/** Smaller sums of kernel values are left to the careful way; about 31 bandwidths of a Gaussian. */
const LEAST_SUM = 2 ** -700;

/** e^(−u²/2) = 2^(−t) for t = u² times this. */
const GAUSSIAN_POWER = Math.LOG2E / 2;

/** Beyond this many bandwidths from the key that counts most, scores are taken as differences. */
const FAR = 32;

/** The same for kernels with heavy tails, where only squares too large for a number do harm. */
const FAR_OUT = 1e150;

/**
 * Pools the values for all queries.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param out - [m, p]
 * @param kept - out: the weights, where they are wanted for a backward pass; `kept.pooled` is then
 *   `out`
 */
export function poolRowsInto(
  problem: AttentionProblem,
  values: PooledValues,
  out: Float64Array,
  kept?: KeptRows,
): void {
  const { m, n } = problem;
  const isSymmetric = kept !== undefined && symmetricKernelInto(problem, kept.weights);
  const rows = kept ? kept.weights : new Float64Array(n);
  for (let i = 0; i < m; i++) {
    const origin = poolQueryInto(problem, values, i, rows, kept ? i * n : 0, out, isSymmetric);
    if (kept) kept.origins[i] = origin;
  }
}

/**
 * Pools the values for one query.
 *
 * @param rows - out: its weights, n numbers from `at` on
 * @param out - [m, p]
 * @param isFilled - whether the kernel of all keys is there already
 */
export function poolQueryInto(
  problem: AttentionProblem,
  values: PooledValues,
  i: number,
  rows: Float64Array,
  at: number,
  out: Float64Array,
  isFilled = false,
): RowOrigin {
  const { n } = problem;
  const { array, p, stride } = values;
  const sum = plainKernelInto(problem, i, rows, at, isFilled);
  if (sum > 0) {
    const center = weightyKey(rows, at, n, sum) * p;
    const finite = meansInto(rows, at, n, 1 / sum, array.data, i * stride, p, center, out, i * p);
    if (finite) return 'kernel';
  }
  const { origin, top, total } = carefulRow(problem, i, rows.subarray(at, at + n));
  const center = top * p;
  const finite = meansInto(rows, at, n, 1 / total, array.data, i * stride, p, center, out, i * p);
  if (!finite && origin !== 'none') {
    const expected = 'values must differ by less than the largest number';
    const wrong = out.subarray(i * p, (i + 1) * p).find((mean) => !Number.isFinite(mean));
    throw numericalError(problem.where, expected, `${wrong} for query ${i}`);
  }
  return origin;
}

/**
 * The attention weights of one query.
 *
 * @param problem - checked input
 * @param i - the query
 * @param row - out: [n], the weights; NaN when the query has nothing to attend to and `emptyWindow`
 *   is `'nan'`
 * @returns where the weights come from
 * @throws {@link NumericalError} when there is nothing to attend to and `emptyWindow` is `'throw'`,
 *   or a score is NaN
 */
export function attendRow(problem: AttentionProblem, i: number, row: Float64Array): RowOrigin {
  let total = plainKernelInto(problem, i, row, 0, false);
  let origin: RowOrigin = 'kernel';
  if (!(total > 0)) ({ origin, total } = carefulRow(problem, i, row));
  const share = 1 / total;
  for (let k = 0; k < row.length; k++) row[k] *= share;
  return origin;
}

/** A key with at least half of the average weight: pooled are deviations from its value. */
function weightyKey(rows: Float64Array, at: number, n: number, sum: number): number {
  const enough = sum / (2 * n);
  let k = 0;
  while (k < n - 1 && rows[at + k] < enough) k++;
  return k;
}

/**
 * row ← share · row, and out_c ← b + Σ_k row_k (v_kc − b), b the value of one key: pooling
 * deviations keeps equal values equal to the last digit.
 *
 * @param center - where the values of that key begin, after `first`
 * @returns whether all are finite
 */
function meansInto(
  rows: Float64Array,
  at: number,
  n: number,
  share: number,
  values: Float64Array,
  first: number,
  p: number,
  center: number,
  out: Float64Array,
  to: number,
): boolean {
  let finite = true;
  let factor = share; // 1 once it is in the row
  for (let c = 0; c < p; c++, factor = 1) {
    const b = n > 0 ? values[first + center + c] : NaN;
    let mean = 0;
    for (let k = at, v = first + c; k < at + n; k++, v += p) {
      const weight = rows[k] * factor;
      rows[k] = weight;
      mean += weight * (values[v] - b);
    }
    out[to + c] = b + mean;
    if (!Number.isFinite(out[to + c])) finite = false;
  }
  return finite;
}

/**
 * The kernel of a query at all its keys times mask and observation weights, plainly.
 *
 * @param rows - out: n numbers from `at` on
 * @param isFilled - whether the kernel is there already
 * @returns their sum, or 0 where the careful way must answer
 */
function plainKernelInto(
  problem: AttentionProblem,
  i: number,
  rows: Float64Array,
  at: number,
  isFilled: boolean,
): number {
  const { n, score, mask, bias, sampleWeights, excludeSelf, excluded } = problem;
  if (score === 'dot' || bias) return 0;
  const self = excludeSelf ? i : excluded ? excluded[i] : -1;
  let sum = isFilled ? sumWithout(rows, at, n, self) : kernelInto(problem, i, 0, self, rows, at);
  if (!mask && !sampleWeights) return sum >= LEAST_SUM && sum < Infinity ? sum : 0;
  let total = 1; // of the weights: what the kernel lost is multiplied by them
  if (mask) multiplyInto(rows, at, n, mask.data, i * mask.stride);
  if (sampleWeights) {
    total += multiplyInto(rows, at, n, sampleWeights.data, i * sampleWeights.stride);
  }
  sum = sumWithout(rows, at, n, -1);
  return sum >= LEAST_SUM * total && sum < Infinity ? sum : 0;
}

/**
 * The kernel of a query at its keys from one on.
 *
 * @param self - the key to leave out, or −1
 * @param rows - out: n − from numbers from `at` on
 * @returns their sum; NaN when one is not a kernel value
 */
function kernelInto(
  problem: AttentionProblem,
  i: number,
  from: number,
  self: number,
  rows: Float64Array,
  at: number,
): number {
  const { kernel } = problem;
  const count = problem.n - from;
  const isGaussian = kernel === gaussian;
  squaredDistancesInto(problem, i, from, isGaussian ? GAUSSIAN_POWER : 1, rows, at);
  if (isGaussian) {
    if (self >= 0) rows[at + self - from] = Infinity;
    return negativePowersInto(rows, at, at + count);
  }
  let sum = 0;
  for (let k = at; k < at + count; k++) {
    const value = kernel.value(Math.sqrt(rows[k]));
    rows[k] = value;
    sum += value >= 0 ? value : NaN;
  }
  return self >= 0 ? sumWithout(rows, at, count, self - from) : sum;
}

/**
 * The Gaussian kernel of all pairs of keys, each pair once, where the queries are the keys.
 *
 * @returns whether they are, and `out` [n, n] was written
 */
function symmetricKernelInto(problem: AttentionProblem, out: Float64Array): boolean {
  const { n, score, kernel, bias } = problem;
  if (score === 'dot' || bias || kernel !== gaussian || !queriesAreKeys(problem)) return false;
  for (let i = 0; i < n; i++) {
    const at = i * n;
    kernelInto(problem, i, i, -1, out, at + i);
    for (let k = i + 1, mirror = at + n + i; k < n; k++, mirror += n) out[mirror] = out[at + k];
  }
  return true;
}

function sumWithout(rows: Float64Array, at: number, n: number, self: number): number {
  if (self >= 0) rows[at + self] = 0;
  let sum = 0;
  for (let k = at; k < at + n; k++) sum += rows[k];
  return sum;
}

/** Multiplies a row by factors. @returns the sum of the factors */
function multiplyInto(
  rows: Float64Array,
  at: number,
  n: number,
  factors: Float64Array | Uint8Array,
  first: number,
): number {
  let total = 0;
  for (let k = 0; k < n; k++) {
    rows[at + k] *= factors[first + k];
    total += factors[first + k];
  }
  return total;
}

/**
 * scale · ‖W(q − k)‖² for a query and its keys from one on.
 *
 * @param rows - out: n − from numbers from `at` on
 */
export function squaredDistancesInto(
  { n, d, queries, keys, keyStride, metric }: AttentionProblem,
  i: number,
  from: number,
  scale: number,
  rows: Float64Array,
  at: number,
): void {
  const { kind, w } = metric;
  const [points, places, q] = [keys.data, queries.data, i * d];
  const end = at + n - from;
  let k = i * keyStride + from * d;
  if (kind === 'matrix') {
    for (let to = at; to < end; to++, k += d) {
      let sum = 0;
      for (let r = 0; r < d; r++) {
        let u = 0;
        for (let j = 0; j < d; j++) u += w[r * d + j] * (places[q + j] - points[k + j]);
        sum += u * u;
      }
      rows[to] = scale * sum;
    }
  } else if (d === 1) {
    const [center, w0] = [places[q], w[0]];
    for (let to = at; to < end; to++) {
      const u = w0 * (center - points[k++]);
      rows[to] = scale * (u * u);
    }
  } else {
    for (let to = at; to < end; to++) {
      let sum = 0;
      for (let j = 0; j < d; j++) {
        const u = w[j] * (places[q + j] - points[k++]);
        sum += u * u;
      }
      rows[to] = scale * sum;
    }
  }
}

/** A row of weights up to a factor. */
interface CarefulRow {
  readonly origin: RowOrigin;
  /** The key that has most of them. */
  readonly top: number;
  /** Their sum. */
  readonly total: number;
}

/** The weights of one query from its scores, up to a factor. */
function carefulRow(problem: AttentionProblem, i: number, row: Float64Array): CarefulRow {
  const { where, n, score, kernel } = problem;
  if (score === 'dot') dotScoresInto(problem, i, row);
  else kernelScoresInto(problem, i, row);
  addPriorsInto(problem, i, row);
  let top = topKey(row, n);
  if (score === 'distance' && isFar(problem, i, top, row)) {
    farScoresInto(problem, i, row);
    addPriorsInto(problem, i, row);
    top = topKey(row, n);
  }
  if (n === 0 || row[top] === -Infinity) return emptyRow(problem, i, row);
  const total = powersInto(row, n, row[top]);
  if (total > 0) return { origin: 'kernel', top, total };
  const expected =
    score === 'dot'
      ? 'dot products must stay finite'
      : `kernel ${kernel.name} must give scores that are numbers`;
  throw numericalError(where, expected, `NaN for query ${i}`);
}

/** Scores relative to the largest become powers of e. @returns their sum; NaN for a score of NaN */
function powersInto(row: Float64Array, n: number, largest: number): number {
  for (let k = 0; k < n; k++) row[k] = (largest - row[k]) * Math.LOG2E;
  return negativePowersInto(row, 0, n);
}

/** The first entry that is largest. */
function topKey(row: Float64Array, n: number): number {
  let top = 0;
  let largest = row[0];
  for (let k = 1; k < n; k++) {
    if (row[k] > largest) {
      largest = row[k];
      top = k;
    }
  }
  return top;
}

function dotScoresInto(
  { n, d, queries, keys, keyStride, scale }: AttentionProblem,
  i: number,
  row: Float64Array,
): void {
  for (let k = 0, at = i * keyStride; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += queries.data[i * d + j] * keys.data[at++];
    row[k] = scale * sum;
  }
}

function kernelScoresInto(problem: AttentionProblem, i: number, row: Float64Array): void {
  const { n, kernel } = problem;
  squaredDistancesInto(problem, i, 0, kernel === gaussian ? -0.5 : 1, row, 0);
  if (kernel === gaussian) return;
  for (let k = 0; k < n; k++) row[k] = kernel.logValue(Math.sqrt(row[k]));
}

/** Whether the key with the largest score is so far that the row must be scored by differences. */
function isFar(problem: AttentionProblem, i: number, top: number, row: Float64Array): boolean {
  const { kernel, n } = problem;
  if (kernel.support < Infinity || n === 0) return false;
  if (!(row[top] > -Infinity)) return true; // nothing is allowed, or all squares overflowed
  return scaledDistance(problem, i, top) > (kernel.logRatio ? FAR : FAR_OUT);
}

function farScoresInto(problem: AttentionProblem, i: number, row: Float64Array): void {
  const { n, kernel } = problem;
  const { logRatio } = kernel;
  const allowed = (key: number): boolean => isAllowed(problem, i, key);
  const nearest = logRatio ? nearestKey(problem, i, allowed, row) : -1;
  if (kernel === gaussian) {
    for (let k = 0; k < n; k++) row[k] *= -0.5;
    return;
  }
  const u0 = nearest < 0 ? 0 : scaledDistance(problem, i, nearest);
  for (let k = 0; k < n; k++) {
    if (!allowed(k)) row[k] = -Infinity;
    else if (logRatio) row[k] = logRatio(scaledDistance(problem, i, k), u0, row[k]);
    else row[k] = kernel.logValue(scaledDistance(problem, i, k));
  }
}

function addPriorsInto(problem: AttentionProblem, i: number, row: Float64Array): void {
  const { n, mask, bias, sampleWeights, excludeSelf, excluded } = problem;
  if (bias) for (let k = 0; k < n; k++) row[k] += bias.data[i * bias.stride + k];
  if (sampleWeights) {
    const { data, stride } = sampleWeights;
    for (let k = 0; k < n; k++) row[k] += Math.log(data[i * stride + k]);
  }
  if (mask) {
    for (let k = 0; k < n; k++) if (mask.data[i * mask.stride + k] === 0) row[k] = -Infinity;
  }
  if (excludeSelf) row[i] = -Infinity;
  if (excluded && excluded[i] >= 0) row[excluded[i]] = -Infinity;
}

function emptyRow(problem: AttentionProblem, i: number, row: Float64Array): CarefulRow {
  const { where, n, score, kernel, emptyWindow } = problem;
  // a kernel that never vanishes has no empty window: where it underflows, the limit is the nearest
  const wanted = emptyWindow === 'nearest' || kernel.support === Infinity;
  const nearest =
    score === 'distance' && wanted
      ? nearestKey(problem, i, (key) => isAllowed(problem, i, key), row)
      : -1;
  if (nearest >= 0) {
    // keys at the same distance share the query as their priors stand
    for (let k = 0; k < n; k++) row[k] = row[k] === 0 ? 0 : -Infinity;
    addPriorsInto(problem, i, row);
    const top = topKey(row, n);
    return { origin: 'nearest', top, total: powersInto(row, n, row[top]) };
  }
  if (emptyWindow === 'nan') {
    row.fill(NaN, 0, n);
    return { origin: 'none', top: 0, total: 1 };
  }
  throw numericalError(where, 'every query must have a key to attend to', `none for query ${i}`);
}
