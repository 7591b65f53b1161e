// One query at a time: its scores, then their softmax. No more than a row is ever held here.

import { NumericalError } from '../errors.js';
import { gaussian } from '../kernels/gaussian.js';
import { softmaxInto } from '../loops/softmaxInto.js';
import { squaredDistancesInto, squaredMatrixDistancesInto } from '../loops/squaredDistancesInto.js';
import { nearestKey, scaledDistance } from './farScores.js';
import type { AttentionProblem } from './resolveProblem.js';

/** How a row of weights came about: by its kernel, by the nearest key alone, or not at all. */
export type RowOrigin = 'kernel' | 'nearest' | 'none';

/** Where the weights of a row come from, and the key that has most of them. */
export interface AttendedRow {
  readonly origin: RowOrigin;
  readonly top: number;
}

/** Beyond this many bandwidths from the key that counts most, scores are taken as exact differences. */
const far = 32;

/** The same for kernels with heavy tails, where only squares too large for a number do harm. */
const farOut = 1e150;

/**
 * The attention weights of one query.
 *
 * @param problem - checked input
 * @param i - the query
 * @param row - out: [n], the weights; NaN when the query has nothing to attend to and `emptyWindow` is `'nan'`
 * @returns where the weights come from, and the largest
 * @throws {@link NumericalError} when there is nothing to attend to and `emptyWindow` is `'throw'`, or a score is NaN
 */
export function attendRow(problem: AttentionProblem, i: number, row: Float64Array): AttendedRow {
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
  if (softmaxInto(row, n, row[top])) return { origin: 'kernel', top };
  const expected =
    score === 'dot'
      ? 'dot products must stay finite'
      : `kernel ${kernel.name} must give scores that are numbers`;
  throw new NumericalError({ where, expected, received: `NaN for query ${i}` });
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

/** The weights of all queries and what they pool, kept from a forward pass for the backward one. */
export interface KeptRows {
  /** [m, n] */
  readonly weights: Float64Array;
  /** [m] */
  readonly origins: RowOrigin[];
  /** [m, p] */
  readonly pooled: Float64Array;
}

/** Whether a key may be attended to, whatever its distance. */
export function isAllowed(problem: AttentionProblem, i: number, key: number): boolean {
  const { mask, bias, sampleWeights, excludeSelf, excluded } = problem;
  return (
    !(excludeSelf && key === i) &&
    excluded?.[i] !== key &&
    (!mask || mask.data[i * mask.stride + key] === 1) &&
    (!sampleWeights || sampleWeights.data[i * sampleWeights.stride + key] > 0) &&
    (!bias || bias.data[i * bias.stride + key] > -Infinity)
  );
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
  const { n, d, queries, keys, keyStride, kernel, metric } = problem;
  const distances = metric.kind === 'matrix' ? squaredMatrixDistancesInto : squaredDistancesInto;
  const scale = kernel === gaussian ? -0.5 : 1;
  distances(queries.data, i * d, keys.data, i * keyStride, n, d, metric.w, scale, row);
  if (kernel === gaussian) return;
  for (let k = 0; k < n; k++) row[k] = kernel.logValue(Math.sqrt(row[k]));
}

/** Whether the key with the largest score is so far that the row must be scored by differences. */
function isFar(problem: AttentionProblem, i: number, top: number, row: Float64Array): boolean {
  const { kernel, n } = problem;
  if (kernel.support < Infinity || n === 0) return false;
  if (!(row[top] > -Infinity)) return true; // nothing is allowed, or all squares overflowed
  return scaledDistance(problem, i, top) > (kernel.logRatio ? far : farOut);
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
    for (let k = 0; k < n; k++)
      row[k] += Math.log(sampleWeights.data[i * sampleWeights.stride + k]);
  }
  if (mask)
    for (let k = 0; k < n; k++) if (mask.data[i * mask.stride + k] === 0) row[k] = -Infinity;
  if (excludeSelf) row[i] = -Infinity;
  if (excluded && excluded[i] >= 0) row[excluded[i]] = -Infinity;
}

function emptyRow(problem: AttentionProblem, i: number, row: Float64Array): AttendedRow {
  const { where, n, score, kernel, emptyWindow } = problem;
  // a kernel that never vanishes has no empty window: where it underflows, its limit is the nearest key
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
    softmaxInto(row, n, row[top]);
    return { origin: 'nearest', top };
  }
  if (emptyWindow === 'nan') {
    row.fill(NaN, 0, n);
    return { origin: 'none', top: 0 };
  }
  const expected = 'every query must have a key to attend to';
  throw new NumericalError({ where, expected, received: `none for query ${i}` });
}
