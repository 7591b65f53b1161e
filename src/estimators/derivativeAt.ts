import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import { meanSlope } from '../smoothers/meanSlope.js';
import type { ArrayInput } from '../types.js';
import type { FittedState } from './FittedState.js';
import { expectObservations, fitsAt } from './fitsAt.js';
import { wrapResult } from './predictAt.js';
import { readQueries } from './readQueries.js';

/** Options of {@link KernelRegressor.derivative}. */
export interface DerivativeOptions {
  /** Which derivative: from 1 to the degree in one dimension, 1 in several and for degree 0. @defaultValue 1 */
  readonly order?: number;
}

/** Derivatives at queries: a number for a number, else [m, p] in one dimension and [m, p, d] in more. */
export function derivativeAt(
  where: string,
  state: FittedState,
  xq: number | ArrayInput,
  order: number,
): number | Float64Array {
  const { observations, spec } = state;
  const { d, p } = observations;
  const highest = d > 1 ? 1 : Math.max(1, spec.degree);
  if (!(Number.isInteger(order) && order >= 1 && order <= highest)) {
    const expected = `order must be an integer from 1 to ${highest} for degree ${spec.degree} and ${d} columns of x`;
    throw new OptionError({ where, expected, received: formatValue(order) });
  }
  const read = readQueries(where, xq, state);
  if (spec.degree === 0) expectObservations(where, state);
  const { terms, coefficients, degree } = fitsAt(where, state, read.queries);
  if (spec.degree === 0) {
    const slopes = meanSlope(where, observations, spec, read.queries);
    return wrapResult(where, state, read, slopes, p * d, degree);
  }
  const out = new Float64Array(read.m * p * d);
  const factorial = [1, 1, 2, 6][order];
  for (let at = 0; at < out.length; at++) {
    const k = Math.floor(at / d) % p;
    const q = Math.floor(at / (d * p));
    const term = d > 1 ? 1 + (at % d) : order;
    out[at] = factorial * coefficients[(q * terms + term) * p + k];
  }
  return wrapResult(where, state, read, out, p * d, degree);
}
