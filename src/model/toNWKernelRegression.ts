import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { expectOptions } from '../arrays/readOptions.js';
import type { KernelName } from '../kernels/createKernel.js';
import type { EmptyWindow } from '../types.js';
import { NWKernelRegression, type NWKernelRegressionOptions } from './NWKernelRegression.js';

/** What is read of a fitted model; every `KernelRegressor` has it. */
export interface ModelWithJSON {
  /** The model as plain JSON. */
  toJSON(): {
    /** Its options. */
    readonly options: {
      /** The name of a built-in kernel. */
      readonly kernel: string;
      /** Of the local polynomial. */
      readonly degree: number;
      /** How several dimensions make one weight. */
      readonly multivariate: string;
      /** What becomes of a query with nothing in reach. */
      readonly emptyWindow: string;
    };
    /** [d] */
    readonly bandwidth: readonly (number | 'Infinity')[];
    /** Windows by neighbours. */
    readonly neighbours?: object;
    /** What the columns hold. */
    readonly columns?: {
      /** [d] */
      readonly x: readonly {
        /** Of one that is no numbers. */
        readonly kind?: string | undefined;
      }[];
    };
  };
}

/** Options of {@link toNWKernelRegression}. */
export type ToNWKernelRegressionOptions = Pick<
  NWKernelRegressionOptions,
  'parameterization' | 'prefix'
>;

/**
 * A fitted model as a network that can be trained further: `net.forward(xq, x, y, { sampleWeights
 * })` pools what `model.predict(xq)` predicts.
 *
 *   w_j = 1/h_j
 *
 * @param model - a `KernelRegressor` of degree 0, fitted; it is only read
 * @param options - `parameterization` and `prefix` of the network
 * @returns a network with one w for each dimension. It holds no data: keys and values are the x and
 *   y of the model
 * @throws {@link UnsupportedError} for another degree, a product of kernels that is no function of
 *   a distance (for several dimensions take `multivariate: 'spherical'`, or the Gaussian kernel,
 *   where both are the same), a kernel of your own, predictors that are no numbers, windows by neighbours, and a
 *   model fitted to a binned sample
 * @throws {@link OptionError} for an infinite bandwidth, w = 0, with `parameterization: 'log'`
 * @throws {@link NotFittedError} for a model that is not fitted
 * @example
 * ```ts
 * import { KernelRegressor, toNWKernelRegression } from 'nadaraya';
 *
 * const [x, y] = [[0, 1, 2, 3], [0, 1, 4, 9]];
 * const model = new KernelRegressor({ bandwidth: 0.5 }).fit(x, y);
 * const net = toNWKernelRegression(model, { parameterization: 'log' });
 * console.log(net.w.get(0), Math.abs(net.forward([1.5], x, y).get(0) - model.predict(1.5)) < 1e-12); // → 2 true
 * ```
 */
export function toNWKernelRegression(
  model: ModelWithJSON,
  options?: ToNWKernelRegressionOptions,
): NWKernelRegression {
  const where = 'toNWKernelRegression';
  const given = expectOptions(where, options, ['parameterization', 'prefix']);
  const json = typeof model?.toJSON === 'function' ? model.toJSON() : undefined;
  if (!json?.options)
    throw optionError(where, 'model must be a KernelRegressor', formatValue(model));
  const { options: settings, bandwidth, neighbours, columns } = json;
  const { kernel, degree, multivariate, emptyWindow } = settings;
  if (degree !== 0) throw unsupportedError(where, 'model must be of degree 0', `degree ${degree}`);
  const kind = columns?.x.find((column) => column.kind)?.kind;
  if (kind !== undefined || neighbours) {
    const expected = 'model must have one bandwidth for each column of numbers';
    throw unsupportedError(where, expected, kind ?? 'windows by neighbours');
  }
  const isDistance = bandwidth.length === 1 || multivariate === 'spherical';
  if (!isDistance && kernel !== 'gaussian' && kernel !== 'constant') {
    const expected = "model must have multivariate: 'spherical' in several dimensions";
    throw unsupportedError(where, expected, `a product of ${kernel} kernels`);
  }
  return new NWKernelRegression({
    ...given,
    w: bandwidth.map((h) => 1 / Number(h)),
    kernel: kernel as KernelName,
    emptyWindow: emptyWindow as EmptyWindow,
  });
}
