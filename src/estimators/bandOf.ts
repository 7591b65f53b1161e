import { expectOptions } from '../arrays/expectOptions.js';
import { type BandOptions, bandOptionNames, resolveBand } from '../inference/BandRequest.js';
import { bandSmoother } from '../inference/bandSmoother.js';
import { curveBand } from '../inference/curveBand.js';
import type { ArrayInput } from '../types.js';
import { expectPredictions } from './expectPredictions.js';
import type { FittedState } from './FittedState.js';
import { expectObservations } from './fitsAt.js';
import { readQueries } from './readQueries.js';

/** A confidence band, each field [m] or [m, p]. */
export interface ConfidenceBand {
  /** Where the band is centred: for `'robust'` the fit that is corrected for bias. */
  readonly fit: Float64Array;
  /** ∞ where the data say nothing: no residual degrees of freedom, or far from all observations. */
  readonly standardError: Float64Array;
  /** Lower ends. */
  readonly lower: Float64Array;
  /** Upper ends. */
  readonly upper: Float64Array;
}

/** A confidence band at queries. */
export function bandOf(
  where: string,
  state: FittedState,
  xq: number | ArrayInput,
  options: BandOptions | undefined,
): ConfidenceBand {
  expectObservations(where, state);
  const request = resolveBand(where, expectOptions(where, options, bandOptionNames));
  const { observations, spec, settings } = state;
  const { queries, missing } = readQueries(where, xq, state);
  const isChosen = typeof settings.bandwidth === 'string';
  const smoother = bandSmoother(where, observations, spec, request.method, isChosen);
  const band = curveBand(where, observations, smoother, queries, request);
  const { fit, standardError, lower, upper, degree } = band;
  const { p } = observations;
  expectPredictions(where, state, fit, p, degree, missing);
  for (const column of [fit, standardError, lower, upper]) {
    for (const q of missing) column.fill(Number.NaN, q * p, (q + 1) * p);
  }
  return { fit, standardError, lower, upper };
}
