import { isCategory, mostOf } from '../kernels/Predictor.js';
import type { Observations } from '../smoothers/Observations.js';
import {
  blockCount,
  type Partials,
  posterior,
  seriesErrors,
  seriesErrorsSteps,
} from '../smoothers/seriesErrors.js';
import {
  type BandwidthTrial,
  type BandwidthWish,
  criterionValue,
  degreesOf,
} from './BandwidthChoice.js';
import {
  DRAFT_TOLERANCE,
  type Left,
  smootherCriterion,
  whitenedTally,
} from './smootherCriterion.js';
import { columnSpread, smoothedDimensions, usualLambda } from './spread.js';

/** Bandwidths that are tried: that of the normal rule times powers of two. */
const [NARROWEST, WIDEST] = [-5, 4];
/** And of one predictor smaller ones, down to so many steps of x: bursts far apart, or many cycles. */
const LEAST = 2;
/** Steps of the marginal likelihood to a trial: with one predictor it is done when all are tried. */
const STEPS = 2;
/**
 * How much the smoothers themselves have to say, beside the marginal likelihood, which takes fast cycles
 * for autocorrelation. With 0.5 cycles of 13 rows were told from it in trials with n = 200, and slower
 * curves were followed with up to twice the error.
 */
const SMOOTHERS = 0.2;

/**
 * The autoregression of each output that the criterion of a series takes for true: the mean of what is
 * likely, by the data alone and by how well some smoothers do under it. Yields each of these.
 */
export function* likelyPartials(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): Generator<BandwidthTrial, Partials[]> {
  const { n: rows, d, p, predictors } = observations;
  const of = smootherCriterion(where, observations, wish, 'aicc');
  const { count: n, total, size } = of;
  const dimensions = smoothedDimensions(observations);
  let narrowest = NARROWEST;
  const normal = Float64Array.from({ length: d }, (_, j) => {
    const predictor = predictors?.[j];
    if (isCategory(predictor)) return usualLambda(predictor, rows, dimensions);
    const { deviation, count, spacing } = columnSpread(observations, j);
    const width = deviation > 0 ? deviation * count ** (-1 / (dimensions + 4)) : Infinity;
    if (d === 1 && spacing > 0)
      narrowest = Math.min(narrowest, Math.ceil(Math.log2((LEAST * spacing) / width)));
    return width;
  });
  const bandwidthAt = (power: number) =>
    normal.map((h, j) => {
      const width = power > WIDEST ? Infinity : h * 2 ** power;
      const predictor = predictors?.[j];
      return isCategory(predictor) ? Math.min(width, mostOf(predictor)) : width;
    });
  const bank: Left[] = [];
  // The errors are worked out a little with each trial.
  const errors = seriesErrorsSteps(observations);
  for (let power = narrowest; power <= WIDEST + 1; power++) {
    const bandwidth = bandwidthAt(power);
    for (const degree of degreesOf(wish, observations)) {
      const left = of.leftAt({ bandwidth }, DRAFT_TOLERANCE, degree);
      bank.push(left);
      const value = criterionValue('aicc', left.tally, n, total, size);
      yield { bandwidth, degree, value, error: 0 };
      for (let step = 0; step < STEPS * p * blockCount(observations.n); step++) errors.next();
    }
  }
  for (let rest = errors.next(); !rest.done; ) rest = errors.next();
  return seriesErrors(observations).map((grid, k) => {
    const logs = grid.map(({ partials }) => {
      const values = bank.map(({ tally, lagged }) => {
        const one = { tally: Float64Array.of(tally[0], 0, 0), lagged: [lagged[k]] };
        return (-n / 2) * criterionValue('aicc', whitenedTally(one, [partials], n), n, total, size);
      });
      const most = Math.max(...values);
      return most === -Infinity
        ? 0
        : most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
    });
    const weights = posterior(
      grid,
      ({ logLikelihood }, at) => (1 - SMOOTHERS) * logLikelihood + SMOOTHERS * logs[at],
    );
    const mean: [number, number] = [0, 0];
    weights.forEach((weight, at) => {
      mean[0] += weight * grid[at].partials[0];
      mean[1] += weight * grid[at].partials[1];
    });
    return mean;
  });
}
