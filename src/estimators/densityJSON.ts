import { expectChoice, expectFields, expectNumber } from '../arrays/readOptions.js';
import { type DensityBandwidthName, densityBandwidthNames } from '../density/densityBandwidth.js';
import type { KernelName } from '../kernels/createKernel.js';
import type { DensityState } from './densityState.js';
import { DENSITY_OPTION_NAMES, type KernelDensityOptions } from './KernelDensityOptions.js';
import {
  expectBuiltIn,
  expectFormat,
  FIELDS,
  type KernelRegressorJSON,
  nested,
  readSavedColumns,
  savedColumns,
} from './regressorJSON.js';

const FORMAT = 'nadaraya/KernelDensity';
const VERSION = 1;

/** A number, or an infinity, which JSON does not have. */
export type SpelledNumber = number | 'Infinity' | '-Infinity';

/** A fitted density as plain JSON. */
export interface KernelDensityJSON
  extends Pick<KernelRegressorJSON, 'version' | 'sampleWeights' | 'columns' | 'omitted'> {
  /** What it is: `'nadaraya/KernelDensity'`. */
  readonly format: string;
  /** The options of the model but the bandwidth, all given. */
  readonly options: Readonly<Record<'kernel' | 'method' | 'missing', string>> & {
    /** Relative error allowed in a kernel sum. */
    readonly tolerance: number;
    /** A pair for each column. */
    readonly bounds?: readonly (readonly [lower: SpelledNumber, upper: SpelledNumber])[];
  };
  /** [d] */
  readonly bandwidth: readonly number[];
  /** [n, d] */
  readonly x: readonly (readonly number[])[];
  /** How the data chose the bandwidth. */
  readonly search?: DensityBandwidthName;
}

/** A fitted density as JSON. */
export function densityJSON(where: string, state: DensityState): KernelDensityJSON {
  const { settings, search, given, bandwidth, omitted, columns } = state;
  const { kernel, method, tolerance, missing, bounds } = settings;
  expectBuiltIn(where, kernel);
  const spell = (end: number): SpelledNumber =>
    Math.abs(end) < Infinity ? end : (String(end) as SpelledNumber);
  return {
    format: FORMAT,
    version: VERSION,
    options: {
      kernel: kernel.name,
      method,
      tolerance,
      missing,
      ...(bounds && { bounds: bounds.map(([low, high]) => [spell(low), spell(high)] as const) }),
    },
    bandwidth: Array.from(bandwidth),
    x: nested(given.x, given.d),
    ...(given.weights && { sampleWeights: Array.from(given.weights) }),
    ...savedColumns(columns),
    ...(search && { search }),
    ...(omitted > 0 && { omitted }),
  };
}

/** What a density is made of again; values are checked where a model takes them. */
export function readDensityJSON(where: string, json: KernelDensityJSON) {
  const given = expectFields(where, 'json', json, FIELDS);
  expectFormat(where, given, FORMAT, VERSION);
  // the bandwidth stands beside the options
  const known = DENSITY_OPTION_NAMES.filter((name) => name !== 'bandwidth');
  const { bounds, kernel, ...rest } = expectFields(where, 'json.options', given.options, known);
  const read = (end: SpelledNumber) =>
    end === 'Infinity' || end === '-Infinity' ? Number(end) : end;
  const options = {
    ...rest,
    kernel: kernel as KernelName,
    ...(bounds && {
      bounds: Array.isArray(bounds)
        ? bounds.map((pair) => (Array.isArray(pair) ? pair.map(read) : pair))
        : bounds,
    }),
    bandwidth: given.bandwidth,
  } as KernelDensityOptions;
  const { x, sampleWeights } = given;
  return { options, x, fit: { ...(sampleWeights && { sampleWeights }) } };
}

/** A state as it was, with what a fit to the arrays of JSON does not know. */
export function restoredDensity(
  where: string,
  state: DensityState,
  { columns, search, omitted = 0 }: KernelDensityJSON,
): DensityState {
  return {
    ...state,
    ...(columns !== undefined && { columns: readSavedColumns(where, columns, state) }),
    ...(search !== undefined && {
      search: expectChoice(where, 'json.search', search, densityBandwidthNames),
    }),
    omitted: expectNumber(where, 'json.omitted', omitted, 'count'),
  };
}
