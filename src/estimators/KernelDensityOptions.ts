import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { isDate, isTypedArray, readArray } from '../arrays/readArray.js';
import {
  expectChoice,
  expectNumber,
  type OptionsOf,
  type OptionTable,
  readOptions,
} from '../arrays/readOptions.js';
import { type DensityBandwidthName, densityBandwidthNames } from '../density/densityBandwidth.js';
import { type KernelInput, resolveKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import { sumsMethodChoices } from '../sums/kernelSums.js';
import type { ArrayInput } from '../types.js';
import type { KernelRegressorOptions } from './KernelRegressorOptions.js';

/** Where a column begins and ends; infinite where it does not. */
export type ColumnBounds = readonly [lower: number | Date, upper: number | Date];

/** Options of {@link KernelDensity}. Every field may be left out. */
export interface KernelDensityOptions
  extends Pick<KernelRegressorOptions, 'method' | 'tolerance' | 'missing'> {
  /**
   * The kernel, by name or an object of your own with `distribution`: it must integrate to 1. All built-in
   * ones but `'constant'` do.
   *
   * @defaultValue 'gaussian'
   */
  readonly kernel?: KernelInput;
  /**
   * Bandwidth h in the units of x, milliseconds for `Date`s: a number, or one for each dimension. Or how the
   * data choose it: `'sj'`, the equation of Sheather and Jones; `'ucv'` and `'bcv'`, the global minimum of
   * unbiased and biased cross-validation; these in one dimension. `'likelihood'`, the maximum of the
   * leave-one-out likelihood; `'nrd'` and `'nrd0'`, the normal distribution of the same spread. `'auto'` is
   * `'sj'` in one dimension, and in more `'likelihood'` where that is not wider than `'nrd'`. `'ucv'` and
   * `'likelihood'` are not searched below half the usual distance between neighbouring values.
   *
   * @defaultValue 'auto'
   */
  readonly bandwidth?: number | ArrayInput | DensityBandwidthName;
  /**
   * Between which values x can lie, as `[0, Infinity]` for what is never negative; in several dimensions such
   * a pair for each. What the kernel puts beyond is reflected, so that the density is 0 there and still
   * integrates to 1. `'sj'`, `'ucv'` and `'bcv'` look at the observations with their images in one bound; other
   * choices, and all with two bounds, at the observations alone.
   *
   * @defaultValue none
   */
  readonly bounds?: ColumnBounds | readonly ColumnBounds[];
}

const OPTIONS = {
  kernel: [readKernel, 'gaussian'],
  bandwidth: [readBandwidth, 'auto'],
  bounds: [readBounds, undefined],
  method: [sumsMethodChoices, 'auto'],
  tolerance: ['positive', 1e-12],
  missing: [['throw', 'omit'], 'throw'],
} as const satisfies OptionTable<KernelDensityOptions>;

/** The options, checked and complete. */
export type DensitySettings = OptionsOf<typeof OPTIONS>;

/** The names of {@link KernelDensityOptions}. */
export const DENSITY_OPTION_NAMES = /* @__PURE__ */ Object.keys(
  OPTIONS,
) as (keyof typeof OPTIONS)[];

/** Checks the options. */
export function resolveDensity(
  where: string,
  options: KernelDensityOptions | undefined,
): DensitySettings {
  return readOptions(where, options, OPTIONS, formatName);
}

/** A mass beyond all of the support that is further from 1 than this is no rounding. */
const ROUNDING = 1e-6;

function readKernel(where: string, input: KernelInput): Kernel {
  const kernel = resolveKernel(where, input);
  const { distribution, support, name } = kernel;
  if (!distribution) {
    const expected = 'kernel must have distribution(u), its integral from −∞ to u, for densities';
    throw unsupportedError(where, expected, `${name} without`);
  }
  const all = distribution(support);
  if (Math.abs(all - 1) <= ROUNDING) return kernel;
  const expected = 'kernel.distribution must go from 0 to 1';
  throw optionError(where, expected, `${name} up to ${formatValue(all)}`);
}

/** One for all dimensions, one for each, or how to choose. */
function readBandwidth(
  where: string,
  input: unknown,
): number | Float64Array | DensityBandwidthName {
  if (typeof input === 'string')
    return expectChoice(where, 'bandwidth', input, densityBandwidthNames, formatName);
  if (typeof input === 'number') return expectNumber(where, 'bandwidth', input, 'positive');
  const { data } = readArray(where, 'bandwidth', input as ArrayInput, { ranks: [1] });
  return data.map((h, j) => expectNumber(where, `bandwidth[${j}]`, h, 'positive'));
}

/** A pair for each column. */
function readBounds(
  where: string,
  bounds: unknown,
): readonly (readonly [lower: number, upper: number])[] {
  const isList = (value: unknown) => Array.isArray(value) || isTypedArray(value);
  if (isList(bounds)) {
    const all = Array.from(bounds as ArrayLike<unknown>);
    if (all.length > 0 && all.every(isList))
      return all.map((each, j) => readPair(where, `bounds[${j}]`, each as ArrayLike<unknown>));
    return [readPair(where, 'bounds', all)];
  }
  return [readPair(where, 'bounds', { length: 1, 0: bounds })];
}

function readPair(
  where: string,
  name: string,
  pair: ArrayLike<unknown>,
): readonly [number, number] {
  const [lower, upper] = Array.from(pair, (end) => (isDate(end) ? end.getTime() : end));
  if (pair.length === 2 && (lower as number) < (upper as number) && typeof lower === typeof upper)
    if (typeof lower === 'number') return [lower, upper as number];
  const received =
    pair.length === 2
      ? Array.from(pair, formatValue).join(' and ')
      : formatValue(pair.length === 1 ? pair[0] : pair);
  throw optionError(where, `${name} must be two numbers, a lower and an upper bound`, received);
}
