// Observations as a sample for kernel sums: weights s and s·(y − middle)/half as columns, so that the largest weight is 1,
// values lie within [−1, 1], and a constant stays the same to the last digit whichever method sums.

import type { Sample } from '../sums/types.js';
import type { Observations } from './Observations.js';

/** A sample with what leads back to the units of y: y = middle + half·value. */
export interface CentredSample {
  /** Columns s, s·v₁ … s·v_p. */
  readonly sample: Sample;
  /** v, shape [p, n]. */
  readonly values: Float64Array;
  /** [p] */
  readonly middle: Float64Array;
  /** [p] */
  readonly half: Float64Array;
}

const made = /* @__PURE__ */ new WeakMap<Observations, CentredSample>();

/** Centres and scales observations for kernel sums, O(n·p), once for the same observations. */
export function centredSample(observations: Observations): CentredSample {
  let centred = made.get(observations);
  if (!centred) {
    centred = centre(observations);
    made.set(observations, centred);
  }
  return centred;
}

function centre(observations: Observations): CentredSample {
  const { n, d, p, x, y } = observations;
  const columns = new Float64Array((p + 1) * n);
  const weights = columns.subarray(0, n);
  scaledWeightsInto(observations, weights);
  const values = new Float64Array(p * n);
  const middle = new Float64Array(p);
  const half = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < n; i++) {
      const value = y[i * p + k];
      if (weights[i] === 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low <= high)) continue;
    middle[k] = low / 2 + high / 2;
    half[k] = high / 2 - low / 2;
    if (half[k] === 0) continue;
    for (let i = 0; i < n; i++) {
      const value = (y[i * p + k] - middle[k]) / half[k];
      values[k * n + i] = value;
      columns[(k + 1) * n + i] = weights[i] === 0 ? 0 : weights[i] * value;
    }
  }
  return { sample: { n, d, c: p + 1, points: x, columns }, values, middle, half };
}

/** Sample weights with largest 1: the sums see no common factor. */
export function scaledWeightsInto({ n, weights }: Observations, out: Float64Array): void {
  if (!weights) {
    out.fill(1);
    return;
  }
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, weights[i]);
  for (let i = 0; i < n; i++) out[i] = largest > 0 ? weights[i] / largest : 0;
}
