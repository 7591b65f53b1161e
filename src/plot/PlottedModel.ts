// What pictures ask of a fitted model. A KernelRegressor is one by its structure: no picture loads its code.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import type { UnsupportedError } from '../errors.js';
import type { ModelColumns } from '../estimators/columns.js';
import type { CurveOptions } from '../estimators/curvePoints.js';
import type { IntervalOptions } from '../estimators/inferenceOf.js';
import type { BandOptions } from '../inference/curveBand.js';

/** What a picture asks of a fitted model; a {@link KernelRegressor} has it all. */
export interface PlottedModel {
  /** The columns that it was fitted to. */
  readonly columns: ModelColumns;
  /** The observations that it was fitted to, under the names of the columns. */
  readonly observations: readonly object[];
  /** Which of the rows that were given they are. */
  readonly rows: readonly number[];
  /** y − ŷ at the observations, [n] or [n, p]. */
  readonly residuals: ArrayLike<number>;
  /** The same with each observation left out of its own fit, [n] or [n, p]. */
  readonly looResiduals: ArrayLike<number>;
  /** How strongly each observation pulls its own fit, [n]. */
  readonly leverage: ArrayLike<number>;
  /** What a robust fit left of the weight of each observation, [n]; others have none. */
  readonly robustnessWeights?: ArrayLike<number> | undefined;
  /** Predictions at places, [m] or [m, p]. */
  predict(xq: number[][]): ArrayLike<number>;
  /** The fitted curve as rows, an output after the other. */
  curve(options?: { readonly band?: BandOptions }): readonly object[];
  /** Curves along one of several predictors as rows, an output after the other; for `plotSlices`. */
  slice(at: Readonly<Record<string, unknown>>, options?: CurveOptions): readonly object[];
  /** Intervals for new observations, each end [m] or [m, p]. */
  predictionInterval(xq: number[] & Date[], options?: IntervalOptions): PlottedInterval;
}

/** What a picture asks of models of groups; a {@link RegressionByGroup} has it all. */
export interface PlottedGroups {
  /** What tells the groups apart. */
  readonly by: string;
  /** The models by the names of the groups. */
  readonly models: ReadonlyMap<string, PlottedModel>;
}

/** The ends of intervals. */
export interface PlottedInterval {
  /** Lower ends. */
  readonly lower: ArrayLike<number>;
  /** Upper ends. */
  readonly upper: ArrayLike<number>;
}

/** One thing, or several by name. */
export type OneOrNamed<T> = T | ReadonlyMap<string, T> | Readonly<Record<string, T>>;

/**
 * Things by name.
 *
 * @param name - of one that has none
 * @param isOne - whether an object is one thing, and not several in its fields
 */
export function named<T>(
  given: OneOrNamed<T>,
  name: string,
  isOne: (given: unknown) => boolean,
): [name: string, thing: T][] {
  if (given instanceof Map) return [...given];
  const isPlain = typeof given === 'object' && given !== null && !Array.isArray(given);
  const several = isPlain && !isOne(given) ? Object.entries(given) : [];
  return several.length > 0 ? several : [[name, given as T]];
}

/** Whether something is a fitted model. */
export function isModel(value: unknown): value is PlottedModel {
  const { curve, predict } = Object(value) as Partial<PlottedModel>;
  return typeof curve === 'function' && typeof predict === 'function' && !areGroups(value);
}

/** Whether something is models of groups. */
export function areGroups(value: unknown): value is PlottedGroups {
  return (Object(value) as Partial<PlottedGroups>).models instanceof Map;
}

/** Refuses what is no fitted model. */
export function expectModel(where: string, value: unknown): PlottedModel {
  if (isModel(value)) return value;
  throw optionError(where, 'model must be a fitted model', formatValue(value));
}

/** The observations of a model; a summary has none. */
export function observationsOf(model: Pick<PlottedModel, 'observations'>): readonly object[] {
  try {
    return model.observations;
  } catch (error) {
    if ((error as UnsupportedError).code === 'ERR_UNSUPPORTED') return [];
    throw error;
  }
}

/** One entry of a row. */
export function entryOf(row: unknown, name: string): unknown {
  return (Object(row) as Record<string, unknown>)[name];
}

/** A column of rows as numbers; what is missing is NaN, and dates are milliseconds since 1970. */
export function columnOf(rows: readonly object[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => Number(entryOf(row, name) ?? Number.NaN));
}
