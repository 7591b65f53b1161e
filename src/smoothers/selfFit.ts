// Fits at the observations, with and without each of them, by the one leave-one-out formula
// (leaveOneOut.ts) from one set of kernel sums that leave out the own term.

import { centredFits } from './fitAt.js';
import { freeShare, leverageOf } from './leaveOneOut.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { centredSample } from './smootherSums.js';

/** A smoother at its own observations. */
export interface SelfFit {
  /** [n, p] */
  readonly fitted: Float64Array;
  /** The fit without observation i, [n, p]; NaN where nothing else is in reach. */
  readonly looFitted: Float64Array;
  /** ∂ŷᵢ/∂yᵢ, [n]; 0 for an observation of weight 0. */
  readonly leverage: Float64Array;
  /**
   * The degree that the data carry at each observation, [n]; −1 where an observation of weight 0 has
   * nothing in reach.
   */
  readonly degree: Int8Array;
}

/**
 * Fits at the observations themselves.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param spec - kernel, bandwidth, degree
 */
export function selfFit(where: string, observations: Observations, spec: SmootherSpec): SelfFit {
  const { n, p, x, y } = observations;
  const { sample, values, middle, half } = centredSample(observations);
  const { columns } = sample;
  const fits = centredFits(where, observations, spec, x, { leavesOut: true });
  const { terms, coefficients, counted, degree } = fits;
  const fitted = new Float64Array(n * p);
  const looFitted = new Float64Array(n * p);
  const leverage = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    leverage[i] = leverageOf(counted[i], 0, columns[i]);
    const free = freeShare(counted[i], 0, columns[i]);
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      const value = values[k * n + i];
      const loo = coefficients[i * terms * p + k];
      looFitted[at] = middle[k] + half[k] * loo;
      // From the nearer of the two; a point that stands alone is fitted to its last digit.
      const fit =
        leverage[i] < 0.5 ? loo + leverage[i] * (value - loo) : value + free * (loo - value);
      fitted[at] = leverage[i] === 1 ? y[at] : middle[k] + half[k] * fit;
    }
  }
  return { fitted, looFitted, leverage, degree };
}
