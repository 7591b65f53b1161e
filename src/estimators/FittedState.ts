// What a fit leaves behind: the observations in units near 1, the smoother that was chosen, and what is
// made of both when it is first asked for.

import { formatShape, formatValue } from '../arrays/formatValue.js';
import {
  numericalError,
  optionError,
  shapeError,
  unsupportedError,
} from '../arrays/optionError.js';
import { type OptionTable, readOptions, readProgress, readSignal } from '../arrays/readOptions.js';
import {
  type AnyChoiceName,
  type BandwidthChoice,
  type BandwidthTrial,
  type BandwidthWish,
  type ClassCriterionOf,
  criterionOf,
} from '../bandwidth/BandwidthChoice.js';
import { smootherOf } from '../bandwidth/chooseBandwidth.js';
import { ridgeOf, smoothedDimensions } from '../bandwidth/spread.js';
import type { NumericalError } from '../errors.js';
import { type SmootherResiduals, smootherResiduals } from '../inference/SmootherResiduals.js';
import { gaussian } from '../kernels/gaussian.js';
import { isCategory, mostOf, type Predictor } from '../kernels/Predictor.js';
import { BandwidthFloor } from '../smoothers/BandwidthFloor.js';
import { fitAt, valuesOf } from '../smoothers/fitAt.js';
import { windowsOf } from '../smoothers/NeighbourWindows.js';
import { countOf, type Observations } from '../smoothers/Observations.js';
import { reweighted, robustnessWeights, withoutExtremes } from '../smoothers/robustnessWeights.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { type SelfFit, selfFit } from '../smoothers/selfFit.js';
import { copyRows } from '../sums/types.js';
import {
  type ColumnReaders,
  columnsOfArrays,
  type ModelColumn,
  type ObservedRow,
} from './columns.js';
import { neighboursIn, type RegressorSettings, searchOf } from './KernelRegressorOptions.js';
import { predictorsOf } from './kinds.js';
import {
  type ClassLabels,
  expectExtent,
  type FitOptions,
  groupNumbers,
  readFit,
  readObservations,
} from './readObservations.js';
import { inGivenUnits, inUnits, notHeld, queriesInUnits, type Units, unitsOf } from './units.js';

/** What a fit leaves behind. */
export interface FittedState {
  readonly settings: RegressorSettings;
  /** The criterion or rule by which the data chose the bandwidth; `undefined` when it was given. */
  readonly search: AnyChoiceName | undefined;
  /** All that was given, in the units of the data. */
  readonly given: Observations;
  /** What is smoothed: the rows of weight above 0, in `units`, as is all of `spec`. */
  readonly observations: Observations;
  readonly units: Units;
  /** Which of the given rows are smoothed; `undefined` when all are. */
  readonly counted: Int32Array | undefined;
  readonly spec: SmootherSpec;
  /** In the units of the data, [d]; of windows by neighbours the typical one. */
  readonly bandwidth: Float64Array;
  /** The share of the observations in windows that were asked for by it. */
  readonly span?: number;
  /** What a robust fit leaves of the weights of `observations`, which hold it, [n]. */
  readonly robustness?: Float64Array;
  /** How many rows were left out for NaN. */
  readonly omitted: number;
  /** Which of the rows that were handed in were not left out. */
  readonly kept: Int32Array;
  readonly columns: ColumnReaders;
  /** How the bandwidth was chosen, in the units of the data; `undefined` when it was given. */
  readonly choice: BandwidthChoice | undefined;
  /** What the model was fitted to, when that was a summary; the observations are then its places. */
  readonly summary?: DataSummary;
  /** `kept` to hand out, once it was asked for. */
  rows?: readonly number[];
  /** What was observed as rows, once it was asked for. */
  observed?: readonly ObservedRow[];
  /** The fit at the observations, once it was asked for. */
  own?: SelfFit;
  /** The same at all rows that were given. */
  all?: RowsFit;
  /** What it leaves, and what that says of the noise, once it was asked for. */
  left?: SmootherResiduals;
  /** What distributions are made of, about the curve and not, once they were asked for. */
  readonly distributions: Map<boolean, DistributionState>;
}

/** The fit at all rows that were given. */
type RowsFit = Omit<SelfFit, 'degree'>;

/** What distributions of a model are made of, in `units`. */
export interface DistributionState {
  /** What is spread, once it is made. */
  values?: SpreadValues;
  /** The bandwidth of places that was chosen, once it was. */
  bandwidth?: Float64Array;
  /** That of values to go with it. */
  outputBandwidth?: number;
}

/** Places with the values that are spread about them: residuals, or the outputs themselves. */
export interface SpreadValues {
  readonly observations: Observations;
  /** Of each residual what the fit leaves of its error, a part of its weight. */
  readonly shares?: Float64Array;
}

/**
 * What can stand for data: a model asks it for observations that are as good, and so does not carry
 * the code of any.
 */
export interface DataSummary {
  /** Number of observations. */
  readonly count: number;
  /** No observation lies outside, in each column. */
  readonly range: readonly [low: number, high: number] | readonly (readonly [number, number])[];
  /** Few observations in place of many, in units of the data. */
  readonly places: Observations;
}

/** Whether something is a summary and not data. */
export function isDataSummary(input: unknown): input is DataSummary {
  const { count, places } = Object(input);
  return typeof count === 'number' && Object(places).merged !== undefined;
}

/** A fit that only wants its bandwidth. */
export interface FitTask {
  readonly observations: Observations;
  /** What is to be chosen, `undefined` when the bandwidth is given. */
  readonly wish: BandwidthWish | undefined;
  /** The state with a choice made. */
  finish(choice?: BandwidthChoice): FittedState;
}

/**
 * Reads and checks what a model is fitted to.
 *
 * @param classes - where y holds labels: which, where that is known, and by what criterion
 */
export function fitTask(
  where: string,
  settings: RegressorSettings,
  x: unknown,
  y: unknown,
  options: FitOptions | undefined,
  classes?: { readonly labels: ClassLabels; readonly criterion: ClassCriterionOf },
): FitTask {
  const { data, dependence, onProgress, signal } = readFit(
    where,
    x,
    y,
    options,
    settings.predictors,
    classes?.labels,
  );
  const read = readObservations(where, data, settings.missing);
  const { counted, rows, kept } = read;
  const groups = data.groups && groupNumbers(where, data.groups, kept, counted);
  const isSeries = dependence === 'series';
  if (isSeries && groups) {
    const expected = "dependence must be 'independent' with groups";
    throw optionError(where, expected, formatValue(dependence));
  }
  const predictors = predictorsOf(data.columns.x);
  const all = {
    ...read.observations,
    ...(groups && { groups }),
    ...(isSeries && { isSeries }),
    ...(predictors && { predictors }),
  };
  const { columns } = data;
  const given = { all, counted, columns, kept, omitted: rows - kept.length, onProgress, signal };
  return taskOf(where, settings, given, classes);
}

/** Options of a fit to a summary. */
export type SummaryOptions = Pick<FitOptions, 'onProgress' | 'signal'>;

const SUMMARY_OPTIONS = {
  onProgress: [readProgress<FitOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<SummaryOptions>;

/** Reads and checks what a model is fitted to, when that is a summary of data. */
export function summaryTask(
  where: string,
  settings: RegressorSettings,
  summary: DataSummary,
  options: SummaryOptions | undefined,
): FitTask {
  const { kernel, bandwidth, robust, predictors } = settings;
  const refused = [
    kernel !== gaussian && `kernel '${kernel.name}'`,
    neighboursIn(settings) && 'windows by neighbours',
    robust > 0 && 'a robust fit',
    predictors && 'kinds of columns',
    RULES.includes(bandwidth as string) && `bandwidth ${formatValue(bandwidth)}`,
  ].find(Boolean);
  if (refused) {
    const expected = `a binned sample must go with kernel 'gaussian', not robust, and a bandwidth that is given or one of 'auto', 'loo', 'gcv', 'aicc', 'scott'`;
    throw unsupportedError(where, expected, refused);
  }
  const search = searchOf(settings);
  const all = summary.places;
  if (search === 'loo' && all.merged?.weighted) {
    const expected = `bandwidth must be given or one of 'auto', 'gcv', 'aicc' for a binned sample with weights, which does not have leave-one-out errors`;
    throw unsupportedError(where, expected, "'loo'");
  }
  expectAtLeast(where, 'bandwidth', bandwidth, all.merged!.least);
  const { onProgress, signal } = readOptions(where, options, SUMMARY_OPTIONS);
  const columns = columnsOfArrays(
    where,
    new Array(all.d).fill(false),
    new Array(all.p).fill(false),
    undefined,
  );
  const kept = new Int32Array(0);
  const given = { all, counted: undefined, columns, kept, omitted: 0, onProgress, signal, summary };
  return taskOf(where, settings, given);
}

/** Ways to choose a bandwidth that look at the order of all x. */
const RULES = ['plugin', 'silverman'];

/** What a model is fitted to, checked. */
interface ReadData extends Pick<FittedState, 'counted' | 'columns' | 'kept' | 'omitted'> {
  readonly all: Observations;
  readonly onProgress: FitOptions['onProgress'];
  readonly signal: FitOptions['signal'];
  readonly summary?: DataSummary;
}

function taskOf(
  where: string,
  settings: RegressorSettings,
  { all, counted, columns, kept, omitted, onProgress, signal, summary }: ReadData,
  classes?: { readonly criterion: ClassCriterionOf },
): FitTask {
  const { groups, isSeries, predictors } = all;
  const some = counted ? rowsAt(all, counted) : all;
  expectExtent(where, some);
  const product = settings.multivariate === 'product' || some.d === 1;
  const search = searchOf(settings);
  const neighbours = neighboursIn(settings);
  const sizes = unitsOf(some, !neighbours && !product);
  const units = classes ? { ...sizes, y: sizes.y.fill(1) } : sizes;
  const observations = inUnits(some, units);
  const { kernel, degree, method, tolerance, emptyWindow, bandwidth, robust } = settings;
  const { n, d } = observations;
  if (predictors) expectServesKinds(where, settings, columns.x, predictors);
  if (degree !== 'auto' && degree > 2) {
    const dimensions = smoothedDimensions(observations);
    const expected = 'degree must be at most 2 in several dimensions';
    if (dimensions > 1) throw unsupportedError(where, expected, `${degree} with ${dimensions}`);
  }
  const sees = isSeries ? 'aicc' : 'loo';
  if ((groups || isSeries) && search && ![sees, 'auto'].includes(search)) {
    const named = isSeries ? "dependence 'series'" : 'groups';
    const expected = `${named} must go with bandwidth 'auto', '${sees}' or one that is given`;
    throw optionError(where, expected, formatValue(search));
  }
  if (neighbours?.neighbours !== undefined && neighbours.neighbours > n) {
    const expected = `bandwidth.neighbours must be at most the number of observations, ${n}`;
    throw optionError(where, expected, neighbours.neighbours);
  }
  expectFitsColumns(where, bandwidth, d, predictors);
  const strength = ridgeStrength(where, settings, search);
  const ridge = strength > 0 ? ridgeOf(observations, strength) : undefined;
  const fewest = fewestNeighbours(where, settings, search, observations);
  const smoother = {
    kernel,
    product,
    ...(ridge && { ridge }),
    ...(fewest > 0 && { floor: new BandwidthFloor(observations.x, fewest, kernel) }),
    ...(observations.predictors && { predictors: observations.predictors }),
    method,
    tolerance,
    emptyWindow: emptyWindow === 'nearest' ? ('nearest' as const) : ('nan' as const),
  };
  const wish: BandwidthWish | undefined = search && {
    ...smoother,
    degree,
    criterion: search,
    classCriterion: classes?.criterion,
    iterations: robust,
    ...(neighbours && { window: { ...neighbours, span: undefined, units: units.x } }),
    ...(signal && { signal }),
    ...(onProgress && {
      onProgress: inGivenUnitsOf(onProgress, criterionOf({ criterion: search }, some), units),
    }),
  };
  const finish = (choice?: BandwidthChoice): FittedState => {
    if (choice && all.merged) {
      const found = bandwidthInGivenUnits(choice.bandwidth, units);
      expectAtLeast(where, `bandwidth '${choice.criterion}'`, found, all.merged.least);
    }
    const span = choice ? choice.span : (neighbours?.span as number | undefined);
    const given = givenBandwidth(bandwidth, d);
    const spec =
      choice && wish
        ? smootherOf(observations, wish, choice)
        : {
            ...smoother,
            degree: degree === 'auto' ? 0 : degree, // without a bandwidth to choose there is none to choose
            ...(neighbours
              ? windowsOf(observations, smoother, { ...neighbours, span }, units.x)
              : { bandwidth: bandwidthInUnits(given, units) }),
          };
    // Windows by neighbours are those of Cleveland's programs, which begin on all as they are.
    const first = robust && !neighbours ? withoutExtremes(observations) : observations;
    const robustness =
      robust && robustnessWeights(where, observations, spec, robust, signal, first);
    return {
      settings,
      search,
      given: all,
      observations: robustness ? reweighted(observations, robustness) : observations,
      ...(robustness && { robustness }),
      units,
      counted,
      spec,
      ...(span !== undefined && { span }),
      bandwidth: choice || neighbours ? bandwidthInGivenUnits(spec.bandwidth, units) : given,
      omitted,
      kept,
      columns,
      choice: choice && choiceInGivenUnits(choice, units),
      distributions: new Map(),
      ...(summary && { summary }),
    };
  };
  return { observations, wish, finish };
}

/** How strongly higher terms are kept small by default. */
export const USUAL_RIDGE = 1;

/** How strongly they are: by default where degree and bandwidth are left to the data. */
function ridgeStrength(
  where: string,
  { degree, ridge, kernel }: RegressorSettings,
  search: AnyChoiceName | undefined,
): number {
  if (ridge && kernel.isSigned)
    throw unsupportedError(where, 'ridge must be 0 with a kernel of higher order', ridge);
  return ridge ?? (search === 'auto' && degree === 'auto' && !kernel.isSigned ? USUAL_RIDGE : 0);
}

/** As many as a cubic has terms. */
export const USUAL_NEIGHBOURS = 4;
/**
 * Of more observations queries in a tail take seconds for a band in place of milliseconds, but of the Gaussian
 * (smoothers/CoarserTasks.ts).
 */
const MANY = 2000;

/** To how many neighbours bandwidths grow: by default where degree and bandwidth on a line are left to the data. */
function fewestNeighbours(
  where: string,
  settings: RegressorSettings,
  search: AnyChoiceName | undefined,
  observations: Observations,
): number {
  const { d, predictors } = observations;
  const { degree, minNeighbours, kernel } = settings;
  const unfit =
    d > 1 || predictors
      ? 'columns that are no line'
      : neighboursIn(settings)
        ? 'windows by neighbours'
        : kernel.isSigned && kernel.name;
  const isQuick = kernel === gaussian || countOf(observations) <= MANY;
  const isUsual = search === 'auto' && degree === 'auto' && isQuick;
  if (!unfit) return minNeighbours ?? (isUsual ? USUAL_NEIGHBOURS : 0);
  if (minNeighbours)
    throw unsupportedError(where, 'minNeighbours must go with one number and a bandwidth', unfit);
  return 0;
}

/** Checks that a bandwidth is not below that of a summary, [d]. */
function expectAtLeast(where: string, name: string, bandwidth: unknown, least: Float64Array): void {
  const each = bandwidth instanceof Float64Array ? bandwidth : undefined;
  if (!least.some((h, j) => (each ? each[j] : (bandwidth as number)) < h)) return;
  const expected = `${name} must be at least ${least.join(', ')}, that of the sample`;
  throw optionError(where, expected, each ? each.join(', ') : String(bandwidth));
}

/** Checks that a bandwidth that is given goes with the columns of x. */
export function expectFitsColumns(
  where: string,
  bandwidth: unknown,
  d: number,
  predictors: readonly Predictor[] | undefined,
): void {
  if (!(bandwidth instanceof Float64Array)) return;
  if (bandwidth.length !== d) {
    const expected = `bandwidth must be a number or have an entry for each of the ${d} columns of x`;
    throw shapeError(where, expected, `shape ${formatShape([bandwidth.length])}`);
  }
  if (!predictors && bandwidth.includes(0)) {
    const expected = `bandwidth[${bandwidth.indexOf(0)}] must be above 0, with a finite inverse`;
    throw optionError(where, expected, '0');
  }
}

/** A bandwidth in place of that of the model, checked, in its units, [d]. */
export function otherBandwidth(
  where: string,
  { settings, columns, observations, units }: FittedState,
  bandwidth: number | Float64Array,
): Float64Array {
  const { d, predictors } = observations;
  if (predictors) expectServesKinds(where, { ...settings, bandwidth }, columns.x, predictors);
  expectFitsColumns(where, bandwidth, d, predictors);
  return bandwidthInUnits(givenBandwidth(bandwidth, d), units);
}

/** Checks that a smoother serves columns that are no numbers. */
function expectServesKinds(
  where: string,
  settings: RegressorSettings,
  columns: readonly ModelColumn[],
  predictors: readonly Predictor[],
): void {
  const { bandwidth } = settings;
  const kinds = columns.map(({ kind = 'number' }) => kind);
  if (neighboursIn(settings) || bandwidth === 'plugin') {
    const expected =
      'bandwidth must be given, searched or a rule of thumb where columns are no numbers';
    const received = bandwidth === 'plugin' ? "'plugin'" : 'windows by neighbours';
    throw unsupportedError(where, expected, received);
  }
  const areMixed = predictors.some(isCategory) && !predictors.every(isCategory);
  if (typeof bandwidth === 'number' && areMixed) {
    const expected =
      'bandwidth must be an array where x has categories: h of each column, λ of a category';
    throw optionError(where, expected, bandwidth);
  }
  const given = givenBandwidth(bandwidth, columns.length);
  if (typeof bandwidth === 'string') return;
  predictors.forEach((predictor, j) => {
    const h = given[j];
    if (h === undefined) return; // its length is checked below
    const { name } = columns[j];
    if (isCategory(predictor)) {
      const most = mostOf(predictor);
      if (h <= most) return;
      const expected = `bandwidth of ${name} must be from 0, the same category only, to ${most}, where it does not matter`;
      throw optionError(where, expected, h);
    }
    if (h === 0 || (predictor.kind === 'longitude' && h !== given[j - 1])) {
      const expected =
        h === 0
          ? `bandwidth of ${name} must be above 0, with a finite inverse`
          : `bandwidth of ${name} must be that of ${columns[j - 1].name}, in kilometres`;
      throw optionError(where, expected, `${h} for ${kinds[j]}`);
    }
  });
}

/** A report of bandwidths in units of x, and of criteria in those of y. */
function inGivenUnitsOf(
  onProgress: NonNullable<FitOptions['onProgress']>,
  criterion: AnyChoiceName,
  units: Units,
): NonNullable<FitOptions['onProgress']> {
  return ({ trials, bandwidth, value }) =>
    onProgress({
      trials,
      bandwidth: bandwidthInGivenUnits(bandwidth, units),
      value: valueInGivenUnits(criterion, value, units),
    });
}

/** In units of x, with a finite inverse but where a category has 0. */
function bandwidthInUnits(bandwidth: Float64Array, { x }: Units): Float64Array {
  return bandwidth.map((h, j) => (h === 0 ? h : Math.max(h / x[j], 2 ** -1022)));
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

/** From units of x to those that were given. */
export function bandwidthInGivenUnits(bandwidth: Float64Array, { x }: Units): Float64Array {
  return bandwidth.map((h, j) => h * x[j]);
}

/** A mean square or its logarithm; with several outputs criteria have no unit. */
function valueInGivenUnits(criterion: AnyChoiceName, value: number, { y }: Units): number {
  if (y.length > 1) return value;
  return isLogarithm(criterion) ? value + 2 * Math.log(y[0]) : value * y[0] * y[0];
}

function isLogarithm(criterion: AnyChoiceName): boolean {
  return criterion === 'aicc' || criterion === 'auto';
}

/** Checks that a model has its observations, not only a summary of them. */
export function expectObservations(where: string, { summary }: FittedState): void {
  if (!summary) return;
  const expected = 'the model must be fitted to observations for this';
  throw unsupportedError(where, expected, 'a binned sample');
}

/** What a robust fit leaves of the weights of all rows that were given, 0 for those of weight 0. */
export function robustnessOfRows({ robustness, given, counted }: FittedState) {
  return robustness && counted ? spread(given.n, 1, [counted, robustness]) : robustness?.slice();
}

/** Rows of numbers in their places among n, [n, width]; others are 0. */
export function spread(
  n: number,
  width: number,
  ...parts: readonly (readonly [rows: Int32Array, numbers: ArrayLike<number>])[]
): Float64Array {
  const all = new Float64Array(n * width);
  for (const [rows, numbers] of parts)
    for (let at = 0; at < numbers.length; at++)
      all[rows[Math.floor(at / width)] * width + (at % width)] = numbers[at];
  return all;
}

/** The rows of weight 0, which the others predict, and where they are in the units of the model. */
export function idleRows(
  where: string,
  { given: { n, d, x }, units, spec }: FittedState,
  counted: Int32Array,
): { readonly rows: Int32Array; readonly queries: Float64Array } {
  const others = new Set(counted);
  const rows = Int32Array.from({ length: n }, (_, i) => i).filter((i) => !others.has(i));
  return { rows, queries: queriesInUnits(where, copyRows(x, d, rows), units, spec.degree) };
}

/** The fit of a model at its own observations, made when it is first asked for. */
export function ownFit(where: string, state: FittedState): SelfFit {
  state.own ??= state.left?.own ?? selfFit(where, state.observations, state.spec);
  const wrong = state.own.leverage.findIndex((each) => !Number.isFinite(each));
  if (wrong >= 0) throw cancelled(where, state.spec, `observation ${wrong}`);
  return state.own;
}

/** Checks that a kernel makes distributions that rise. */
export function expectNotSigned(where: string, { kernel }: SmootherSpec, of: string): void {
  if (!kernel.isSigned) return;
  const expected = `kernel must be at least 0 everywhere for ${of}`;
  throw unsupportedError(where, expected, formatValue(kernel.name));
}

/** What is thrown where the weights of a signed kernel cancel. */
export function cancelled(where: string, { kernel }: SmootherSpec, at: string): NumericalError {
  const expected = `weights of the kernel ${kernel.name} must not cancel, with another bandwidth they do not`;
  return numericalError(where, expected, `a sum of 0 for ${at}`);
}

/** What it leaves, and what that says of the noise, made when it is first asked for. */
export function ownNoise(where: string, state: FittedState): SmootherResiduals {
  state.left ??= smootherResiduals(where, state.observations, state.spec);
  return state.left;
}

/** The same fit with the rows of weight 0, which the others predict. */
export function allRowsFit(where: string, state: FittedState): RowsFit {
  state.all ??= withIdleRows(where, state, ownFit(where, state));
  return state.all;
}

function withIdleRows(where: string, state: FittedState, inside: SelfFit): RowsFit {
  const { given, observations, counted, spec } = state;
  if (!counted) return inside;
  const { n, p } = given;
  const { rows, queries } = idleRows(where, state, counted);
  const values = valuesOf(fitAt(where, observations, spec, queries), p);
  return {
    fitted: spread(n, p, [counted, inside.fitted], [rows, values]),
    looFitted: spread(n, p, [counted, inside.looFitted], [rows, values]),
    leverage: spread(n, 1, [counted, inside.leverage]),
  };
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
  if (!isEmpty)
    throw spec.kernel.isSigned
      ? cancelled(where, spec, `observation ${i}`)
      : notHeld(where, `${residuals[wrong]} for observation ${i}`);
  const expected = 'every observation must have another in reach';
  throw numericalError(where, expected, `none for observation ${i}`);
}

/** A bandwidth that is given, one for each column, [d]. */
export function givenBandwidth(bandwidth: unknown, d: number): Float64Array {
  return bandwidth instanceof Float64Array
    ? bandwidth.slice()
    : new Float64Array(d).fill(Number(bandwidth));
}
