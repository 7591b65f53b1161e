// What a fit needs and what it leaves behind.

import { expectOptions } from '../arrays/expectOptions.js';
import { expectType } from '../arrays/expectType.js';
import { formatShape, formatValue } from '../arrays/formatValue.js';
import { isTypedArray } from '../arrays/readArray.js';
import type {
  BandwidthChoice,
  BandwidthProgress,
  BandwidthWish,
} from '../bandwidth/BandwidthChoice.js';
import { OptionError, ShapeError, UnsupportedError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { type SelfFit, selfFit } from '../smoothers/selfFit.js';
import type { DataSummary } from '../summary/DataSummary.js';
import type { ArrayInput } from '../types.js';
import type { RegressorSettings } from './KernelRegressorOptions.js';
import { readObservations } from './readObservations.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /**
   * How much each observation counts, at least 0, shape [n]: 2 is the same as giving the row twice.
   *
   * @defaultValue 1
   */
  readonly sampleWeights?: ArrayInput;
  /**
   * Which group each observation belongs to, [n]: with bandwidth `'loo'` whole groups are left out.
   */
  readonly groups?: ArrayLike<number | string>;
  /** Called after each bandwidth that a search has tried. */
  readonly onProgress?: (progress: BandwidthProgress) => void;
  /** Ends a search; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** What a fit leaves behind. */
export interface FittedState {
  readonly settings: RegressorSettings;
  readonly observations: Observations;
  readonly spec: SmootherSpec;
  /** How many rows were left out for NaN. */
  readonly omitted: number;
  /** How the bandwidth was chosen; `undefined` when it was given. */
  readonly choice: BandwidthChoice | undefined;
  /**
   * What stands for the observations, when the model was fitted to a summary; they are then empty.
   */
  readonly summary?: DataSummary;
  /** The fit at the observations, once it was asked for. */
  own?: SelfFit;
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
  const given = resolveFitOptions(where, options);
  const { sampleWeights } = given;
  const { observations, rows, kept } = readObservations(
    where,
    x,
    y,
    sampleWeights,
    settings.missing,
  );
  const { kernel, degree, method, tolerance, emptyWindow, bandwidth } = settings;
  const { d } = observations;
  if (d > 1 && degree > 2) {
    const expected = 'degree must be at most 2 in several dimensions';
    throw new UnsupportedError({ where, expected, received: `${degree} with ${d}` });
  }
  const product = settings.multivariate === 'product' || d === 1;
  const search = searchOptions(where, given, rows, kept);
  if (typeof bandwidth !== 'string' && search.groups) {
    const expected = "groups must go with bandwidth 'loo'";
    throw new OptionError({ where, expected, received: formatValue(bandwidth) });
  }
  if (typeof bandwidth === 'object' && bandwidth.length !== d) {
    const expected = `bandwidth must be a number or have an entry for each of the ${d} columns of x`;
    throw new ShapeError({ where, expected, received: `shape ${formatShape([bandwidth.length])}` });
  }
  const smoother = {
    kernel,
    degree,
    product,
    method,
    tolerance,
    emptyWindow: emptyWindow === 'nearest' ? ('nearest' as const) : ('nan' as const),
  };
  const wish =
    typeof bandwidth === 'string' ? { ...smoother, ...search, criterion: bandwidth } : undefined;
  const finish = (choice?: BandwidthChoice): FittedState => ({
    settings,
    observations,
    spec: {
      ...smoother,
      bandwidth: choice ? choice.bandwidth.slice() : givenBandwidth(bandwidth, d),
    },
    omitted: rows - kept.length,
    choice,
  });
  return { observations, wish, finish };
}

/** The state of a model fitted to a summary of data. */
export function summarisedState(
  where: string,
  settings: RegressorSettings,
  summary: DataSummary,
): FittedState {
  const { kernel, degree, method, tolerance, bandwidth } = settings;
  summary.expectServes(where, settings);
  const none = new Float64Array(0);
  return {
    settings,
    observations: { n: summary.count, d: 1, p: summary.outputs, x: none, y: none },
    spec: {
      kernel,
      degree,
      product: true,
      method,
      tolerance,
      bandwidth: givenBandwidth(bandwidth, 1),
    },
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

/** y less the fit, or less the fit without the observation itself, [n, p]. */
export function ownResiduals(
  where: string,
  state: FittedState,
  from: 'fitted' | 'looFitted',
): Float64Array {
  const fit = ownFit(where, state)[from];
  return state.observations.y.map((y, at) => y - fit[at]);
}

/** Checks the options of a fit. */
function resolveFitOptions(where: string, options: FitOptions | undefined): FitOptions {
  const known = ['sampleWeights', 'groups', 'onProgress', 'signal'] as const;
  const given = expectOptions(where, options, known);
  const { groups, onProgress, signal } = given;
  if (onProgress !== undefined) expectType(where, 'onProgress', onProgress, 'function');
  if (groups !== undefined && !Array.isArray(groups) && !isTypedArray(groups)) {
    const expected = 'groups must be an array';
    throw new OptionError({ where, expected, received: formatValue(groups) });
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    const expected = 'signal must be an AbortSignal';
    throw new OptionError({ where, expected, received: formatValue(signal) });
  }
  return given;
}

/** What of the options goes to a search: the groups of the rows that were read. */
function searchOptions(
  where: string,
  { groups, onProgress, signal }: FitOptions,
  rows: number,
  kept: readonly number[],
): Pick<BandwidthWish, 'groups' | 'onProgress' | 'signal'> {
  if (groups && groups.length !== rows) {
    const expected = 'x and groups must have the same number of rows';
    throw new ShapeError({ where, expected, received: `${rows} and ${groups.length}` });
  }
  return {
    ...(groups && { groups: kept.map((i) => groups[i]) }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
}

function givenBandwidth(bandwidth: RegressorSettings['bandwidth'], d: number): Float64Array {
  return typeof bandwidth === 'object'
    ? bandwidth.slice()
    : new Float64Array(d).fill(Number(bandwidth));
}
