// A surface seen along one of its predictors: curves with the others held where they are wanted.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { isTypedArray } from '../arrays/readArray.js';
import { unrolled } from '../arrays/unrolled.js';
import { weightedMedian } from '../bandwidth/spread.js';
import { periodOf } from '../kernels/Predictor.js';
import { medianOf } from '../loops/sortedOrder.js';
import { supportAt } from '../smoothers/supportAt.js';
import type { TypedArray } from '../types.js';
import {
  type BandEnds,
  type CurveOptions,
  type CurvePoint,
  type CurveRow,
  ENDS,
  expectNames,
  readCurve,
  readPlace,
  readPlaces,
  rowsAt,
} from './curvePoints.js';
import type { FittedState } from './FittedState.js';
import type { Level } from './kinds.js';
import { isNamed } from './table.js';

/** Where a predictor is held: at a number, a `Date` in a column of times, or a level of a category. */
export type HeldValue = number | Date | Level;

/** What a slice makes of a predictor: `'all'` of it, or what it is held at, one value or several; a category beside the one to go along is held at each of `'all'` levels. */
export type SliceEntry = 'all' | HeldValue | readonly HeldValue[] | TypedArray;

/**
 * One point of a slice, see `slice` of {@link KernelRegressor}.
 *
 * @typeParam Point - what the model was fitted to
 * @typeParam Name - the predictors that the slice names
 */
export type SlicePoint<Point, Name extends string> = CurvePoint<
  Omit<Point, 'x'> & {
    readonly [Each in Name]: Each extends keyof Point ? Point[Each] : number;
  }
> & {
  /** Whether observations stand too far away or to one side, as `support` tells it. */
  readonly extrapolation: boolean;
};

/** One point of a slice with its band. */
export type SliceBandPoint<Point, Name extends string> = SlicePoint<Point, Name> & BandEnds;

/** Curves along one predictor as rows, output after output, curve after curve. */
export function slicePoints(
  where: string,
  state: FittedState,
  at: Readonly<Record<string, SliceEntry>>,
  options: CurveOptions | undefined,
): CurveRow[] {
  expectNames(where, state.columns, [...ENDS, 'output', 'extrapolation']);
  const { along, held } = readSlice(where, state, at);
  const { places, band } = readCurve(where, state, along, options);
  const all = held.flatMap((one) =>
    Array.from(places, (place) => one.map((value, j) => (j === along ? place : value))).flat(),
  );
  return rowsAt(where, state, Float64Array.from(all), band, (queries) => {
    const { observations, spec } = state;
    const { extrapolation } = supportAt(where, { ...observations, p: 0 }, spec, queries);
    return [['extrapolation', (q) => extrapolation[q] === 1]];
  });
}

/** Along which column a slice goes, and all combinations of what the others are held at, [d] each. */
function readSlice(
  where: string,
  state: FittedState,
  at: unknown,
): { readonly along: number; readonly held: readonly (readonly number[])[] } {
  const { x } = state.columns;
  if (!isNamed(at)) {
    const expected = "at must tell the columns of x, { name: 'all', other: 5 }";
    throw optionError(where, expected, formatValue(at));
  }
  const entries = Object.entries(at).filter(([, entry]) => entry !== undefined);
  const names = x.map(({ name }) => name);
  const unknown = entries.find(([name]) => !names.includes(name));
  if (unknown) {
    const expected = `at must hold columns among ${names.join(', ')}`;
    throw optionError(where, expected, formatValue(unknown[0]));
  }
  const whole = entries.filter(([, entry]) => entry === 'all').map(([name]) => names.indexOf(name));
  const variables = whole.filter((j) => !x[j].levels);
  if (whole.length === 0 || variables.length > 1) {
    const expected = "at must hold 'all' for one column, and for categories beside it";
    throw optionError(where, expected, variables.map((j) => names[j]).join(' and ') || 'none');
  }
  const [along] = [...variables, ...whole];
  let held: readonly (readonly number[])[] = [x.map((_, j) => (j === along ? 0 : usual(state, j)))];
  for (const [name, entry] of entries) {
    const j = names.indexOf(name);
    if (j === along) continue;
    const every = entry === 'all' ? x[j].levels?.map((_, level) => level) : undefined;
    const values = every ?? readHeld(where, `at.${name}`, state, j, entry);
    held = held.flatMap((one) =>
      values.map((value) => one.map((each, l) => (l === j ? value : each))),
    );
  }
  return { along, held };
}

/** The different values that a column is held at. */
function readHeld(
  where: string,
  name: string,
  { columns }: FittedState,
  j: number,
  entry: unknown,
): number[] {
  const isList = Array.isArray(entry) || isTypedArray(entry);
  if (!isList) return [readPlace(where, name, columns.x[j], entry)];
  return [...new Set(readPlaces(where, name, columns.x[j], entry))];
}

/**
 * Where a column is held that nobody names: at the median of the observations that count, on a circle from
 * its largest gap on, a category at its most frequent level; of a summary at that of its places.
 */
function usual({ observations, units, columns }: FittedState, j: number): number {
  const { n, d, x, merged } = observations;
  const { levels } = columns.x[j];
  if (levels) {
    const counts = new Int32Array(levels.length);
    for (let i = 0; i < n; i++) counts[x[i * d + j]]++;
    return counts.indexOf(counts.reduce((a, b) => Math.max(a, b)));
  }
  const values = Float64Array.from({ length: n }, (_, i) => x[i * d + j]);
  if (merged) return weightedMedian(values, merged.counts) * units.x[j];
  const period = periodOf(observations.predictors?.[j]);
  const sorted = (period === undefined ? values : unrolled(values, period)).sort();
  const median = medianOf(sorted);
  const isBeyond = period !== undefined && median > values.reduce((a, b) => Math.max(a, b));
  return (isBeyond ? median - period : median) * units.x[j];
}
