import { expectChoice } from '../arrays/expectChoice.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { expectLevel } from '../inference/BandRequest.js';
import { conformalInterval } from '../inference/conformalInterval.js';
import { predictionInterval } from '../inference/predictionInterval.js';
import { selfFit } from '../smoothers/selfFit.js';
import type { ArrayInput } from '../types.js';
import { expectPredictions } from './expectPredictions.js';
import type { FittedState } from './FittedState.js';
import { expectObservations } from './fitsAt.js';
import { readQueries } from './readQueries.js';

/** Options of {@link KernelRegressor.predictionInterval}. */
export interface IntervalOptions {
  /** Probability with which a new observation falls inside. @defaultValue 0.95 */
  readonly level?: number;
  /**
   * `'normal'` takes the noise for normal, `'conformal'` assumes nothing but that observations are exchangeable (jackknife+),
   * at the cost of a pass over all observations for each query.
   *
   * @defaultValue 'normal'
   */
  readonly method?: 'normal' | 'conformal';
  /** Whether the interval is wide where noise is, or as wide everywhere. @defaultValue 'local' */
  readonly variance?: 'local' | 'constant';
}

/** Intervals for new observations, each field [m] or [m, p]. */
export interface Interval {
  /** The prediction. */
  readonly fit: Float64Array;
  /** Lower ends. */
  readonly lower: Float64Array;
  /** Upper ends. */
  readonly upper: Float64Array;
}

/** Prediction intervals at queries. */
export function intervalOf(
  where: string,
  state: FittedState,
  xq: number | ArrayInput,
  options: IntervalOptions | undefined,
): Interval {
  const known = ['level', 'method', 'variance'] as const;
  const {
    level = 0.95,
    method = 'normal',
    variance = 'local',
  } = expectOptions(where, options, known);
  expectObservations(where, state);
  expectLevel(where, level);
  expectChoice(where, 'method', method, ['normal', 'conformal']);
  expectChoice(where, 'variance', variance, ['local', 'constant']);
  const { observations, spec } = state;
  const { p, y } = observations;
  const { queries, missing } = readQueries(where, xq, state);
  const loo = (): Float64Array => {
    const { looFitted } = selfFit(where, observations, spec);
    return y.map((value, at) => value - looFitted[at]);
  };
  const { fit, lower, upper, degree } =
    method === 'normal'
      ? predictionInterval(where, observations, spec, queries, level, variance)
      : conformalInterval(where, observations, spec, loo(), queries, level, variance === 'local');
  expectPredictions(where, state, fit, p, degree, missing);
  for (const column of [fit, lower, upper]) {
    for (const q of missing) column.fill(Number.NaN, q * p, (q + 1) * p);
  }
  return { fit, lower, upper };
}
