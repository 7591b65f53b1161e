// Scores of a query far from every key. There u² is so large that its rounding hides which key is nearest; the
// difference to a reference key r keeps its digits:
//
//   u_i² − u_r² = W(k_r − k_i) · [W(q − k_i) + W(q − k_r)]
//
// and r is moved to the nearest key on the way. Nothing is squared, so nothing overflows before the weights are 0.

import type { AttentionProblem } from './resolveProblem.js';

/** W times a difference of two points given by their positions in flat arrays. */
function scaledDifference(
  { d, metric }: AttentionProblem,
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  out: Float64Array,
): void {
  const { kind, w } = metric;
  for (let r = 0; r < d; r++) {
    if (kind !== 'matrix') {
      out[r] = w[r] * (a[atA + r] - b[atB + r]);
      continue;
    }
    let sum = 0;
    for (let j = 0; j < d; j++) sum += w[r * d + j] * (a[atA + j] - b[atB + j]);
    out[r] = sum;
  }
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
  const { n, d, queries, keys, keyStride } = problem;
  const first = i * keyStride;
  const toKey = new Float64Array(d);
  const toReference = new Float64Array(d);
  const between = new Float64Array(d);
  const difference = (key: number, reference: number): number => {
    scaledDifference(
      problem,
      keys.data,
      first + reference * d,
      keys.data,
      first + key * d,
      between,
    );
    scaledDifference(problem, queries.data, i * d, keys.data, first + key * d, toKey);
    let sum = 0;
    for (let j = 0; j < d; j++) {
      if (between[j] !== 0) sum += between[j] * (toKey[j] + toReference[j]);
    }
    return sum;
  };
  const refer = (key: number): number => {
    scaledDifference(problem, queries.data, i * d, keys.data, first + key * d, toReference);
    return key;
  };
  let nearest = -1;
  for (let key = 0; key < n; key++) {
    if (!allowed(key)) continue;
    if (nearest < 0 || difference(key, nearest) < 0) nearest = refer(key);
  }
  for (let key = 0; key < n; key++) {
    differences[key] = allowed(key) ? difference(key, nearest) : Infinity;
  }
  return nearest;
}

/**
 * u = ‖W(q − k)‖ without squaring, at most the largest finite number.
 *
 * @param problem - with `score: 'distance'`
 * @param i - the query
 * @param key - the key
 */
export function scaledDistance(problem: AttentionProblem, i: number, key: number): number {
  const { d, queries, keys, keyStride } = problem;
  const u = new Float64Array(d);
  scaledDifference(problem, queries.data, i * d, keys.data, i * keyStride + key * d, u);
  return Math.min(Math.hypot(...u), Number.MAX_VALUE);
}
