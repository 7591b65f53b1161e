import { formatName } from '../arrays/formatName.js';
import { formatValue } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import {
  expectChoice,
  type OptionsOf,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import {
  type BandwidthChoiceName,
  bandwidthChoices,
  type Degree,
  degreeChoices,
} from '../bandwidth/BandwidthChoice.js';
import { OptionError } from '../errors.js';
import { type KernelInput, resolveKernel } from '../kernels/createKernel.js';
import { type SumsMethodChoice, sumsMethodChoices } from '../sums/kernelSums.js';
import type { ArrayInput, EmptyWindow } from '../types.js';

/** Options of {@link KernelRegressor}. Every field may be left out. */
export interface KernelRegressorOptions {
  /** The kernel, by name or an object of your own. @defaultValue 'gaussian' */
  readonly kernel?: KernelInput;
  /**
   * Bandwidth h in the units of x, milliseconds for `Date`s: a number, or one for each dimension, above 0; `Infinity` is the
   * limit in which the kernel no longer looks at a dimension. Or how the data choose it: the mean of
   * all bandwidths, weighted by how plausible the corrected AIC makes them when leverages count by the
   * local variance (`'auto'`; in several dimensions its minimum; with `groups` that of `'loo'`; of a series
   * by whitened residuals), the global minimum of the mean squared
   * leave-one-out error (`'loo'`), of generalised cross-validation (`'gcv'`) or of the corrected AIC (`'aicc'`), the
   * direct plug-in (`'plugin'`, one dimension), or a rule of thumb (`'silverman'`, `'scott'`).
   *
   * @defaultValue 'auto'
   */
  readonly bandwidth?: number | ArrayInput | BandwidthChoiceName;
  /**
   * Degree of the local polynomial: 0 is Nadaraya–Watson, 1 local linear; up to 3 in one dimension,
   * up to 2 in more. `'auto'` chooses it together with the bandwidth, by the same criterion, from 0 to 3
   * in one dimension and from 0 and 1 in more (degree 2 there takes ten times as long); where the
   * bandwidth is given or comes from a rule of thumb it is 0, and 1 for `'plugin'`.
   *
   * @defaultValue 'auto'
   */
  readonly degree?: Degree | 'auto';
  /**
   * How several dimensions make one weight: the product of K(u_j), or K of the length of u.
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

const OPTIONS = {
  kernel: [resolveKernel, 'gaussian'],
  bandwidth: [readBandwidth, 'auto'],
  degree: [readDegree, 'auto'],
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

function readDegree(where: string, degree: number | 'auto'): number | 'auto' {
  return expectChoice<number | 'auto'>(where, 'degree', degree, degreeChoices);
}

/** One for all dimensions, one for each, or how to choose. */
function readBandwidth(where: string, input: unknown): number | Float64Array | BandwidthChoiceName {
  if (typeof input === 'string') {
    const isNumber = input.trim() !== '' && Number.isFinite(Number(input));
    const print = isNumber
      ? () => `the text ${formatValue(input)} (+value makes a number)`
      : formatName;
    return expectChoice(where, 'bandwidth', input, bandwidthChoices, print);
  }
  if (typeof input === 'number') return expectBandwidth(where, 'bandwidth', input);
  const { data } = readArray(where, 'bandwidth', input, { ranks: [1], allowNonFinite: true });
  return data.map((h, j) => expectBandwidth(where, `bandwidth[${j}]`, h));
}

/** Above 0, and 1/h a number. */
function expectBandwidth(where: string, name: string, h: number): number {
  if (h > 0 && 1 / h < Infinity) return h;
  const expected = `${name} must be above 0, with a finite inverse`;
  throw new OptionError({ where, expected, received: formatValue(h) });
}
