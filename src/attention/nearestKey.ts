// Scores of a query far from every key. There u² is so large that its rounding hides which key is
// nearest; the difference to a reference key r keeps its digits:
//
//   u_i² − u_r² = W(k_r − k_i) · [W(q − k_i) + W(q − k_r)]
//
// and r is moved to the nearest key on the way. Nothing is squared, and the largest factors are
// taken out of the sum.

import { sumError } from '../sums/logKernel.js';
import type { AttentionProblem } from './AttentionProblem.js';

/**
 * Entry r of W times a difference of two points, given by their positions in flat arrays; at most
 * the largest number.
 */
function scaledEntry(
  { d, metric }: AttentionProblem,
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  r: number,
): number {
  const { kind, w } = metric;
  let u = 0;
  if (kind !== 'matrix') u = w[r] * (a[atA + r] - b[atB + r]);
  else for (let j = 0; j < d; j++) u += w[r * d + j] * (a[atA + j] - b[atB + j]);
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, u));
}

/**
 * Entry r of W·((q − k) + (q − k′))/2. In the middle between two keys the differences cancel, so they
 * are added, with what they lost in rounding, before a w of each dimension multiplies them.
 */
function middleEntry(
  problem: AttentionProblem,
  query: number,
  key: number,
  other: number,
  r: number,
): number {
  const { queries, keys } = problem;
  const { kind, w } = problem.metric;
  if (kind === 'matrix')
    return (
      scaledEntry(problem, queries.data, query, keys.data, key, r) / 2 +
      scaledEntry(problem, queries.data, query, keys.data, other, r) / 2
    );
  const q = queries.data[query + r];
  const [a, b] = [keys.data[key + r], keys.data[other + r]];
  const [x, y] = [q - a, q - b];
  const lost = sumError(q, -a, x) / 2 + sumError(q, -b, y) / 2;
  const u = w[r] * (x / 2 + y / 2 + (Number.isFinite(lost) ? lost : 0));
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, u));
}

/**
 * The keys that share the smallest distance to a query, exactly.
 *
 * @param problem - with `score: 'distance'`
 * @param i - the query
 * @param allowed - whether a key takes part
 * @param differences - out: u_i² − u_r² for every key, +∞ where not allowed; 0 for the nearest
 * @returns the nearest key r, or −1 when no key takes part
 */
export function nearestKey(
  problem: AttentionProblem,
  i: number,
  allowed: (key: number) => boolean,
  differences: Float64Array,
): number {
  const { n, d, keys, keyStride } = problem;
  const first = i * keyStride;
  const points = keys.data;
  const between = new Float64Array(d);
  const toBoth = new Float64Array(d);
  const difference = (key: number, reference: number): number => {
    const [atKey, atReference] = [first + key * d, first + reference * d];
    let [largest, longest] = [0, 0];
    for (let r = 0; r < d; r++) {
      between[r] = scaledEntry(problem, points, atReference, points, atKey, r);
      toBoth[r] = middleEntry(problem, i * d, atKey, atReference, r);
      largest = Math.max(largest, Math.abs(between[r]));
      longest = Math.max(longest, Math.abs(toBoth[r]));
    }
    if (largest === 0 || longest === 0) return 0;
    let sum = 0;
    for (let r = 0; r < d; r++) sum += (between[r] / largest) * (toBoth[r] / longest);
    return sum === 0 ? 0 : 2 * sum * largest * longest;
  };
  let nearest = -1;
  for (let key = 0; key < n; key++) {
    if (!allowed(key)) continue;
    if (nearest < 0 || difference(key, nearest) < 0) nearest = key;
  }
  for (let key = 0; key < n; key++) {
    differences[key] = allowed(key) ? difference(key, nearest) : Infinity;
  }
  return nearest;
}

/**
 * u = ‖W(q − k)‖, at most the largest number.
 *
 * @param problem - with `score: 'distance'`
 * @param i - the query
 * @param key - the key
 */
export function scaledDistance(problem: AttentionProblem, i: number, key: number): number {
  const { d, queries, keys, keyStride, metric } = problem;
  const [places, points, { kind, w }] = [queries.data, keys.data, metric];
  const at = i * keyStride + key * d;
  let sum = 0;
  for (let r = 0; r < d; r++) {
    const u =
      kind === 'matrix'
        ? scaledEntry(problem, places, i * d, points, at, r)
        : w[r] * (places[i * d + r] - points[at + r]);
    sum += u * u;
  }
  if (sum < Infinity) return Math.sqrt(sum);
  const u = Array.from({ length: d }, (_, r) => scaledEntry(problem, places, i * d, points, at, r));
  return Math.min(Math.hypot(...u), Number.MAX_VALUE);
}
