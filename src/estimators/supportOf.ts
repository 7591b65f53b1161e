import { fitAt } from '../smoothers/fitAt.js';
import { supportAt } from '../smoothers/supportAt.js';
import type { ArrayInput } from '../types.js';
import type { FittedState } from './FittedState.js';
import { readQueries } from './readQueries.js';

/** What stands behind predictions. */
export interface Support {
  /** How many observations of equal weight would carry as much, (Σ K_i s_i)² / Σ K_i² s_i², [m]. */
  readonly effectiveSampleSize: Float64Array;
  /** Whether a query lies outside the range of x, or hardly any weight is within two bandwidths of it, [m]. */
  readonly extrapolation: boolean[];
  /**
   * The degree of the local polynomial that the data carry there, in the dimensions in which the observations in reach
   * differ; −1 where nothing is in reach, [m].
   */
  readonly degree: number[];
}

/** Effective sample size, extrapolation and degree at queries. */
export function supportOf(
  where: string,
  { observations, spec, settings }: FittedState,
  xq: number | ArrayInput,
): Support {
  const model = { observations: { ...observations, p: 0 }, spec, settings, omitted: 0 };
  const { queries, missing } = readQueries(where, xq, model);
  const { effectiveSampleSize, extrapolation } = supportAt(where, observations, spec, queries);
  const degree = Array.from(fitAt(where, model.observations, spec, queries).degree);
  for (const q of missing) {
    effectiveSampleSize[q] = 0;
    extrapolation[q] = 1;
    degree[q] = -1;
  }
  return { effectiveSampleSize, extrapolation: Array.from(extrapolation, Boolean), degree };
}
