// What inference says of a fitted model: a band about its curve, intervals for new observations,
// and a test against a simpler curve.

import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import {
  expectFields,
  type OptionTable,
  readOptions,
  readProgress,
  readSignal,
} from '../arrays/readOptions.js';
import { ruleOfThumb } from '../bandwidth/ruleOfThumb.js';
import { conformalInterval, predictionInterval } from '../inference/conformalInterval.js';
import {
  type BandOptions,
  bandSmoother,
  curveBand,
  expectLevel,
  resolveBand,
} from '../inference/curveBand.js';
import { logitBand } from '../inference/logitBand.js';
import { type NullCurve, type NullTest, nullTest } from '../inference/nullTest.js';
import { gaussian } from '../kernels/gaussian.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { AbortSignalLike } from '../types.js';
import { datesOrNumbers } from './columns.js';
import { type FittedState, ownNoise } from './FittedState.js';
import { finish } from './predictAt.js';
import { type QueryInput, readQueries } from './readObservations.js';
import { inGivenUnits } from './units.js';

/** Intervals for new observations, each field [m] or [m, p]. */
export interface Interval {
  /** Where, as it was asked: numbers [m] or [m, d], or `Date`s for a column of them. */
  readonly x: Float64Array | Date[];
  /** The prediction; of a band for `'robust'` the one that is corrected for bias. */
  readonly fit: Float64Array;
  /** Lower ends. */
  readonly lower: Float64Array;
  /** Upper ends. */
  readonly upper: Float64Array;
}

/** A confidence band, in the same way. */
export interface ConfidenceBand extends Interval {
  /**
   * Where the data say nothing (no residual degrees of freedom, far from all observations, or an
   * observation that counts has none of another group in reach) NaN for `'bayesian'`, whose ends are
   * then NaN too, else ∞.
   */
  readonly standardError: Float64Array;
}

/** A confidence band at queries. */
export function bandOf(
  where: string,
  state: FittedState,
  xq: QueryInput,
  options: BandOptions | undefined,
): ConfidenceBand {
  const { queries, given, missing } = readQueries(where, xq, state, state.observations.p);
  const { band } = drawnBand(where, state, queries, options, missing);
  return { x: datesOrNumbers(state.columns, given), ...band };
}

/**
 * The same at queries [m, d] in the units of the model, and whether it is drawn about the fit itself.
 *
 * @param missing - rows that become NaN
 */
export function drawnBand(
  where: string,
  state: FittedState,
  queries: Float64Array,
  options: BandOptions | undefined,
  missing: ReadonlySet<number> = new Set(),
): { readonly band: Omit<ConfidenceBand, 'x'>; readonly isAboutFit: boolean } {
  const request = resolveBand(where, options);
  const { observations, spec, settings, search } = state;
  // Windows by neighbours stay what they are.
  const isChosen = search !== undefined && !spec.windows;
  const isDegreeChosen = isChosen && settings.degree === 'auto';
  const { method } = request;
  expectSummarised(where, state, [
    method === 'bootstrap' && "method 'bootstrap'",
    request.scale === 'logit' && "scale 'logit'",
    observations.merged?.weighted &&
      ['hc2', 'hc3'].includes(request.variance) &&
      `variance '${request.variance}' with weights`,
  ]);
  const smoother = bandSmoother(where, observations, spec, method, isChosen, isDegreeChosen);
  const isAboutFit = smoother === spec;
  const isLogit = request.scale === 'logit';
  const left = isAboutFit && !isLogit ? ownNoise(where, state) : undefined;
  const band = isLogit
    ? logitBand(where, observations, smoother, queries, request, state.units)
    : curveBand(where, observations, smoother, queries, request, left);
  const { fit, standardError, lower, upper, degree } = band;
  const results = [fit, standardError, lower, upper];
  for (const each of results) inGivenUnits(where, each, state.units);
  finish(where, state, results, observations.p, degree, missing);
  return { band: { fit, standardError, lower, upper }, isAboutFit };
}

/** Checks that what is asked of a model of a summary needs no single observations. */
function expectSummarised(
  where: string,
  { summary }: FittedState,
  asked: readonly (string | false | undefined)[],
): void {
  const wrong = asked.find(Boolean);
  if (!summary || !wrong) return;
  const expected = 'a model of a binned sample must be asked for what needs no single observations';
  throw unsupportedError(where, expected, wrong);
}

/** Options of {@link KernelRegressor.predictionInterval}. With groups it is for an observation of a new group. */
export interface IntervalOptions {
  /** Probability with which a new observation falls inside. @defaultValue 0.95 */
  readonly level?: number;
  /**
   * `'normal'` takes the noise for normal, of a robust fit for an observation that is no outlier. `'conformal'`
   * assumes nothing but that observations (with `groups`: groups), outliers too, are exchangeable (jackknife+),
   * at the cost of a pass over all observations for each query.
   *
   * @defaultValue 'normal'
   */
  readonly method?: 'normal' | 'conformal';
  /** Whether the interval is wide where noise is, or as wide everywhere. @defaultValue 'local' */
  readonly variance?: 'local' | 'constant';
  /**
   * The weight of the new observation, on the scale of `sampleWeights`: its variance is σ²/weight.
   * Of no matter to `'conformal'`.
   *
   * @defaultValue 1
   */
  readonly weight?: number;
}

const INTERVAL_OPTIONS = {
  level: [expectLevel, 0.95],
  method: [['normal', 'conformal'], 'normal'],
  variance: [['local', 'constant'], 'local'],
  weight: ['positive', 1],
} as const satisfies OptionTable<IntervalOptions>;

/** Prediction intervals at queries. */
export function intervalOf(
  where: string,
  state: FittedState,
  xq: QueryInput,
  options: IntervalOptions | undefined,
): Interval {
  const { level, method, variance, weight } = readOptions(
    where,
    options,
    INTERVAL_OPTIONS,
    formatName,
  );
  const { observations, spec, units } = state;
  const { p } = observations;
  const { queries, given, missing } = readQueries(where, xq, state, p);
  const own = weight / units.weight;
  expectSummarised(where, state, [method === 'conformal' && "method 'conformal'"]);
  const left = ownNoise(where, state);
  const isLocal = variance === 'local';
  if (method === 'conformal' && observations.isSeries) {
    const expected = "method must be 'normal' for a series, whose rows are not exchangeable";
    throw unsupportedError(where, expected, formatValue(method));
  }
  const { fit, lower, upper, degree } =
    method === 'normal'
      ? predictionInterval(where, observations, spec, queries, level, variance, left, own)
      : conformalInterval(where, observations, spec, left.looResiduals, queries, level, isLocal);
  const results = [fit, lower, upper];
  for (const each of results) inGivenUnits(where, each, units);
  finish(where, state, results, p, degree, missing);
  return { x: datesOrNumbers(state.columns, given), fit, lower, upper };
}

/**
 * Options of {@link KernelRegressor.testAgainst}. Signs are drawn for each observation, with `groups` for each
 * group, of a series for blocks of rows; of G groups no p-value is below 2^(1 − G).
 */
export interface NullTestOptions {
  /** How often the bootstrap draws. @defaultValue 999 */
  readonly draws?: number;
  /** Of the bootstrap. @defaultValue 0 */
  readonly seed?: number;
  /** Called now and then with the share that is done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the bootstrap: the test then throws the reason of the signal. */
  readonly signal?: AbortSignalLike;
}

const TEST_OPTIONS = {
  draws: ['positiveCount', 999],
  seed: ['integer', 0],
  onProgress: [readProgress<NullTestOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<NullTestOptions>;

/** A simpler curve: a constant, a line, or one without a column of x, by its number or name. */
export type SimplerCurve =
  | 'flat'
  | 'linear'
  | {
      /** The column, from 0, or its name. */
      readonly without: number | string;
    };

/** A test of a fitted model against a simpler curve. */
export function nullTestOf(
  where: string,
  state: FittedState,
  curve: SimplerCurve,
  options: NullTestOptions | undefined,
): NullTest {
  const request = readOptions(where, options, TEST_OPTIONS);
  const { observations, spec, search, columns } = state;
  const { d, p } = observations;
  let simpler: NullCurve = curve as 'flat' | 'linear';
  if (p > 1) throw unsupportedError(where, 'y must have one column for a test', p);
  const expected = `curve must be 'flat', 'linear' or, with several columns of x, { without: one of them }`;
  if (curve !== 'flat' && curve !== 'linear') {
    if (typeof curve !== 'object') throw optionError(where, expected, formatValue(curve));
    const given = expectFields(where, 'curve', curve, ['without']).without;
    expectSummarised(where, state, ['a test against a curve without a column']);
    const column =
      typeof given === 'string' ? columns.x.findIndex(({ name }) => name === given) : given;
    // On the globe no column goes alone.
    const kind = observations.predictors?.[column]?.kind;
    const first = kind === 'longitude' ? column - 1 : column;
    const without = kind === 'latitude' || kind === 'longitude' ? [first, first + 1] : [column];
    simpler = { without };
    if (!(Number.isInteger(column) && column >= 0 && column < d && d > without.length))
      throw optionError(where, expected, `without ${formatValue(given)} of ${d}`);
  }
  const { windows, ...fixed } = spec;
  const smoother = search
    ? { ...fixed, bandwidth: blindBandwidth(where, observations, spec) }
    : spec;
  return nullTest(where, observations, smoother, simpler, request);
}

/**
 * A bandwidth that has not seen y. One chosen by the same data has looked for what the test asks,
 * and would find something in noise 13 times in 100 instead of 5.
 */
function blindBandwidth(
  where: string,
  observations: Observations,
  { kernel }: SmootherSpec,
): Float64Array {
  const base = kernel.traits?.times?.kernel ?? kernel;
  const ruled = base.support < Infinity ? base : gaussian;
  const bandwidth = ruleOfThumb(where, 'scott', observations, ruled);
  // A summary serves none that is smaller than its own.
  return bandwidth.map((h, j) => Math.max(h, observations.merged?.least[j] ?? 0));
}
