import { formatShape, formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { isTypedArray } from '../arrays/readArray.js';
import { expectOptions } from '../arrays/readOptions.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import { KernelRegressor } from './KernelRegressor.js';
import type { KernelRegressorOptions } from './KernelRegressorOptions.js';

/** What is read of a network; every `NWKernelRegression` has it. */
export interface NetworkOfBandwidths {
  /** The kernel of the weights. */
  readonly kernel: Kernel;
  /** Inverse bandwidths: [1], shared by all dimensions, or [d]. */
  readonly w: {
    /** The numbers. */
    readonly data: ArrayLike<number>;
    /** [1] or [d]. */
    readonly shape: readonly number[];
  };
  /** What becomes of a query with nothing to attend to. */
  readonly emptyWindow: EmptyWindow;
  /** A map of queries and keys, which no bandwidth can replace. */
  readonly projection?: unknown;
}

/** Options of {@link toKernelRegressor}. */
export interface ToKernelRegressorOptions
  extends Pick<KernelRegressorOptions, 'method' | 'tolerance' | 'missing'> {
  /** How much each observation counts, at least 0, [n]. @defaultValue 1 */
  readonly sampleWeights?: ArrayInput;
}

/**
 * A trained network as an estimator: it predicts what `net.forward(xq, x, y, { sampleWeights })`
 * pools.
 *
 *   h_j = 1/|w_j|,  weights K(‖(x − q)/h‖)
 *
 * @param net - a network with one w, or one for each dimension; it is only read
 * @param x - its keys, [n] or [n, d]
 * @param y - its values, [n] or [n, p]
 * @param options - sample weights, and how kernel sums are made
 * @returns a fitted model of degree 0, which keeps copies
 * @throws {@link UnsupportedError} for a projection, a matrix w or several heads, which are no
 *   bandwidths
 * @throws as the constructor of {@link KernelRegressor} and its `fit` do
 * @remarks A `w` of 0, a predictor switched off, becomes the bandwidth `Infinity`. The inverse of
 *   1/w may differ from w in its last digit, so that the uniform kernel may decide otherwise about
 *   a key on the very edge of its window.
 * @example
 * ```ts
 * import { NWKernelRegression, toKernelRegressor } from 'nadaraya';
 *
 * const [x, y] = [[0, 1, 2, 3], [0, 1, 4, 9]];
 * const net = new NWKernelRegression({ w: 2 });
 * const model = toKernelRegressor(net, x, y);
 * console.log(model.bandwidth[0], Math.abs(model.predict(1.5) - net.forward([1.5], x, y).get(0)) < 1e-12); // → 0.5 true
 * console.log(model.effectiveDegreesOfFreedom.toFixed(2)); // → 3.33
 * ```
 */
export function toKernelRegressor(
  net: NetworkOfBandwidths,
  x: ArrayInput,
  y: ArrayInput,
  options?: ToKernelRegressorOptions,
): KernelRegressor {
  const where = 'toKernelRegressor';
  const known = ['sampleWeights', 'method', 'tolerance', 'missing'] as const;
  const { sampleWeights, ...settings } = expectOptions(where, options, known);
  const { kernel, emptyWindow } = net ?? {};
  const model = new KernelRegressor({
    ...settings,
    bandwidth: bandwidthOf(where, net),
    kernel,
    emptyWindow,
    multivariate: 'spherical',
  });
  return model.fit(x, y, sampleWeights === undefined ? {} : { sampleWeights });
}

/** |1/w|: a number where all dimensions share it. */
function bandwidthOf(where: string, net: NetworkOfBandwidths): number | Float64Array {
  const refuse = (received: string): never => {
    const expected = 'net must have one w, or one for each dimension, to become bandwidths';
    throw unsupportedError(where, expected, received);
  };
  if ('heads' in Object(net)) refuse('several heads');
  const w = net?.w;
  if (!Array.isArray(w?.shape) || !isTypedArray(w.data))
    throw optionError(where, 'net must be an NWKernelRegression', formatValue(net));
  if (net.projection !== undefined) refuse('a projection');
  if (w.shape.length !== 1) refuse(`w of shape ${formatShape(w.shape)}`);
  const h = Float64Array.from(w.data, (each) => Math.abs(1 / each));
  return h.length === 1 ? h[0] : h;
}
