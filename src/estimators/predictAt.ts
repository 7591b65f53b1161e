import type { LocalFits } from '../smoothers/fitAt.js';
import type { ArrayInput } from '../types.js';
import { expectPredictions } from './expectPredictions.js';
import type { FittedState } from './FittedState.js';
import { fitsAt } from './fitsAt.js';
import { type ReadQueries, readQueries } from './readQueries.js';

/** Predictions at queries: a number for a number, else [m, p]. */
export function predictAt(
  where: string,
  state: FittedState,
  xq: number | ArrayInput,
): number | Float64Array {
  const read = readQueries(where, xq, state);
  const fits = fitsAt(where, state, read.queries);
  const { p } = state.observations;
  return wrapResult(where, state, read, valuesOf(fits, p), p, fits.degree);
}

/** The values of local polynomials at their queries, [m, p]. */
export function valuesOf({ terms, coefficients, degree }: LocalFits, p: number): Float64Array {
  if (terms === 1) return coefficients;
  const out = new Float64Array(degree.length * p);
  for (let q = 0; q < degree.length; q++) {
    for (let k = 0; k < p; k++) out[q * p + k] = coefficients[q * terms * p + k];
  }
  return out;
}

/** Checks results [m, width], makes those of queries with NaN NaN, and gives a number back for a number. */
export function wrapResult(
  where: string,
  state: FittedState,
  { missing, single }: ReadQueries,
  values: Float64Array,
  width: number,
  degree: Int8Array,
): number | Float64Array {
  expectPredictions(where, state, values, width, degree, missing);
  for (const q of missing) values.fill(Number.NaN, q * width, (q + 1) * width);
  return single ? values[0] : values;
}
