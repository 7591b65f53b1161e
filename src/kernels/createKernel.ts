import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { expectOptions, expectType } from '../arrays/readOptions.js';
import { builtInKernels } from './builtInKernels.js';
import { completeKernel, type Kernel } from './Kernel.js';

/** Every built-in kernel by name; `boxcar` is an alias of `uniform`. */
export const kernelNames = /* @__PURE__ */ Object.keys(builtInKernels) as readonly KernelName[];

/** Those that are nowhere negative. */
export const weightKernelNames = /* @__PURE__ */ kernelNames.filter(
  (name) => !(builtInKernels[name] as Kernel).isSigned,
);

/** The name of a built-in kernel. */
export type KernelName = keyof typeof builtInKernels;

/** A kernel of your own: only `value` is needed. */
export interface KernelDefinition {
  /** K(u) ≥ 0 and finite for u ≥ 0, even, largest at 0. */
  readonly value: (u: number) => number;
  /** log K(u); give it where K underflows. @defaultValue `Math.log(value(u))` */
  readonly logValue?: (u: number) => number;
  /** K′(u); without it there are no gradients through this kernel. */
  readonly derivative?: (u: number) => number;
  /** d log K(u)/du. @defaultValue `derivative(u) / value(u)` */
  readonly logDerivative?: (u: number) => number;
  /** See {@link Kernel.logRatio}. */
  readonly logRatio?: (u: number, u0: number, squaredDifference: number) => number;
  /** ∫K from −∞ to u, from 0 to 1: for densities, which need a kernel that integrates to 1. */
  readonly distribution?: (u: number) => number;
  /** K(u) = 0 beyond it. @defaultValue Infinity */
  readonly support?: number;
  /** A name for messages. @defaultValue 'custom' */
  readonly name?: string;
  /** ∫K². @defaultValue undefined */
  readonly roughness?: number | undefined;
  /** ∫u²K. @defaultValue undefined */
  readonly secondMoment?: number | undefined;
}

/** Where the values of a kernel of one's own are looked at: so many steps to the end of its support, or to 8. */
const PROBES = 64;
const PROBED = 8;

/** A kernel by name, or an object of your own. */
export type KernelInput = KernelName | KernelDefinition;

const builtIn: ReadonlyMap<string, Kernel> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(builtInKernels),
);

/** As {@link resolveKernel}, for weights that must not be negative. */
export function resolveWeightKernel(where: string, input: KernelInput): Kernel {
  const kernel = resolveKernel(where, input, weightKernelNames);
  if (!kernel.isSigned) return kernel;
  const expected =
    'kernel must be at least 0 everywhere, as weights and chances are; KernelRegressor takes it';
  throw unsupportedError(where, expected, formatValue(kernel.name));
}

const definitionKeys = [
  'value',
  'logValue',
  'derivative',
  'logDerivative',
  'logRatio',
  'distribution',
  'support',
  'name',
  'roughness',
  'secondMoment',
] as const;

/**
 * Looks up a built-in kernel by name, or completes one of your own.
 *
 * @param input - a name of {@link kernelNames}, or an object with at least `value`
 * @returns the kernel with value, log value, derivative and constants
 * @throws {@link OptionError} for an unknown name, an unknown key, parts of the wrong type, or values that are
 * negative or infinite
 * @example
 * ```ts
 * import { createKernel } from 'nadaraya';
 *
 * console.log(createKernel('epanechnikov').roughness); // → 0.6
 * const huber = createKernel({ value: (u) => Math.exp(-Math.min(u * u, 2 * Math.abs(u) - 1) / 2) });
 * console.log(huber.logValue(3)); // → -2.5
 * ```
 */
export function createKernel(input: KernelInput): Kernel {
  return resolveKernel('createKernel', input);
}

/** As {@link createKernel}, for the function `where`. */
export function resolveKernel(
  where: string,
  input: KernelInput,
  names: readonly KernelName[] = kernelNames,
): Kernel {
  if (typeof input === 'string') {
    const kernel = builtIn.get(input);
    if (kernel) return kernel;
  } else if (typeof input === 'object' && input !== null && !(Symbol.iterator in input)) {
    return complete(where, input);
  }
  const expected = `kernel must be an object with value(u), or one of ${names.join(', ')}`;
  throw optionError(where, expected, formatName(input, names));
}

function complete(where: string, input: KernelDefinition): Kernel {
  for (const kernel of builtIn.values()) if (kernel === input) return kernel;
  // A copy of a built-in kernel may have a value of its own: what fast sums know stays behind.
  const { traits: _, isSigned: __, ...own } = input as Kernel;
  const definition = expectOptions<KernelDefinition>(where, own, definitionKeys, 'kernel');
  const { value, derivative, logDerivative, support = Infinity, name = 'custom' } = definition;
  expectType(where, 'kernel.value', value, 'function');
  expectType(where, 'kernel.name', name, 'string');
  for (const key of [
    'logValue',
    'derivative',
    'logDerivative',
    'logRatio',
    'distribution',
  ] as const) {
    if (definition[key] !== undefined)
      expectType(where, `kernel.${key}`, definition[key], 'function');
  }
  expectAboveZero(where, 'support', support);
  for (const key of ['roughness', 'secondMoment'] as const) {
    if (definition[key] !== undefined) expectAboveZero(where, key, definition[key]);
  }
  const noDerivative = (): number => {
    throw unsupportedError(`kernel ${name}`, 'derivative must be given for gradients', 'none');
  };
  const checked = (u: number): number => {
    const k = value(u);
    if (k >= 0 && k < Infinity) return k;
    const expected = `value(u) of kernel ${name} must be at least 0 and finite`;
    throw optionError(where, expected, `${k} at u = ${u}`);
  };
  const reach = Math.min(support, PROBED);
  for (let k = 0; k <= PROBES; k++) checked((k / PROBES) * reach);
  return completeKernel({
    roughness: undefined,
    secondMoment: undefined,
    ...definition,
    value: checked,
    name,
    support,
    derivative: derivative ?? noDerivative,
    logDerivative: logDerivative ?? (derivative ? undefined : noDerivative),
  });
}

/** Checks a constant of a kernel, which may be infinite. */
function expectAboveZero(where: string, key: string, value: unknown): void {
  if (typeof value === 'number' && value > 0) return;
  throw optionError(where, `kernel.${key} must be above 0`, formatValue(value));
}
