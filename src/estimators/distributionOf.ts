// The whole distribution of y at x by a fitted model: its quantiles, what lies below a value, its density.

import { formatName, formatShape } from '../arrays/formatValue.js';
import {
  numericalError,
  optionError,
  shapeError,
  unsupportedError,
} from '../arrays/optionError.js';
import { isDate, readArray } from '../arrays/readArray.js';
import { type OptionTable, readOptions, readProgress, readSignal } from '../arrays/readOptions.js';
import type { BandwidthProgress } from '../bandwidth/BandwidthChoice.js';
import { widest } from '../bandwidth/chooseBandwidth.js';
import { ConditionalDistribution, type Mixture } from '../distribution/ConditionalDistribution.js';
import { placeBandwidth, valueBandwidth } from '../distribution/distributionBandwidths.js';
import { fitAt, valuesOf, variedFitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { weightUnit } from '../smoothers/smootherSums.js';
import type { AbortSignalLike, ArrayInput } from '../types.js';
import {
  bandwidthInGivenUnits,
  type DistributionState,
  expectNotSigned,
  type FittedState,
  otherBandwidth,
  ownNoise,
  type SpreadValues,
} from './FittedState.js';
import { readWidths } from './KernelRegressorOptions.js';
import { finish } from './predictAt.js';
import { type QueryInput, readQueries } from './readObservations.js';
import { inGivenUnits, inUnits } from './units.js';

/**
 * Options of {@link KernelRegressor.quantile}, `distribution` and `density`. Bandwidths that are not given are
 * chosen by cross-validation when first needed, and kept.
 */
export interface DistributionOptions {
  /**
   * Whether observations are moved along the fitted curve to the query, so that its slope does not widen the
   * distribution; without, it is that of the observations as they are, as R's np has it.
   *
   * @defaultValue true
   */
  readonly centred?: boolean;
  /**
   * Bandwidth of places, in units of x: a number or one for each column.
   *
   * @defaultValue that of the model where it was given, else by cross-validation of the distribution
   */
  readonly bandwidth?: number | ArrayInput;
  /**
   * Bandwidth of values, in units of y: the standard deviation of a normal distribution by which steps are
   * smoothed; 0 leaves steps.
   *
   * @defaultValue by cross-validation
   */
  readonly outputBandwidth?: number;
  /** Called after each pair of bandwidths that was tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends the search: its reason is thrown. */
  readonly signal?: AbortSignalLike;
}

const OPTIONS = {
  centred: [[true, false], true],
  bandwidth: [readWidths, undefined],
  outputBandwidth: ['nonnegative', undefined],
  onProgress: [readProgress<DistributionOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<DistributionOptions>;

/** The bandwidths of a distribution. */
export interface DistributionBandwidths {
  /** Of places, in the units of x, [d]; of windows by neighbours the typical one. */
  readonly bandwidth: number[];
  /** Of values, in the units of y; 0 leaves steps. */
  readonly outputBandwidth: number;
}

/** What a distribution is made of, in units of the model. */
interface Task extends SpreadValues {
  readonly spec: SmootherSpec;
  readonly outputBandwidth: number;
}

/** The bandwidths of distributions, which are chosen where they are not known yet. */
export function distributionBandwidthsOf(
  where: string,
  state: FittedState,
  options: DistributionOptions | undefined,
): DistributionBandwidths {
  const { spec, outputBandwidth } = taskOf(where, state, options);
  return {
    bandwidth: Array.from(bandwidthInGivenUnits(spec.bandwidth, state.units)),
    outputBandwidth: outputBandwidth * state.units.y[0],
  };
}

/** Quantiles at queries, [m, levels]. */
export function quantileAt(
  where: string,
  state: FittedState,
  xq: QueryInput,
  levels: number | ArrayInput,
  options: DistributionOptions | undefined,
): number | Float64Array {
  const one = typeof levels === 'number';
  const { data } = readArray(where, 'levels', one ? [levels] : levels, { ranks: [1] });
  const wrong = data.findIndex((level) => !(level > 0 && level < 1));
  if (wrong >= 0) {
    const expected = `${one ? 'levels' : `levels[${wrong}]`} must be above 0 and below 1`;
    throw optionError(where, expected, data[wrong]);
  }
  const task = taskOf(where, state, options);
  const { queries, missing, single } = readQueries(where, xq, state, 1);
  // Each begins where the one below it ends, so that rounding does not make them cross.
  const rising = Array.from(data.keys()).sort((a, b) => data[a] - data[b]);
  const width = data.length;
  const values = eachQuery(where, state, task, queries, missing, width, (at, out, middle) => {
    let [least, known] = [-Infinity, 0];
    for (const k of rising) {
      if (data[k] > known) least = at.quantile(data[k], least);
      known = data[k];
      out[k] = middle + least;
    }
  });
  inGivenUnits(where, values, state.units);
  return single && one ? values[0] : values;
}

/** F or its density at values, [m, values]. */
export function distributionAt(
  where: string,
  state: FittedState,
  xq: QueryInput,
  y: number | Date | ArrayInput,
  options: DistributionOptions | undefined,
  part: 'distribution' | 'density',
): number | Float64Array {
  const { queries, missing, single } = readQueries(where, xq, state, 1);
  const m = queries.length / state.observations.d;
  const one = typeof y === 'number' || isDate(y);
  const entry = (value: unknown) => (isDate(value) ? value.getTime() : undefined);
  const read = readArray(where, 'y', one ? [y] : y, { ranks: [1, 2], entry });
  const [rows, width] = read.shape.length > 1 ? read.shape : [undefined, read.shape[0]];
  if (rows !== undefined && rows !== m) {
    const expected = `y must be a number, have shape [values], or [${m}, values] with its own for each place`;
    throw shapeError(where, expected, formatShape(read.shape));
  }
  const task = taskOf(where, state, options);
  if (part === 'density' && task.outputBandwidth === 0) {
    const expected =
      'outputBandwidth must be above 0 for a density (cross-validation left the steps as they are)';
    throw numericalError(where, expected, '0');
  }
  const [unit] = state.units.y;
  const values = eachQuery(where, state, task, queries, missing, width, (at, out, middle, q) => {
    const from = rows === undefined ? 0 : q * width;
    for (let k = 0; k < width; k++) {
      const value = read.data[from + k] / unit;
      out[k] =
        part === 'density' ? at.density(value - middle) / unit : at.distribution(value, middle);
    }
  });
  return single && one ? values[0] : values;
}

/**
 * Numbers of a distribution at each query, [m, width]; NaN where nothing is in reach.
 *
 * @param read - writes those of a query; `middle` is what values are counted from
 */
function eachQuery(
  where: string,
  state: FittedState,
  { observations, shares, spec, outputBandwidth }: Task,
  queries: Float64Array,
  missing: ReadonlySet<number>,
  width: number,
  read: (at: ConditionalDistribution, out: Float64Array, middle: number, q: number) => void,
): Float64Array {
  const m = queries.length / observations.d;
  const fits = shares && fitAt(where, state.observations, state.spec, queries);
  const middles = fits && valuesOf(fits, 1);
  const degree = new Int8Array(m);
  const values = new Float64Array(m * width).fill(Number.NaN);
  const mixture = shares && withAll(where, observations, shares, spec, outputBandwidth, queries);
  const at = new ConditionalDistribution(
    where,
    observations,
    spec,
    outputBandwidth,
    queries,
    mixture,
  );
  for (let q = 0; q < m; q++) {
    if (missing.has(q)) continue;
    if ((fits && fits.degree[q] < 0) || !at.turnTo(q)) degree[q] = -1;
    else read(at, values.subarray(q * width, (q + 1) * width), middles ? middles[q] : 0, q);
  }
  finish(where, state, [values], width, degree, missing);
  return values;
}

/** Fewer residuals in reach than this do not tell quantiles by themselves. */
const ENOUGH = 10;

/**
 * The distribution of all residuals, and what it has to add where those in reach are few: they count as
 * 1/Σ ℓ_i²/c_i, each for the share c_i that the fit leaves of it.
 */
function withAll(
  where: string,
  observations: Observations,
  shares: Float64Array,
  { windows, ...spec }: SmootherSpec,
  outputBandwidth: number,
  queries: Float64Array,
): Mixture {
  const { d, weights } = observations;
  const local = { ...spec, ...(windows && { windows }) };
  // of an observation of the largest weight, as variances are told
  const unit = weightUnit(observations);
  const variances = shares.map((share, i) => weights![i] / unit / share);
  const { variance } = variedFitAt(where, observations, local, queries, variances);
  const added = variance.map((norm) => Math.max(0, 1 - 1 / norm / ENOUGH));
  const everywhere = { ...spec, bandwidth: widest(observations) };
  const place = observations.x.slice(0, d);
  const other = new ConditionalDistribution(
    where,
    observations,
    everywhere,
    outputBandwidth,
    place,
  );
  other.turnTo(0);
  return { other, shares: added };
}

/** What distributions of a model are made of, with bandwidths that are chosen where they are not known. */
function taskOf(where: string, state: FittedState, options: DistributionOptions | undefined): Task {
  const { centred, bandwidth, outputBandwidth, onProgress, signal } = readOptions(
    where,
    options,
    OPTIONS,
    formatName,
  );
  expectServes(where, state);
  const { spec, search, units } = state;
  const { kernel, product, method, windows, emptyWindow } = spec;
  const known = distributionState(state, centred);
  known.values ??= valuesAbout(where, state, centred);
  const { values } = known;
  const { observations } = values;
  let trials = 0;
  const report = (at: Float64Array, value: number) => {
    onProgress?.({ trials: ++trials, bandwidth: bandwidthInGivenUnits(at, units), value });
    signal?.throwIfAborted();
  };
  const { windows: _, floor: __, ...fixed } = spec;
  let own: SmootherSpec = { ...fixed, degree: 0, ...(windows && { windows }) };
  if (bandwidth !== undefined)
    own = { ...fixed, degree: 0, bandwidth: otherBandwidth(where, state, bandwidth) };
  else if (search && !windows) {
    signal?.throwIfAborted();
    known.bandwidth ??= placeBandwidth(where, observations, {
      kernel,
      product,
      method,
      tolerance: SEARCH_TOLERANCE,
      emptyWindow,
      onProgress: ({ bandwidth: at, value }) => report(at, value),
    });
    own = { ...own, bandwidth: known.bandwidth };
  }
  if (outputBandwidth !== undefined) {
    return { ...values, spec: own, outputBandwidth: outputBandwidth / units.y[0] };
  }
  const keeps = bandwidth === undefined;
  const found =
    (keeps ? known.outputBandwidth : undefined) ??
    valueBandwidth(where, observations, own, (value) => report(own.bandwidth, value));
  if (keeps) known.outputBandwidth = found;
  return { ...values, spec: own, outputBandwidth: found };
}

/** Relative error of the sums in a search. */
const SEARCH_TOLERANCE = 1e-9;

/** Checks that a model has distributions. */
function expectServes(where: string, { observations, spec }: FittedState): void {
  const { p } = observations;
  expectNotSigned(where, spec, 'distributions');
  if (p === 1) return;
  throw unsupportedError(where, 'y must have one column for distributions', p);
}

/** What is known of distributions. */
export function distributionState(state: FittedState, centred: boolean): DistributionState {
  const known = state.distributions.get(centred) ?? {};
  state.distributions.set(centred, known);
  return known;
}

/** The observations of distributions: those of the model with what is left of y, or with y itself. */
function valuesAbout(where: string, state: FittedState, centred: boolean): SpreadValues {
  const { observations, robustness, given, counted, units } = state;
  // a robust curve has outliers about it
  const all = robustness ? inUnits(counted ? rowsAt(given, counted) : given, units) : observations;
  return centred ? aboutCurve(where, state, all) : { observations: all };
}

/**
 * Observations with residuals from the fit to all others in place of y, where there is one. An observation
 * counts for the share that the fit leaves of its error: one that makes its own fit says nothing of noise.
 */
function aboutCurve(where: string, state: FittedState, all: Observations): SpreadValues {
  const { looResiduals, shares: left } = ownNoise(where, state);
  // what a robust fit leaves without weight has no part in the fit
  const robust = state.robustness;
  const shares = left.map((share, i) => (robust?.[i] === 0 ? 1 : share));
  const rows = Int32Array.from(looResiduals.keys()).filter(
    (i) => Number.isFinite(looResiduals[i]) && shares[i] > 0,
  );
  if (rows.length === 0)
    throw numericalError(where, 'some observation must have others in reach', `${all.n} without`);
  const weights = shares.map((share, i) => share * (all.weights ? all.weights[i] : 1));
  const observations = rowsAt({ ...all, y: looResiduals, weights }, rows);
  return { observations, shares: Float64Array.from(rows, (i) => shares[i]) };
}
