import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import {
  expectChoice,
  expectFields,
  expectNumber,
  type OptionsOf,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import {
  type AnyChoiceName,
  type BandwidthChoiceName,
  bandwidthChoices,
  type ClassCriterionName,
  type CriterionName,
  classChoices,
  criterionNames,
  type Degree,
  degreeChoices,
} from '../bandwidth/BandwidthChoice.js';
import { type KernelInput, resolveKernel, resolveWeightKernel } from '../kernels/createKernel.js';
import type { WindowRequest } from '../smoothers/NeighbourWindows.js';
import { type SumsMethodChoice, sumsMethodChoices } from '../sums/kernelSums.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import { type KindOfColumn, type PredictorOption, readKind, type Unseen } from './kinds.js';
import { isNamed } from './table.js';

/**
 * Windows that hold a number of observations or a share of them: h follows the observations, wide where
 * they are sparse. About every place h is the distance to the k-th nearest of them; a compact kernel ends
 * there. Observations are counted, whatever they weigh, and one at the place itself counts. Either
 * `neighbours` or `span` is given; `docs/guide/loess.md` tells when to take which.
 *
 * @remarks Where k and more lie at the place itself, the window holds them alone; where the k nearest are
 *   all equally far, it ends at the next distance.
 * @see Cleveland, Devlin (1988), Locally weighted regression
 */
export interface NeighbourBandwidth {
  /** k, from 1 to the number of observations. */
  readonly neighbours?: number;
  /**
   * A share of the observations, above 0: k = ⌊span·n⌋. Above 1 the largest distance is stretched by
   * span^(1/d). Or the criterion by which it is searched over all shares.
   */
  readonly span?: number | CriterionName;
  /**
   * Every observation has a width, its distance to the k-th nearest, in place of every query.
   *
   * @defaultValue false
   */
  readonly adaptive?: boolean;
  /**
   * Distances that differ are counted in place of observations, the nearest as 0, as R's np does: for x
   * with many ties. With `neighbours` only.
   *
   * @defaultValue false
   */
  readonly distinct?: boolean;
  /**
   * Each of several columns of x is measured by its own spread, the standard deviation without the lowest
   * and highest tenth of its values.
   *
   * @defaultValue true
   */
  readonly normalize?: boolean;
}

/** Options of a robust fit. */
export interface RobustOptions {
  /** Most rounds of reweighting; they end when the weights have settled. @defaultValue 3 */
  readonly iterations?: number;
}

/** Options of {@link KernelRegressor}. Every field may be left out. */
export interface KernelRegressorOptions {
  /**
   * The kernel, by name or an object of your own. Those of higher order (`'gaussian4'`, `'gaussian6'`, `'gaussian8'`,
   * `'epanechnikov4'`) weigh some observations below 0: a fit may leave the range of y, and where the weights
   * cancel a `NumericalError` names the query.
   *
   * @defaultValue 'gaussian'
   */
  readonly kernel?: KernelInput;
  /**
   * Bandwidth h in the units of x, milliseconds for `Date`s: a number, or one for each dimension, above 0; `Infinity` is the
   * limit in which the kernel no longer looks at a dimension. Or how the data choose it: the mean of
   * all bandwidths, weighted by how plausible the corrected AIC makes them when leverages count by the
   * local variance (`'auto'`; in several dimensions its minimum; with `groups` that of `'loo'`; of a series
   * by whitened residuals), the global minimum of the mean squared
   * leave-one-out error (`'loo'`), of generalised cross-validation (`'gcv'`) or of the corrected AIC (`'aicc'`), the
   * direct plug-in (`'plugin'`, one dimension), or a rule of thumb (`'silverman'`, `'scott'`). Or windows
   * that hold a number of observations, `{ neighbours: 50 }`, or a share of them, `{ span: 0.3 }` or
   * `{ span: 'aicc' }`.
   *
   * @defaultValue 'auto'
   */
  readonly bandwidth?: number | ArrayInput | BandwidthChoiceName | NeighbourBandwidth;
  /**
   * Degree of the local polynomial: 0 is Nadaraya–Watson, 1 local linear; up to 3 in one dimension,
   * up to 2 in more. `'auto'` chooses it together with the bandwidth, by the same criterion, from 0 to 3
   * in one dimension, to 2 in two and from 0 and 1 in more; where the
   * bandwidth is given or comes from a rule of thumb, and with kernels of higher order, it is 0, and 1 for `'plugin'`.
   *
   * @defaultValue 'auto'
   */
  readonly degree?: Degree | 'auto';
  /**
   * How strongly the squares, cubes and products of a local polynomial are pulled to 0, so that it does not run
   * away where observations are few: as so many observations at the query would that had seen none of them one
   * bandwidth away; ever less where the bandwidth is wide beside x, so that the polynomial of an infinite one is
   * free. In several columns slopes too, with 0.03 of that. At least 0; where many observations are in reach it
   * changes next to nothing. Not with kernels of higher order.
   *
   * @defaultValue 1 where degree and bandwidth are both `'auto'`, otherwise 0
   * @see Seifert, Gasser (2000), Data adaptive ridging in local polynomial regression
   */
  readonly ridge?: number;
  /**
   * On a line: the bandwidth is nowhere below the mean distance to so many nearest observations (in standard deviations
   * of the kernel), so that it grows in gaps, in thin tails and beyond the data, where a curve of few observations
   * would jump from one to the next. 0 leaves the same bandwidth everywhere. `bandwidthAt` tells it, `bandwidth` is
   * that of where observations are many. Not with kernels of higher order, windows by neighbours and several columns.
   *
   * @defaultValue 4 where degree and bandwidth are both `'auto'` (of kernels but the Gaussian for up to 2,000 observations), otherwise 0
   */
  readonly minNeighbours?: number;
  /**
   * Whether gross outliers lose their say: fits are repeated with bisquare weights from the residuals of
   * the one before, (1 − (e/6s)²)² with the median s of |e|. The first fit, but for windows by neighbours, is to
   * outputs within 6 medians of |y − median| of their median, and so is the first choice of a bandwidth, which
   * is chosen again with the weights.
   *
   * @defaultValue false
   */
  readonly robust?: boolean | RobustOptions;
  /**
   * What the columns of x hold, where not all are numbers: `'number'`, `'category'`, `'ordered'`,
   * `'geographic'` (two columns, latitude and longitude) or an object with more about them, as
   * `{ kind: 'periodic', period: 24 }`. For arrays; columns of rows tell it themselves.
   *
   * @defaultValue numbers
   */
  readonly predictors?: readonly PredictorOption[];
  /**
   * What becomes of a query with a category that the data did not have: an error, or `'marginal'`, where all
   * levels of that column weigh the same.
   *
   * @defaultValue 'throw'
   */
  readonly unseen?: Unseen;
  /**
   * How several dimensions make one weight: the product of K(u_j), with a bandwidth for each, or K of the
   * length of u, for which one shared bandwidth is searched. Categories, and the globe, have their own in both.
   *
   * @defaultValue 'product'
   */
  readonly multivariate?: 'product' | 'spherical';
  /**
   * How kernel sums are made. `'auto'` takes what should be fastest; all keep the tolerance.
   * `'direct'` serves every kernel and dimension, `'windowed'` compact polynomial kernels in one
   * dimension, `'binned'` the Gaussian in up to three, `'tree'` the Gaussian and compact kernels in
   * two and more.
   *
   * @defaultValue 'auto'
   */
  readonly method?: SumsMethodChoice;
  /** Relative error allowed in a kernel sum, above 0. @defaultValue 1e-12 */
  readonly tolerance?: number;
  /**
   * What becomes of a query that a compact kernel leaves without observations: NaN, the value of
   * the `'nearest'` observation, or `'throw'` a `NumericalError`.
   *
   * @defaultValue 'nan'
   */
  readonly emptyWindow?: EmptyWindow;
  /**
   * What becomes of rows in which something is missing (NaN, `null`, `undefined`, a field that is not
   * there): an error, or they are left out, and such a query is predicted as NaN.
   *
   * @defaultValue 'throw'
   */
  readonly missing?: 'throw' | 'omit';
}

/** Rounds of a robust fit. */
const ROUNDS = 3;

const OPTIONS = {
  kernel: [resolveKernel, 'gaussian'],
  bandwidth: [readBandwidth, 'auto'],
  degree: [readDegree, 'auto'],
  ridge: ['nonnegative', undefined],
  minNeighbours: ['count', undefined],
  robust: [readRobust, false],
  predictors: [readPredictors, undefined],
  unseen: [['throw', 'marginal'], 'throw'],
  multivariate: [['product', 'spherical'], 'product'],
  method: [sumsMethodChoices, 'auto'],
  tolerance: ['positive', 1e-12],
  emptyWindow: [['nan', 'nearest', 'throw'], 'nan'],
  missing: [['throw', 'omit'], 'throw'],
} as const satisfies OptionTable<KernelRegressorOptions>;

/** The options, checked and complete. */
export type RegressorSettings = OptionsOf<typeof OPTIONS>;

/** The names of {@link KernelRegressorOptions}. */
export const REGRESSOR_OPTION_NAMES = /* @__PURE__ */ Object.keys(
  OPTIONS,
) as (keyof typeof OPTIONS)[];

/** Checks the options. */
export function resolveRegressor(
  where: string,
  options: KernelRegressorOptions | undefined,
): RegressorSettings {
  return readOptions(where, options, OPTIONS, formatName);
}

/** Options of {@link KernelClassifier}, which mean what they mean to {@link KernelRegressor}. Every field may be left out. */
export interface KernelClassifierOptions
  extends Omit<
    KernelRegressorOptions,
    'bandwidth' | 'degree' | 'ridge' | 'minNeighbours' | 'robust'
  > {
  /**
   * Bandwidth h in the units of x, as for {@link KernelRegressor}; or how the data choose it, by the chances that
   * each observation gets when it is left out: the largest likelihood of the classes that were observed
   * (`'likelihood'`), or the fewest observations whose class is not the most likely one (`'error'`; of equal
   * shares the likelihood decides).
   *
   * @defaultValue 'likelihood'
   */
  readonly bandwidth?: number | ArrayInput | ClassCriterionName;
}

/** Checks the options of a classifier: those of a regressor of degree 0, but for how a bandwidth is chosen. */
export function resolveClassifier(
  where: string,
  options: KernelClassifierOptions | undefined,
): RegressorSettings {
  const { degree, ridge, minNeighbours, robust, ...shared } = OPTIONS;
  const bandwidth = [readClassBandwidth, 'likelihood'] as const;
  const kernel = [resolveWeightKernel, 'gaussian'] as const;
  const table = { ...shared, kernel, bandwidth } satisfies OptionTable<KernelClassifierOptions>;
  return {
    ...readOptions(where, options, table, formatName),
    degree: 0,
    ridge: 0,
    minNeighbours: 0,
    robust: 0,
  };
}

function readClassBandwidth(where: string, input: unknown): RegressorSettings['bandwidth'] {
  if (!isNamed(input)) return readBandwidth(where, input, classChoices);
  const expected = `bandwidth must be numbers or one of ${classChoices.join(', ')}`;
  throw optionError(where, expected, formatValue(input));
}

/** What columns hold, one after the other. */
function readPredictors(
  where: string,
  predictors: readonly PredictorOption[],
): readonly KindOfColumn[] {
  if (Array.isArray(predictors) && predictors.length > 0)
    return predictors.flatMap((each, j) => readKind(where, `predictors[${j}]`, each));
  const expected = 'predictors must be an array with what each column of x holds';
  throw optionError(where, expected, formatValue(predictors));
}

/** A degree, or how it is chosen. */
export function readDegree(where: string, degree: number | 'auto'): number | 'auto' {
  return expectChoice<number | 'auto'>(where, 'degree', degree, degreeChoices);
}

/** How many rounds, 0 for none. */
export function readRobust(where: string, robust: unknown): number {
  if (typeof robust === 'boolean') return robust ? ROUNDS : 0;
  const { iterations = ROUNDS } = expectFields(
    where,
    'robust',
    robust as RobustOptions,
    ['iterations'],
    formatName,
  );
  return expectNumber(where, 'robust.iterations', iterations, 'count');
}

/** A window by neighbours, checked and complete; a span that is searched is a criterion. */
export interface NeighbourSettings extends Omit<WindowRequest, 'span'> {
  readonly span?: number | CriterionName | undefined;
}

/** Whether the data choose: by which criterion or rule. */
export function searchOf({
  bandwidth,
}: Pick<RegressorSettings, 'bandwidth'>): AnyChoiceName | undefined {
  if (typeof bandwidth === 'string') return bandwidth;
  const { span } = Object(bandwidth) as NeighbourSettings;
  return typeof span === 'string' ? span : undefined;
}

/** Windows by neighbours, where they were asked for. */
export function neighboursIn({
  bandwidth,
}: Pick<RegressorSettings, 'bandwidth'>): NeighbourSettings | undefined {
  return typeof bandwidth === 'object' && 'adaptive' in bandwidth ? bandwidth : undefined;
}

function readNeighbours(where: string, given: NeighbourBandwidth): NeighbourSettings {
  const known = ['neighbours', 'span', 'adaptive', 'distinct', 'normalize'] as const;
  const { neighbours, span, ...rest } = expectFields(where, 'bandwidth', given, known, formatName);
  if ((neighbours === undefined) === (span === undefined)) {
    const expected = 'bandwidth must have one of neighbours and span';
    throw optionError(where, expected, neighbours === undefined ? 'neither' : 'both');
  }
  const flag = (name: 'adaptive' | 'distinct' | 'normalize', byDefault: boolean) =>
    expectChoice(where, `bandwidth.${name}`, rest[name] ?? byDefault, [true, false]);
  const flags = {
    adaptive: flag('adaptive', false),
    distinct: flag('distinct', false),
    normalize: flag('normalize', true),
  };
  if (neighbours !== undefined)
    return {
      neighbours: expectNumber(where, 'bandwidth.neighbours', neighbours, 'positiveCount'),
      ...flags,
    };
  if (flags.distinct)
    throw optionError(where, 'bandwidth.distinct must go with neighbours', 'span');
  return { span: readSpan(where, span, 'bandwidth.span'), ...flags };
}

/** A share of the observations, or how it is chosen. */
export function readSpan(where: string, span: unknown, name = 'span'): number | CriterionName {
  return typeof span === 'string'
    ? expectChoice(where, name, span, criterionNames)
    : expectNumber(where, name, span, 'positive');
}

/** One for all dimensions, one for each, windows by neighbours, or how to choose. */
function readBandwidth(
  where: string,
  input: unknown,
  choices: readonly AnyChoiceName[] = bandwidthChoices,
): number | Float64Array | AnyChoiceName | NeighbourSettings {
  if (typeof input === 'string') {
    const isNumber = input.trim() !== '' && Number.isFinite(Number(input));
    const print = isNumber
      ? () => `the text ${formatValue(input)} (+value makes a number)`
      : formatName;
    return expectChoice(where, 'bandwidth', input, choices, print);
  }
  return isNamed(input) ? readNeighbours(where, input) : readWidths(where, input);
}

/** A bandwidth that is given: one for all dimensions, or one for each. */
export function readWidths(where: string, input: unknown): number | Float64Array {
  if (typeof input === 'number') return expectBandwidth(where, 'bandwidth', input);
  const { data } = readArray(where, 'bandwidth', input, { ranks: [1], allowNonFinite: true });
  // 0 may be that of a category
  return data.map((h, j) => (h === 0 ? h : expectBandwidth(where, `bandwidth[${j}]`, h)));
}

/** Above 0, and 1/h a number. */
function expectBandwidth(where: string, name: string, h: number): number {
  if (h > 0 && 1 / h < Infinity) return h;
  throw optionError(where, `${name} must be above 0, with a finite inverse`, formatValue(h));
}
