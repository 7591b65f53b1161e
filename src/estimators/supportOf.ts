import { fitAt } from '../smoothers/fitAt.js';
import { supportAt } from '../smoothers/supportAt.js';
import type { ArrayInput } from '../types.js';
import type { FittedState } from './FittedState.js';
import { expectObservations } from './fitsAt.js';
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
export function supportOf(where: string, state: FittedState, xq: number | ArrayInput): Support {
  expectObservations(where, state);
  const { spec } = state;
  const observations = { ...state.observations, p: 0 }; // outputs do not matter here
  const { queries, missing } = readQueries(where, xq, { ...state, observations });
  const { effectiveSampleSize, extrapolation } = supportAt(where, observations, spec, queries);
  const degree = Array.from(fitAt(where, observations, spec, queries).degree);
  for (const q of missing) {
    effectiveSampleSize[q] = 0;
    extrapolation[q] = 1;
    degree[q] = -1;
  }
  return { effectiveSampleSize, extrapolation: Array.from(extrapolation, Boolean), degree };
}
