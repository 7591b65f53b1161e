import { formatShape, formatValue } from '../arrays/formatValue.js';
import type { BandwidthChoice, BandwidthWish } from '../bandwidth/BandwidthChoice.js';
import { OptionError, ShapeError, UnsupportedError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { SelfFit } from '../smoothers/selfFit.js';
import type { DataSummary } from '../summary/DataSummary.js';
import type { ArrayInput } from '../types.js';
import { type FitOptions, resolveFitOptions, searchOptions } from './FitOptions.js';
import type { RegressorSettings } from './KernelRegressorOptions.js';
import { type ReadObservations, readObservations } from './readObservations.js';

/** What a fit leaves behind. */
export interface FittedState {
  readonly settings: RegressorSettings;
  readonly observations: Observations;
  readonly spec: SmootherSpec;
  /** How many rows were left out for NaN. */
  readonly omitted: number;
  /** How the bandwidth was chosen; `undefined` when it was given. */
  readonly choice: BandwidthChoice | undefined;
  /** What stands for the observations, when the model was fitted to a summary; they are then empty. */
  readonly sample?: DataSummary;
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
  const read = readObservations(where, x, y, given.sampleWeights, settings.missing);
  const { observations, rows, kept } = read;
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
  const smoother = { kernel, degree, product, method, tolerance };
  const wish =
    typeof bandwidth === 'string' ? { ...smoother, ...search, criterion: bandwidth } : undefined;
  const finish = (choice?: BandwidthChoice): FittedState => ({
    settings,
    observations,
    spec: {
      ...smoother,
      bandwidth: choice ? choice.bandwidth.slice() : givenBandwidth(bandwidth, d),
      emptyWindow: emptyWindow === 'nearest' ? 'nearest' : 'nan',
    },
    omitted: omittedRows(read),
    choice,
  });
  return { observations, wish, finish };
}

/** The state of a model fitted to a summary of data. */
export function binnedState(
  where: string,
  settings: RegressorSettings,
  sample: DataSummary,
): FittedState {
  const { kernel, degree, method, tolerance, bandwidth } = settings;
  sample.expectServes(where, settings);
  const none = new Float64Array(0);
  return {
    settings,
    observations: { n: sample.count, d: 1, p: sample.outputs, x: none, y: none },
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
    sample,
  };
}

function givenBandwidth(bandwidth: RegressorSettings['bandwidth'], d: number): Float64Array {
  return typeof bandwidth === 'object'
    ? bandwidth.slice()
    : new Float64Array(d).fill(Number(bandwidth));
}

function omittedRows({ rows, kept }: ReadObservations): number {
  return rows - kept.length;
}
