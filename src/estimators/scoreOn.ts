import { ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { expectPredictions } from './expectPredictions.js';
import type { FittedState } from './FittedState.js';
import { fitsAt } from './fitsAt.js';
import { valuesOf } from './predictAt.js';
import { readObservations } from './readObservations.js';

/** R² on given data. */
export function scoreOn(where: string, state: FittedState, x: ArrayInput, y: ArrayInput): number {
  const { observations, settings } = state;
  const { d, p } = observations;
  const read = readObservations(where, x, y, undefined, settings.missing).observations;
  if (read.d !== d || read.p !== p) {
    const expected = `x and y must have ${d} and ${p} columns`;
    throw new ShapeError({ where, expected, received: `${read.d} and ${read.p}` });
  }
  const fits = fitsAt(where, state, read.x);
  const fitted = valuesOf(fits, p);
  expectPredictions(where, state, fitted, p, fits.degree);
  return rSquared(read.y, fitted, p);
}

/**
 * 1 − RSS/TSS, for several outputs their mean; when all y are equal 1 if they are met, else 0.
 *
 * @param y - [n, p]
 * @param fitted - [n, p]
 */
export function rSquared(y: Float64Array, fitted: Float64Array, p: number): number {
  const n = y.length / p;
  let total = 0;
  for (let k = 0; k < p; k++) {
    // In units of the largest |y|, so that squares do not overflow.
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(y[i * p + k]));
    const unit = largest > 0 ? largest : 1;
    let mean = 0;
    for (let i = 0; i < n; i++) mean += y[i * p + k] / unit / n;
    let rss = 0;
    let tss = 0;
    for (let i = 0; i < n; i++) {
      rss += (y[i * p + k] / unit - fitted[i * p + k] / unit) ** 2;
      tss += (y[i * p + k] / unit - mean) ** 2;
    }
    if (tss > 0) total += 1 - rss / tss;
    else if (rss === 0) total += 1;
  }
  return total / p;
}
