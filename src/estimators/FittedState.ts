// What a fit needs and what it leaves behind: x, y and sample weights, and later the queries, become
// flat arrays, checked, without the rows that are left out.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import { type FlatArray, isTypedArray, readArray } from '../arrays/readArray.js';
import {
  asGiven,
  expectNumber,
  expectType,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import {
  type BandwidthChoice,
  type BandwidthChoiceName,
  type BandwidthProgress,
  type BandwidthTrial,
  type BandwidthWish,
  criterionOf,
} from '../bandwidth/BandwidthChoice.js';
import { NumericalError, OptionError, ShapeError, UnsupportedError } from '../errors.js';
import { type SmootherResiduals, smootherResiduals } from '../inference/SmootherResiduals.js';
import { columnBounds } from '../loops/bounds.js';
import { fitAt, valuesOf } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsAt, rowsOf } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { type SelfFit, selfFit } from '../smoothers/selfFit.js';
import type { DataSummary } from '../summary/DataSummary.js';
import type { ArrayInput } from '../types.js';
import type { RegressorSettings } from './KernelRegressorOptions.js';
import { inGivenUnits, inUnits, plainUnits, queriesInUnits, type Units, unitsOf } from './units.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /**
   * How much each observation counts, at least 0, shape [n]. To the curve 2 is the same as giving
   * the row twice; a row of weight 0 changes nothing, it only has a residual. To standard errors,
   * intervals and the residual standard deviation weights are precisions and no counts of rows: an
   * observation of weight w has the variance σ²/w, as the mean of w measurements has. For weights
   * that say how many units of a population a row stands for, `confidenceBand` with
   * `variance: 'hc3'` takes each row's own residual in place of that.
   *
   * @defaultValue 1
   */
  readonly sampleWeights?: ArrayInput;
  /**
   * Which group each observation belongs to, [n], as days do to a patient. Within a group errors may
   * depend on each other in any way: `'auto'` and `'loo'` leave out whole groups, and bands, intervals
   * and tests count groups, not observations.
   */
  readonly groups?: ArrayLike<number | string>;
  /**
   * `'series'` when rows are in order of time and errors depend on those before them, as an
   * autoregression does: `'auto'` and `'aicc'` choose by whitened residuals, bands and intervals count
   * what such observations say. Steps of time are rows, so a row that is left out closes up. Cycles of
   * fewer than some 25 rows may be taken for errors.
   *
   * @defaultValue 'independent'
   */
  readonly dependence?: 'independent' | 'series';
  /** Called after each bandwidth that a search has tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends a search; its reason is thrown. */
  readonly signal?: AbortSignal;
}

const FIT_OPTIONS = {
  sampleWeights: [asGiven<ArrayInput | undefined>, undefined],
  groups: [readGroups, undefined],
  dependence: [['independent', 'series'], 'independent'],
  onProgress: [readProgress, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<FitOptions>;

type Groups = ArrayLike<number | string>;

function readGroups(where: string, groups: Groups): Groups {
  if (Array.isArray(groups) || isTypedArray(groups)) return groups;
  const expected = 'groups must be an array';
  throw new OptionError({ where, expected, received: formatValue(groups) });
}

function readProgress(where: string, onProgress: FitOptions['onProgress']) {
  expectType(where, 'onProgress', onProgress, 'function');
  return onProgress;
}

function readSignal(where: string, signal: AbortSignal): AbortSignal {
  if (typeof signal?.throwIfAborted === 'function') return signal;
  const expected = 'signal must be an AbortSignal';
  throw new OptionError({ where, expected, received: formatValue(signal) });
}

/** What a fit leaves behind. */
export interface FittedState {
  readonly settings: RegressorSettings;
  /** All that was given, in the units of the data. */
  readonly given: Observations;
  /** What is smoothed: the rows of weight above 0, in `units`, as is all of `spec`. */
  readonly observations: Observations;
  readonly units: Units;
  /** Which of the given rows are smoothed; `undefined` when all are. */
  readonly counted: Int32Array | undefined;
  readonly spec: SmootherSpec;
  /** In the units of the data, [d]. */
  readonly bandwidth: Float64Array;
  /** How many rows were left out for NaN. */
  readonly omitted: number;
  /** How the bandwidth was chosen, in the units of the data; `undefined` when it was given. */
  readonly choice: BandwidthChoice | undefined;
  /**
   * What stands for the observations, when the model was fitted to a summary; they are then empty.
   */
  readonly summary?: DataSummary;
  /** The fit at the observations, once it was asked for. */
  own?: SelfFit;
  /** The same at all rows that were given. */
  all?: SelfFit;
  /** What it leaves, and what that says of the noise, once it was asked for. */
  left?: SmootherResiduals;
}

/** A fit that only wants its bandwidth. */
export interface FitTask {
  readonly observations: Observations;
  /** What is to be chosen, `undefined` when the bandwidth is given. */
  readonly wish: BandwidthWish | undefined;
  /** The state with a choice made. */
  finish(choice?: BandwidthChoice): FittedState;
}

/** Reads and checks what a model is fitted to. */
export function fitTask(
  where: string,
  settings: RegressorSettings,
  x: ArrayInput,
  y: ArrayInput,
  options: FitOptions | undefined,
): FitTask {
  const given = readOptions(where, options, FIT_OPTIONS);
  const { missing } = settings;
  const read = readObservations(where, x, y, given.sampleWeights, missing);
  const { counted, rows, kept } = read;
  const groups = given.groups && groupNumbers(where, given.groups, rows, kept, counted);
  const isSeries = given.dependence === 'series';
  if (isSeries && groups) {
    const expected = "dependence must be 'independent' with groups";
    throw new OptionError({ where, expected, received: formatValue(given.dependence) });
  }
  const all = { ...read.observations, ...(groups && { groups }), ...(isSeries && { isSeries }) };
  const some = counted ? rowsAt(all, counted) : all;
  expectExtent(where, some);
  const units = unitsOf(some);
  const observations = inUnits(some, units);
  const { kernel, degree, method, tolerance, emptyWindow, bandwidth } = settings;
  const { d } = observations;
  if (d > 1 && degree !== 'auto' && degree > 2) {
    const expected = 'degree must be at most 2 in several dimensions';
    throw new UnsupportedError({ where, expected, received: `${degree} with ${d}` });
  }
  const product = settings.multivariate === 'product' || d === 1;
  const sees = isSeries ? 'aicc' : 'loo';
  if (
    (groups || isSeries) &&
    typeof bandwidth === 'string' &&
    ![sees, 'auto'].includes(bandwidth)
  ) {
    const named = isSeries ? "dependence 'series'" : 'groups';
    const expected = `${named} must go with bandwidth 'auto', '${sees}' or one that is given`;
    throw new OptionError({ where, expected, received: formatValue(bandwidth) });
  }
  if (typeof bandwidth === 'object' && bandwidth.length !== d) {
    const expected = `bandwidth must be a number or have an entry for each of the ${d} columns of x`;
    throw new ShapeError({ where, expected, received: `shape ${formatShape([bandwidth.length])}` });
  }
  const smoother = {
    kernel,
    product,
    method,
    tolerance,
    emptyWindow: emptyWindow === 'nearest' ? ('nearest' as const) : ('nan' as const),
  };
  const { onProgress, signal } = given;
  const wish: BandwidthWish | undefined =
    typeof bandwidth === 'string'
      ? {
          ...smoother,
          degree,
          criterion: bandwidth,
          ...(signal && { signal }),
          ...(onProgress && {
            onProgress: inGivenUnitsOf(
              onProgress,
              criterionOf({ criterion: bandwidth }, some),
              units,
            ),
          }),
        }
      : undefined;
  const finish = (choice?: BandwidthChoice): FittedState => {
    const found = choice && choiceInGivenUnits(choice, units);
    const inDataUnits = found ? found.bandwidth : givenBandwidth(bandwidth, d);
    const own = choice
      ? choice.bandwidth
      : inDataUnits.map((h, j) => bandwidthInUnits(h / units.x[j]));
    return {
      settings,
      given: all,
      observations,
      units,
      counted,
      spec: {
        ...smoother,
        degree: choice ? choice.degree : givenDegree(settings),
        bandwidth: own,
      },
      bandwidth: inDataUnits,
      omitted: rows - kept.length,
      choice: found,
    };
  };
  return { observations, wish, finish };
}

/** A report of bandwidths in units of x, and of criteria in those of y. */
function inGivenUnitsOf(
  onProgress: NonNullable<FitOptions['onProgress']>,
  criterion: BandwidthChoiceName,
  units: Units,
): NonNullable<FitOptions['onProgress']> {
  return ({ trials, bandwidth, value }) =>
    onProgress({
      trials,
      bandwidth: bandwidthInGivenUnits(bandwidth, units),
      value: valueInGivenUnits(criterion, value, units),
    });
}

/** A bandwidth with a finite inverse. */
function bandwidthInUnits(h: number): number {
  return Math.max(h, 2 ** -1022);
}

/** A choice with bandwidths in units of x, and criteria in those of y. */
function choiceInGivenUnits(choice: BandwidthChoice, units: Units): BandwidthChoice {
  const { criterion, bandwidth, value, path, basins, ruledBy } = choice;
  const trial = (each: BandwidthTrial): BandwidthTrial => ({
    ...each,
    bandwidth: bandwidthInGivenUnits(each.bandwidth, units),
    value: valueInGivenUnits(criterion, each.value, units),
    error: isLogarithm(criterion) ? each.error : valueInGivenUnits(criterion, each.error, units),
  });
  return {
    ...choice,
    bandwidth: bandwidthInGivenUnits(bandwidth, units),
    value: value === undefined ? value : valueInGivenUnits(criterion, value, units),
    path: path.map(trial),
    basins: basins.map(trial),
    ...(ruledBy && {
      ruledBy: { x: ruledBy.x * units.x[0], distance: ruledBy.distance * units.x[0] },
    }),
  };
}

function bandwidthInGivenUnits(bandwidth: Float64Array, { x }: Units): Float64Array {
  return bandwidth.map((h, j) => h * x[j]);
}

/** A mean square or its logarithm; with several outputs criteria have no unit. */
function valueInGivenUnits(criterion: BandwidthChoiceName, value: number, { y }: Units): number {
  if (y.length > 1) return value;
  return isLogarithm(criterion) ? value + 2 * Math.log(y[0]) : value * y[0] * y[0];
}

function isLogarithm(criterion: BandwidthChoiceName): boolean {
  return criterion === 'aicc' || criterion === 'auto';
}

/** The state of a model fitted to a summary of data. */
export function summarisedState(
  where: string,
  settings: RegressorSettings,
  summary: DataSummary,
): FittedState {
  const { kernel, method, tolerance, bandwidth } = settings;
  const degree = givenDegree(settings);
  summary.expectServes(where, { kernel, degree, bandwidth });
  const none = new Float64Array(0);
  const observations = { n: summary.count, d: 1, p: summary.outputs, x: none, y: none };
  const given = givenBandwidth(bandwidth, 1);
  return {
    settings,
    given: observations,
    observations,
    units: plainUnits(1, summary.outputs),
    counted: undefined,
    spec: { kernel, degree, product: true, method, tolerance, bandwidth: given },
    bandwidth: given,
    omitted: 0,
    choice: undefined,
    summary,
  };
}

/** Checks that a model has its observations, not only a summary of them. */
export function expectObservations(where: string, { summary }: FittedState): void {
  if (!summary) return;
  const expected = 'the model must be fitted to observations for this';
  throw new UnsupportedError({ where, expected, received: 'a binned sample' });
}

/** The fit of a model at its own observations, made when it is first asked for. */
export function ownFit(where: string, state: FittedState): SelfFit {
  state.own ??= selfFit(where, state.observations, state.spec);
  return state.own;
}

/** What it leaves, and what that says of the noise, made when it is first asked for. */
export function ownNoise(where: string, state: FittedState): SmootherResiduals {
  const { observations, spec } = state;
  state.left ??= smootherResiduals(where, observations, spec, ownFit(where, state));
  return state.left;
}

/** The same fit with the rows of weight 0, which the others predict. */
export function allRowsFit(where: string, state: FittedState): SelfFit {
  state.all ??= withIdleRows(where, state, ownFit(where, state));
  return state.all;
}

function withIdleRows(where: string, state: FittedState, inside: SelfFit): SelfFit {
  const { given, observations, counted, units, spec } = state;
  if (!counted) return inside;
  const { n, d, p, x } = given;
  const own = new Uint8Array(n);
  for (const i of counted) own[i] = 1;
  const others = Int32Array.from(own.keys()).filter((i) => own[i] === 0);
  const queries = queriesInUnits(where, rowsOf(x, d, others), units, spec.degree);
  const found = fitAt(where, observations, spec, queries);
  const values = valuesOf(found, p);
  const all = {
    fitted: new Float64Array(n * p),
    looFitted: new Float64Array(n * p),
    leverage: new Float64Array(n),
    degree: new Int8Array(n),
  };
  counted.forEach((i, r) => {
    all.fitted.set(inside.fitted.subarray(r * p, (r + 1) * p), i * p);
    all.looFitted.set(inside.looFitted.subarray(r * p, (r + 1) * p), i * p);
    all.leverage[i] = inside.leverage[r];
    all.degree[i] = inside.degree[r];
  });
  others.forEach((i, r) => {
    all.fitted.set(values.subarray(r * p, (r + 1) * p), i * p);
    all.looFitted.set(values.subarray(r * p, (r + 1) * p), i * p);
    all.degree[i] = found.degree[r];
  });
  return all;
}

/**
 * y less the fit, or less the fit without the observation itself, [n, p]; where a compact kernel has
 * nothing in reach, and where there is no other observation, NaN, or an error when that is wanted.
 */
export function ownResiduals(
  where: string,
  state: FittedState,
  from: 'fitted' | 'looFitted',
): Float64Array {
  const fit = allRowsFit(where, state)[from];
  const { given, observations, units, settings, spec } = state;
  const { p, y } = given;
  const residuals = y.map((value, at) => value / units.y[at % p] - fit[at]);
  const mayBeEmpty = spec.kernel.support < Infinity || observations.n === 1;
  const isWrong = (residual: number) =>
    Number.isNaN(residual)
      ? settings.emptyWindow === 'throw' || !mayBeEmpty
      : Math.abs(residual) === Infinity;
  const wrong = residuals.findIndex(isWrong);
  if (wrong < 0) return inGivenUnits(where, residuals, units);
  const isEmpty = mayBeEmpty && Number.isNaN(residuals[wrong]);
  const i = Math.floor(wrong / p);
  throw isEmpty
    ? new NumericalError({
        where,
        expected: 'every observation must have another in reach',
        received: `none for observation ${i}`,
      })
    : new NumericalError({
        where,
        expected: 'results must be numbers that 64 bits can hold',
        received: `${residuals[wrong]} for observation ${i}`,
      });
}

/** Numbers 0, 1, … for the groups of the rows that were read. */
function groupNumbers(
  where: string,
  groups: Groups,
  rows: number,
  kept: readonly number[],
  counted: Int32Array | undefined,
): Int32Array {
  if (groups.length !== rows) {
    const expected = 'x and groups must have the same number of rows';
    throw new ShapeError({ where, expected, received: `${rows} and ${groups.length}` });
  }
  const known = new Map<number | string, number>();
  const numberOf = (group: number | string, i: number): number => {
    const isName = typeof group === 'string' || Number.isFinite(group);
    if (!isName) {
      const expected = 'groups must hold strings or finite numbers';
      throw new OptionError({ where, expected, received: `${formatValue(group)} at index ${i}` });
    }
    const found = known.get(group) ?? known.size;
    known.set(group, found);
    return found;
  };
  const numbers = Int32Array.from(kept, (i) => numberOf(groups[i], i));
  const different = new Set(counted ? Array.from(counted, (i) => numbers[i]) : numbers).size;
  if (different >= 2) return numbers;
  const expected = 'groups must hold at least 2 different groups';
  throw new OptionError({ where, expected, received: String(different) });
}

/** Without a bandwidth to choose there is no degree to choose. */
function givenDegree({ degree }: RegressorSettings): number {
  return degree === 'auto' ? 0 : degree;
}

function givenBandwidth(bandwidth: RegressorSettings['bandwidth'], d: number): Float64Array {
  return typeof bandwidth === 'object'
    ? bandwidth.slice()
    : new Float64Array(d).fill(Number(bandwidth));
}

/** Observations as read. */
export interface ReadObservations {
  readonly observations: Observations;
  /** Which rows were read, in order. */
  readonly kept: readonly number[];
  /** Which of the observations have a weight above 0; `undefined` when all have. */
  readonly counted: Int32Array | undefined;
  /** How many there were. */
  readonly rows: number;
}

/**
 * Reads what a regressor is fitted to.
 *
 * @param where - the public function, for messages
 * @param xInput - [n] or [n, d]
 * @param yInput - [n] or [n, p]
 * @param weightsInput - [n], at least 0
 * @param missing - whether rows with NaN are an error or left out
 */
export function readObservations(
  where: string,
  xInput: ArrayInput,
  yInput: ArrayInput,
  weightsInput: ArrayInput | undefined,
  missing: 'throw' | 'omit',
): ReadObservations {
  const x = readFinite(where, 'x', xInput, [1, 2], missing);
  const y = readFinite(where, 'y', yInput, [1, 2], missing);
  const weights =
    weightsInput === undefined
      ? undefined
      : readFinite(where, 'sampleWeights', weightsInput, [1], missing);
  const rows = x.shape[0];
  for (const [name, array] of Object.entries({ y, sampleWeights: weights })) {
    if (!array || array.shape[0] === rows) continue;
    const expected = `x and ${name} must have the same number of rows`;
    throw new ShapeError({ where, expected, received: `${rows} and ${array.shape[0]}` });
  }
  const d = x.shape[1] ?? 1;
  const p = y.shape[1] ?? 1;
  if (d === 0 || p === 0) {
    const expected = 'x and y must have at least one column';
    const received = `${formatShape(x.shape)} and ${formatShape(y.shape)}`;
    throw new ShapeError({ where, expected, received });
  }
  const kept: number[] = [];
  for (let i = 0; i < rows; i++) {
    const whole = isWhole(x.data, i, d) && isWhole(y.data, i, p) && !Number.isNaN(weights?.data[i]);
    if (whole) kept.push(i);
  }
  const n = kept.length;
  if (n === 0) {
    const expected = 'x must have at least one row without NaN';
    throw new ShapeError({ where, expected, received: `none of ${rows}` });
  }
  const observations = {
    n,
    d,
    p,
    x: rowsOf(x.data, d, kept),
    y: rowsOf(y.data, p, kept),
    ...(weights && { weights: expectWeights(where, rowsOf(weights.data, 1, kept)) }),
  };
  const zeros = observations.weights?.some((weight) => weight === 0) ?? false;
  const counted = zeros ? rowsThatCount(observations) : undefined;
  return { observations, kept, counted, rows };
}

function rowsThatCount({ n, weights }: Observations): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i).filter((i) => weights?.[i] !== 0);
}

/** Queries as read. */
export interface ReadQueries {
  /** In the units of the model, [m, d]; rows with NaN stand in as zeros. */
  readonly queries: Float64Array;
  readonly m: number;
  /** The rows that hold NaN. */
  readonly missing: ReadonlySet<number>;
  /** Whether a single number was given, so that one comes back. */
  readonly single: boolean;
}

/**
 * Reads queries for a fitted model: a number or [m] in one dimension, [m, d] in any.
 *
 * @param where - the public function, for messages
 * @param p - outputs, if they matter
 */
export function readQueries(
  where: string,
  input: number | ArrayInput,
  { observations: { d }, settings: { missing }, units, spec }: FittedState,
  p: number,
): ReadQueries {
  const single = typeof input === 'number';
  if (single && !(missing === 'omit' && Number.isNaN(input))) {
    expectNumber(where, 'xq', input, 'finite');
  }
  const { data, shape } = readFinite(where, 'xq', single ? [input] : input, [1, 2], missing);
  if ((single && p > 1) || ((shape[1] ?? 1) !== d && shape[0] > 0)) {
    const expected =
      d > 1
        ? `xq must have shape [m, ${d}]`
        : `xq must have shape [m] or [m, 1]${p === 1 ? ', or be a number' : ''}`;
    throw new ShapeError({ where, expected, received: single ? 'a number' : formatShape(shape) });
  }
  const m = shape[0];
  const rows = new Set<number>();
  if (missing === 'omit') {
    for (let at = 0; at < m * d; at++) if (Number.isNaN(data[at])) rows.add(Math.floor(at / d));
  }
  const whole = rows.size === 0 ? data : data.slice();
  for (const q of rows) whole.fill(0, q * d, (q + 1) * d);
  const queries = queriesInUnits(where, whole, units, spec.degree);
  return { queries, m, missing: rows, single };
}

/** Reads an array whose entries are finite, or NaN where rows may be left out. */
function readFinite(
  where: string,
  name: string,
  input: ArrayInput,
  ranks: readonly number[],
  missing: 'throw' | 'omit',
): FlatArray {
  const array = readArray(where, name, input, { ranks, allowNonFinite: missing === 'omit' });
  if (missing === 'throw') return array;
  const at = array.data.findIndex((value) => Math.abs(value) === Infinity);
  if (at < 0) return array;
  const received = `${array.data[at]} at index ${at}`;
  throw new NumericalError({ where, expected: `${name} must be finite or NaN`, received });
}

function isWhole(data: Float64Array, i: number, width: number): boolean {
  for (let at = i * width; at < (i + 1) * width; at++) if (Number.isNaN(data[at])) return false;
  return true;
}

/** Weights further apart are not held by numbers with one factor. */
const WIDEST_SPAN = 2000;

function expectWeights(where: string, weights: Float64Array): Float64Array {
  const wrong = weights.find((s) => s < 0);
  const some = weights.some((s) => s > 0);
  if (wrong === undefined && some) {
    let [least, most] = [Infinity, 0];
    for (const s of weights) {
      if (s > 0 && s < least) least = s;
      if (s > most) most = s;
    }
    if (Math.log2(most) - Math.log2(least) <= WIDEST_SPAN) return weights;
    const expected = 'sampleWeights above 0 must span at most 600 decades';
    throw new NumericalError({ where, expected, received: `${least} to ${most}` });
  }
  const expected = 'sampleWeights must be at least 0, and one above it';
  throw new OptionError({
    where,
    expected,
    received: wrong === undefined ? 'all 0' : String(wrong),
  });
}

/** Differences of x must be numbers. */
function expectExtent(where: string, { d, x }: Observations): void {
  for (let j = 0; j < d; j++) {
    const [low, high] = columnBounds(x, d, j);
    if (high - low < Infinity) continue;
    const expected = 'x must span a finite range';
    throw new NumericalError({ where, expected, received: `${low} to ${high}` });
  }
}
