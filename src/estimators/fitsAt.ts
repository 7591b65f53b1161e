import { UnsupportedError } from '../errors.js';
import { fitAt, type LocalFits } from '../smoothers/fitAt.js';
import type { FittedState } from './FittedState.js';

/** Local polynomials of a fitted model, from its observations or its binned sample. */
export function fitsAt(
  where: string,
  { observations, spec, sample }: FittedState,
  queries: Float64Array,
): LocalFits {
  return sample ? sample.fits(spec, queries) : fitAt(where, observations, spec, queries);
}

/** Checks that a model has its observations, not only a summary of them. */
export function expectObservations(where: string, { sample }: FittedState): void {
  if (!sample) return;
  const expected = 'the model must be fitted to observations for this';
  throw new UnsupportedError({ where, expected, received: 'a binned sample' });
}
