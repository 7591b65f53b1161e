// Neighbours on a line taken together, for smoothers so wide that it does not matter which of them is
// which: a run of them no longer than δ is replaced by its two ends, each observation shared between
// them by where it lies. That keeps its mass and its mean place, so sums with the kernel of a bandwidth
// g change by no more than what a chord leaves of the kernel over δ,
//
//   δ²/8 · max |K''| ,   for the Gaussian (δ/g)²/8 · |u² − 1| of a weight u bandwidths away

import { orderOf } from '../smoothers/placesOf.js';

/** Runs of n observations. */
export interface NeighbourRuns {
  /** The ends of the runs, ascending. */
  readonly ends: Float64Array;
  /** The left end of the run of each observation, [n]. */
  readonly left: Int32Array;
  /** What goes to the right end, from 0 to 1, [n]; 0 where a run has one end. */
  readonly share: Float64Array;
}

/** Runs no longer than δ of points on a line; O(n) once they are sorted. */
export function neighbourRuns(points: Float64Array, delta: number): NeighbourRuns {
  const n = points.length;
  const { keys, order } = orderOf(points);
  const ends: number[] = [];
  const left = new Int32Array(n);
  const share = new Float64Array(n);
  for (let from = 0, to = 0; from < n; from = to) {
    const start = keys[from];
    for (to = from + 1; to < n && keys[to] - start <= delta; ) to++;
    const extent = keys[to - 1] - start;
    for (let r = from; r < to; r++) {
      left[order[r]] = ends.length;
      if (extent > 0) share[order[r]] = (keys[r] - start) / extent;
    }
    ends.push(start);
    if (extent > 0) ends.push(keys[to - 1]);
  }
  return { ends: Float64Array.from(ends), left, share };
}

/** Sums over what the ends stand for, of a number for each observation. */
export function sumsAtEnds(
  { ends, left, share }: NeighbourRuns,
  values: Float64Array,
): Float64Array {
  const sums = new Float64Array(ends.length);
  for (let i = 0; i < values.length; i++) {
    const part = share[i] * values[i];
    sums[left[i]] += values[i] - part;
    if (part !== 0) sums[left[i] + 1] += part;
  }
  return sums;
}

/** Straight between the ends, from numbers there to numbers at the observations, written to `out`. */
export function betweenEndsInto(
  { left, share }: NeighbourRuns,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const at = values[left[i]];
    out[i] = share[i] > 0 ? at + share[i] * (values[left[i] + 1] - at) : at;
  }
}
