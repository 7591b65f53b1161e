// R² of a model on any data.

import { formatName } from '../arrays/formatValue.js';
import { shapeError } from '../arrays/optionError.js';
import { asGiven, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { DataInput } from '../types.js';
import type { FittedState } from './FittedState.js';
import { valuesAt } from './predictAt.js';
import { readLike, readObservations } from './readObservations.js';
import { inUnits, queriesInUnits, unitsOf } from './units.js';

/** Options of {@link KernelRegressor.score}. */
export interface ScoreOptions {
  /** How much each row counts, at least 0, [m]. @defaultValue 1 */
  readonly sampleWeights?: DataInput;
}

/** How they are read. */
export const SCORE_OPTIONS = {
  sampleWeights: [asGiven<DataInput | undefined>, undefined],
} as const satisfies OptionTable<ScoreOptions>;

/** R² on given data. */
export function scoreOn(
  where: string,
  state: FittedState,
  x: unknown,
  y: unknown,
  options: ScoreOptions | undefined,
): number {
  const { sampleWeights } = readOptions(where, options, SCORE_OPTIONS, formatName);
  const { observations, settings, units, spec } = state;
  const { d, p } = observations;
  const all = readObservations(
    where,
    readLike(where, state, x, y, sampleWeights),
    settings.missing,
  );
  const read = all.counted ? rowsAt(all.observations, all.counted) : all.observations;
  if (read.d !== d || read.p !== p)
    throw shapeError(where, `x and y must have ${d} and ${p} columns`, `${read.d} and ${read.p}`);
  const queries = queriesInUnits(where, read.x, units, spec.degree);
  const fitted = valuesAt(where, state, queries);
  // Of the largest of both, so that squares do not overflow.
  const both = new Float64Array(2 * fitted.length);
  both.set(read.y);
  both.set(fitted, fitted.length);
  const unit = unitsOf({ ...read, y: both });
  const truth = inUnits(read, unit);
  return rSquared(truth.y, inUnits({ ...read, y: fitted }, unit).y, truth.weights, p);
}

/** Residuals up to this part of the largest |y| are rounding. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * 1 − RSS/TSS, for several outputs their mean; when all y are equal 1 if they are met, else 0.
 *
 * @param y - the largest of about 1, [n, p]
 * @param fitted - [n, p]
 * @param weights - [n]
 * @param within - Σ w(y − ȳ)² of observations that stand for several, [n, p]
 */
export function rSquared(
  y: Float64Array,
  fitted: Float64Array,
  weights: Float64Array | undefined,
  p: number,
  within?: Float64Array,
): number {
  const n = y.length / p;
  let r = 0;
  for (let k = 0; k < p; k++) {
    let [total, sum] = [0, 0];
    for (let i = 0; i < n; i++) {
      const weight = weights ? weights[i] : 1;
      total += weight;
      sum += weight * (y[i * p + k] - y[k]); // equal y leave nothing
    }
    const mean = y[k] + sum / total;
    let [rss, tss] = [0, 0];
    for (let i = 0; i < n; i++) {
      const weight = weights ? weights[i] : 1;
      rss += weight * (y[i * p + k] - fitted[i * p + k]) ** 2;
      tss += weight * (y[i * p + k] - mean) ** 2;
      rss += within?.[i * p + k] ?? 0;
      tss += within?.[i * p + k] ?? 0;
    }
    const rounding = total * ROUNDING ** 2;
    if (rss <= rounding) r += 1;
    else if (tss > rounding) r += 1 - rss / tss;
  }
  return r / p;
}
