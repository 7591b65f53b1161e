// How much the data say about a query: sums of the weights and of their squares.
//
//   effective sample size = (Σ K_i s_i)² / Σ K_i² s_i²

import { Near } from '../sums/Near.js';
import type { Sample } from '../sums/types.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';
import {
  centredSample,
  logOfFar,
  smootherRequest,
  smootherSums,
  squaresAreHeld,
} from './smootherSums.js';

/** Logarithms beyond this have lost the digits that their differences need. */
const LARGE_LOGARITHM = 1e4;

/** What stands behind the fits at m queries. */
export interface LocalSupport {
  /** How many observations of equal weight would carry as much, [m]; 0 where nothing is in reach. */
  readonly effectiveSampleSize: Float64Array;
  /**
   * 1 where a query lies outside the range of the data in some dimension, or all weight in reach is
   * less than that of one observation two bandwidths away, [m].
   */
  readonly extrapolation: Uint8Array;
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
  const { sample } = centredSample(observations.p === 0 ? observations : { ...observations, p: 0 });
  const m = queries.length / d;
  const request = smootherRequest(sample, { ...spec, degree: 0 });
  const once = smootherSums(where, sample, queries, request, spec.method);
  const squares = { ...sample, columns: sample.columns.map((s) => s * s) };
  const squared = { ...request, squared: true };
  const twice = smootherSums(where, squares, queries, squared, spec.method);
  const little = logOfFar(spec, d);
  const effectiveSampleSize = new Float64Array(m);
  const extrapolation = new Uint8Array(m);
  const [lowest, highest] = boxOf(sample);
  const isHeld = squaresAreHeld(sample.columns);
  let reach: Near | undefined;
  for (let q = 0; q < m; q++) {
    const sum = once.sums[q];
    let outside = false;
    for (let j = 0; j < d; j++) {
      const at = queries[q * d + j];
      if (!(at >= lowest[j] && at <= highest[j])) outside = true;
    }
    extrapolation[q] = outside || !(once.logScale[q] + Math.log(sum) > little) ? 1 : 0;
    const log = once.logScale[q];
    if (isHeld && sum > 0 && Math.abs(log) < LARGE_LOGARITHM) {
      const scale = Math.exp(2 * log - twice.logScale[q]);
      effectiveSampleSize[q] = ((sum * sum) / twice.sums[q]) * scale;
      continue;
    }
    reach ??= new Near(sample, queries, request);
    reach.find(q, -1);
    effectiveSampleSize[q] = effectiveCount(reach);
  }
  return { effectiveSampleSize, extrapolation };
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
  for (let i = 0; i < count; i++) largest = Math.max(largest, weights[i]);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const part = weights[i] / largest;
    sum += part;
    squares += part * part;
  }
  return count === 0 ? 0 : (sum * sum) / squares;
}
