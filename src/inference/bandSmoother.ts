import { chooseBandwidth } from '../bandwidth/chooseBandwidth.js';
import { NumericalError } from '../errors.js';
import { bounds } from '../loops/bounds.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { BandMethod } from './BandRequest.js';

/** Times the range of x: a kernel as wide as this is as good as constant. */
const WIDEST = 8;

/** Up to so many observations the bandwidth that is best for the curve serves the band as it is. */
const FEW = 50;

/**
 * The smoother about which a band is drawn.
 *
 * A data-chosen bandwidth lets the bias be about as large as the standard error, and intervals that
 * leave it out miss the curve. A fit of higher degree at such a bandwidth has a bias of higher
 * order, and its own standard error counts in full what correcting costs. With one column of x:
 *
 * - bandwidth given: the degree raised by two, at that bandwidth
 * - bandwidth chosen by the data: a local cubic (for degrees above 1 the degree raised by two) at
 *   the bandwidth that the corrected AIC chooses for the local line (for that degree), times
 *   (50/n)^(1/20) from n = 50 on: what is best for coverage falls as n^(−1/4), what is best for the
 *   curve as n^(−1/5)
 *
 * With several columns the degree is raised by one at the bandwidth of the smoother.
 *
 * @param where - the public function, for messages
 * @param spec - the smoother as it was fitted
 * @param isChosen - whether the data chose its bandwidth
 * @see Calonico, Cattaneo, Farrell (2018), On the effect of bias estimation on coverage accuracy in
 *   nonparametric inference
 */
export function bandSmoother(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  method: BandMethod,
  isChosen: boolean,
): SmootherSpec {
  if (method === 'standard') return spec;
  if (observations.d > 1) return { ...spec, degree: spec.degree + 1 };
  const degree = isChosen ? Math.max(1, spec.degree) : spec.degree;
  const bandwidth = isChosen
    ? coverageBandwidth(where, observations, { ...spec, degree })
    : undefined;
  return { ...spec, degree: degree + 2, bandwidth: bandwidth ?? spec.bandwidth };
}

function coverageBandwidth(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): Float64Array | undefined {
  try {
    const wish = { ...spec, criterion: 'aicc' as const };
    const { bandwidth } = chooseBandwidth(where, observations, wish);
    const [low, high] = bounds(observations.x, observations.n);
    const widest = high > low ? WIDEST * (high - low) : Infinity;
    const shrunk = Math.min(1, FEW / observations.n) ** (1 / 20);
    return bandwidth.map((h) => Math.min(h, widest) * shrunk);
  } catch (error) {
    // With a handful of observations the criterion is defined nowhere.
    if (error instanceof NumericalError) return undefined;
    throw error;
  }
}
