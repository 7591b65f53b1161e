import type { ArrayInput } from '../types.js';

/** Options of {@link KernelRegressor.fit}. */
export interface FitOptions {
  /** How much each observation counts, at least 0, shape [n]: 2 is the same as giving the row twice. @defaultValue 1 */
  readonly sampleWeights?: ArrayInput;
}

/** Options of {@link KernelRegressor.derivative}. */
export interface DerivativeOptions {
  /** Which derivative: from 1 to the degree in one dimension, 1 in several and for degree 0. @defaultValue 1 */
  readonly order?: number;
}
