import { valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample } from '../smoothers/smootherSums.js';
import { extraVarianceAt } from './dependentVariance.js';
import {
  noiseAt,
  residualVariances,
  type SmootherResiduals,
  smootherResiduals,
} from './SmootherResiduals.js';
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
 * By groups it is for an observation of a new group.
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
  const known = residualVariances(where, observations, smoother, left, variance);
  const found = variedFitAt(where, observations, smoother, queries, known);
  const fit = valuesOf(found, p);
  const noise = noiseAt(where, observations, smoother, left, queries, variance === 'local');
  const { extra } = extraVarianceAt(observations, smoother, queries, left, known, noise.freedom);
  const criticals = studentQuantiles(1 - level, noise.freedom);
  const own = weight / centredSample(observations).weight;
  const lower = new Float64Array(m * p);
  const upper = new Float64Array(m * p);
  for (let at = 0; at < m * p; at++) {
    const q = Math.floor(at / p);
    const isLost = found.far[q] === 1 && found.degree[q] < smoother.degree;
    const half =
      noise.freedom[q] > 0 && !isLost
        ? criticals[q] * Math.sqrt(noise.variance[at] / own + found.variance[at] + extra[at])
        : Infinity;
    lower[at] = fit[at] - half;
    upper[at] = fit[at] + half;
  }
  return { fit, lower, upper, degree: found.degree };
}
