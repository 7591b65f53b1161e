// A band about a curve: an estimate, its standard error, and as many standard errors to each side
// as the level asks for. docs/coverage.md has what it was measured to cover.

import { UnsupportedError } from '../errors.js';
import { bounds } from '../loops/bounds.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { BandRequest } from './BandRequest.js';
import { bootstrapCriticals } from './bootstrapCriticals.js';
import { linearEstimates } from './linearEstimates.js';
import { localVariance } from './localVariance.js';
import { residualVariances } from './residualVariances.js';
import { type SmootherResiduals, smootherResiduals } from './SmootherResiduals.js';
import { studentQuantiles } from './studentQuantile.js';
import { tubeLength } from './tubeLength.js';

/** A band at m queries, each [m, p]. */
export interface CurveBand {
  /** Where the band is centred; NaN where nothing is in reach. */
  readonly fit: Float64Array;
  /** ∞ where the data say nothing: no residual degrees of freedom, or far from all observations. */
  readonly standardError: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Degrees of freedom of the standard error, [m]. */
  readonly freedom: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
}

/**
 * A confidence band.
 *
 * @param where - the public function, for messages
 * @param observations - what is smoothed
 * @param smoother - about whose fit the band is drawn
 * @param queries - [m, d]
 * @param request - level, variance, simultaneous or not
 * @param left - residuals of the smoother, when they are known already
 */
export function curveBand(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  request: BandRequest,
  left: SmootherResiduals = smootherResiduals(where, observations, smoother),
): CurveBand {
  const { d, p, n } = observations;
  const m = queries.length / d;
  const variances = residualVariances(where, observations, smoother, left, request.variance);
  const found = linearEstimates(where, observations, smoother, queries, variances);
  const freedom =
    request.variance === 'local'
      ? localVariance(where, observations, left, queries, smoother).freedom
      : new Float64Array(m).fill(left.freedom);
  const standardError = found.variance.map(Math.sqrt);
  for (let q = 0; q < m; q++) {
    const isLost = found.far[q] === 1 && found.degree[q] < smoother.degree && found.degree[q] >= 0;
    if (freedom[q] > 0 && !isLost) continue;
    for (let k = 0; k < p; k++) {
      if (found.degree[q] >= 0) standardError[q * p + k] = Infinity;
    }
  }
  const lower = new Float64Array(m * p);
  const upper = new Float64Array(m * p);
  for (let k = 0; k < p && m > 0; k++) {
    const column = variances.subarray(k * n, (k + 1) * n);
    const student = (asked: BandRequest) =>
      studentCriticals(where, observations, smoother, queries, asked, left, column, freedom);
    let criticals: Float64Array;
    if (request.method !== 'bootstrap') criticals = student(request);
    else {
      criticals = bootstrapCriticals(
        where,
        observations,
        smoother,
        queries,
        request,
        left,
        freedom,
        k,
      );
      // Over a whole curve random signs alone have tails too light where few observations are in
      // reach.
      const { simultaneous } = request;
      const least = simultaneous ? student({ ...request, simultaneous: d === 1 }) : undefined;
      if (least) criticals = criticals.map((critical, q) => Math.max(critical, least[q]));
    }
    for (let q = 0; q < m; q++) {
      const at = q * p + k;
      const half = standardError[at] === 0 ? 0 : criticals[q] * standardError[at];
      lower[at] = found.estimate[at] - half;
      upper[at] = found.estimate[at] + half;
    }
  }
  return { fit: found.estimate, standardError, lower, upper, freedom, degree: found.degree };
}

/** Student's quantiles, for a whole curve those of the tube formula. */
function studentCriticals(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  { level, simultaneous }: BandRequest,
  { weights }: SmootherResiduals,
  variances: Float64Array,
  freedom: Float64Array,
): Float64Array {
  if (!simultaneous) return studentQuantiles(1 - level, freedom);
  if (observations.d > 1) {
    const expected = "method must be 'bootstrap' for a simultaneous band over several columns of x";
    throw new UnsupportedError({ where, expected, received: `${observations.d} columns` });
  }
  const [from, to] = bounds(queries, queries.length);
  const kappa = tubeLength(observations, smoother, weights, variances, from, to);
  return studentQuantiles(1 - level, freedom, kappa);
}
