import { kept, type Sample } from '../sums/types.js';
import { meansOf, type Places } from './placesOf.js';

/** Observations as they are fitted, one by one or place by place. */
export interface FitTask {
  /** Columns s, s·v₁ … s·v_p. */
  readonly sample: Sample;
  /** v, [p, n]. */
  readonly values: Float64Array;
  /** What a weight of 1 in the sample is among the weights of observations. */
  readonly weight: number;
}

/** Variances of observations, [c, n], or 1 for all. */
export type Variances = Float64Array | 'ones';

/** Observations with their ties merged, once for the same observations. */
export const mergedTask = /* @__PURE__ */ kept(
  ({ sample, values, weight }: FitTask, places: Places): FitTask => {
    const means = meansOf(places, values, sample.columns.subarray(0, sample.n));
    return taskOf(places.sample, means, weight);
  },
);

/**
 * Observations by their places.
 *
 * @param places - whose one column holds the weights
 * @param values - v, [p, n]
 */
export function taskOf(places: Sample, values: Float64Array, weight: number): FitTask {
  const { n, columns: weights } = places;
  const c = 1 + (n > 0 ? values.length / n : 0);
  const columns = new Float64Array(c * n);
  columns.set(weights);
  for (let at = 0; at < values.length; at++) columns[n + at] = weights[at % n] * values[at];
  return { sample: { ...places, c, columns }, values, weight };
}
