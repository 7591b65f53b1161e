import { valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample } from '../smoothers/smootherSums.js';
import { extraVarianceAt } from './dependentVariance.js';
import { noiseOf, type SmootherResiduals, smootherResiduals } from './SmootherResiduals.js';
import { studentQuantiles } from './studentQuantile.js';

/** Intervals for new observations at m queries, each [m, p]. */
export interface PredictionInterval {
  readonly fit: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The degree that the data carry, [m]; −1 where nothing is in reach. */
  readonly degree: Int8Array;
}

/**
 * Where new observations of a weight w fall, for noise that is about normal:
 *
 *   ŷ ± t · √(σ²(q)/w + Σ ℓ_i² σ²(x_i)/s_i)
 *
 * By groups it is for an observation of a new group. Where errors hang together both variances have
 * degrees of freedom of their own: their sum has Satterthwaite's, and the interval is at least as wide as
 * the fit alone makes it.
 *
 * @param variance - a function of x, or the same everywhere
 * @param left - residuals of the smoother, when they are known already
 * @param weight - w, on the scale of the weights s
 */
export function predictionInterval(
  where: string,
  observations: Observations,
  smoother: SmootherSpec,
  queries: Float64Array,
  level: number,
  variance: 'local' | 'constant' = 'local',
  left: SmootherResiduals = smootherResiduals(where, observations, smoother),
  weight = 1,
): PredictionInterval {
  const { d, p } = observations;
  const m = queries.length / d;
  const noise = noiseOf(where, observations, smoother, left, queries, variance);
  const known = noise.own;
  const found = variedFitAt(where, observations, smoother, queries, known);
  const fit = valuesOf(found, p);
  const dependent = extraVarianceAt(observations, smoother, queries, left, known, noise.freedom);
  const own = weight / centredSample(observations).weight;
  const ofFit = found.variance.map((each, at) => each + dependent.extra[at]);
  const total = ofFit.map((each, at) => noise.variance[at] / own + each);
  const freedom = noise.freedom.map((each, at) => {
    const rest = dependent.freedom[at];
    if (rest >= each || !(total[at] > 0)) return each;
    const part = ofFit[at] / total[at];
    return 1 / ((1 - part) ** 2 / each + part ** 2 / rest);
  });
  const criticals = studentQuantiles(1 - level, freedom);
  const criticalsOfFit = left.correlations
    ? studentQuantiles(1 - level, dependent.freedom)
    : criticals;
  const lower = new Float64Array(m * p);
  const upper = new Float64Array(m * p);
  for (let at = 0; at < m * p; at++) {
    const q = Math.floor(at / p);
    const isLost = found.far[q] === 1 && found.degree[q] < smoother.degree;
    const isUnknown = found.degree[q] >= 0 && Number.isNaN(total[at]);
    const half =
      freedom[at] > 0 && !isLost && !isUnknown
        ? Math.max(
            criticals[at] * Math.sqrt(total[at]),
            ofFit[at] > 0 ? criticalsOfFit[at] * Math.sqrt(ofFit[at]) : 0,
          )
        : Infinity;
    lower[at] = fit[at] - half;
    upper[at] = fit[at] + half;
  }
  return { fit, lower, upper, degree: found.degree };
}
