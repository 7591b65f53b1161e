import { formatShape } from '../arrays/formatValue.js';
import { ShapeError, UnsupportedError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { RegressorSettings } from './KernelRegressorOptions.js';

/** What a fit leaves behind. */
export interface FittedState {
  readonly settings: RegressorSettings;
  readonly observations: Observations;
  readonly spec: SmootherSpec;
  /** How many rows were left out for NaN. */
  readonly omitted: number;
}

/** Brings settings and observations together. */
export function fittedState(
  where: string,
  settings: RegressorSettings,
  observations: Observations,
  omitted: number,
): FittedState {
  const { kernel, degree, method, tolerance, emptyWindow, bandwidth } = settings;
  const { d } = observations;
  if (d > 1 && degree > 2) {
    const expected = 'degree must be at most 2 in several dimensions';
    throw new UnsupportedError({ where, expected, received: `${degree} with ${d}` });
  }
  if (typeof bandwidth !== 'number' && bandwidth.length !== d) {
    const expected = `bandwidth must be a number or have an entry for each of the ${d} columns of x`;
    throw new ShapeError({ where, expected, received: `shape ${formatShape([bandwidth.length])}` });
  }
  const spec: SmootherSpec = {
    kernel,
    product: settings.multivariate === 'product' || d === 1,
    bandwidth:
      typeof bandwidth === 'number' ? new Float64Array(d).fill(bandwidth) : bandwidth.slice(),
    degree,
    method,
    tolerance,
    emptyWindow: emptyWindow === 'nearest' ? 'nearest' : 'nan',
  };
  return { settings, observations, spec, omitted };
}
