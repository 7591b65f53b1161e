import { formatValue } from '../arrays/formatValue.js';
import { expectFields } from '../arrays/readOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { type KernelName, kernelNames, resolveKernel } from '../kernels/createKernel.js';
import { type ColumnNames, namesOf } from './columns.js';
import type { FittedState } from './FittedState.js';
import { type KernelRegressorOptions, REGRESSOR_OPTION_NAMES } from './KernelRegressorOptions.js';

const FORMAT = 'nadaraya/KernelRegressor';
const VERSION = 1;

/** A fitted model as plain JSON. */
export interface KernelRegressorJSON {
  /** What it is: `'nadaraya/KernelRegressor'`. */
  readonly format: string;
  /** Grows when the fields change; other versions are refused. */
  readonly version: number;
  /** The options of the model but the bandwidth, all given. */
  readonly options: Readonly<
    Record<'kernel' | 'multivariate' | 'method' | 'emptyWindow' | 'missing', string> &
      Record<'degree' | 'tolerance', number>
  >;
  /** [d]; JSON has no infinity, so it is spelled out. */
  readonly bandwidth: readonly (number | 'Infinity')[];
  /** [n, d] */
  readonly x: readonly (readonly number[])[];
  /** [n, p] */
  readonly y: readonly (readonly number[])[];
  /** [n] */
  readonly sampleWeights?: readonly number[];
  /** Which group each observation belongs to, numbered, [n]. */
  readonly groups?: readonly number[];
  /** When rows are in order of time. */
  readonly dependence?: 'series';
  /** What the columns are called, when that was said. */
  readonly names?: ColumnNames;
  /** Which columns of x hold times, in milliseconds since 1970, [d]; none when it is left out. */
  readonly times?: readonly boolean[];
}

const FIELDS = [
  'format',
  'version',
  'options',
  'bandwidth',
  'x',
  'y',
  'sampleWeights',
  'groups',
  'dependence',
  'names',
  'times',
] as const;

/** A fitted model as JSON. */
export function regressorJSON(where: string, state: FittedState): KernelRegressorJSON {
  const { settings, given, spec, columns } = state;
  const times = columns.x.map(({ type }) => type === 'time');
  const { degree } = spec;
  const { kernel, multivariate, method, tolerance, emptyWindow, missing } = settings;
  const known = kernelNames.some((name) => resolveKernel(where, name) === kernel);
  if (!known) {
    const expected = 'kernel must be a built-in one to be written as JSON';
    throw new UnsupportedError({ where, expected, received: kernel.name });
  }
  const { n, d, p, x, y, weights, groups, isSeries } = given;
  const rows = (data: Float64Array, width: number): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
  return {
    format: FORMAT,
    version: VERSION,
    options: { kernel: kernel.name, degree, multivariate, method, tolerance, emptyWindow, missing },
    bandwidth: Array.from(state.bandwidth, (h) => (h === Infinity ? 'Infinity' : h)),
    x: rows(x, d),
    y: rows(y, p),
    ...(weights && { sampleWeights: Array.from(weights) }),
    ...(groups && { groups: Array.from(groups) }),
    ...(isSeries && { dependence: 'series' }),
    ...(columns.named && { names: namesOf(columns) }),
    ...(times.includes(true) && { times }),
  };
}

/** What a model is made of again; values are checked where a model takes them. */
export function readRegressorJSON(where: string, json: KernelRegressorJSON) {
  const given = expectFields(where, 'json', json, FIELDS);
  if (given.format !== FORMAT || given.version !== VERSION) {
    const expected = `json must be of format ${FORMAT}, version ${VERSION}`;
    const received = `${formatValue(given.format)}, ${formatValue(given.version)}`;
    throw new OptionError({ where, expected, received });
  }
  const { x, y, sampleWeights, groups, dependence, names, times } = given;
  if (!Array.isArray(given.bandwidth)) {
    const expected = 'json.bandwidth must be an array';
    throw new OptionError({ where, expected, received: formatValue(given.bandwidth) });
  }
  const bandwidth = given.bandwidth.map((h) => (h === 'Infinity' ? Infinity : h));
  // the bandwidth stands beside the options
  const known = REGRESSOR_OPTION_NAMES.filter((name) => name !== 'bandwidth');
  const { kernel, ...rest } = expectFields(where, 'json.options', given.options, known);
  const options = { ...rest, kernel: kernel as KernelName, bandwidth } as KernelRegressorOptions;
  return {
    options,
    x: times === undefined ? x : (datesAt(where, x, times) as readonly (readonly Date[])[]),
    y,
    fit: {
      ...(sampleWeights && { sampleWeights }),
      ...(groups && { groups }),
      ...(dependence && { dependence }),
      ...(names && { names }),
    },
  };
}

/** Rows of x with dates in the columns of times; what is no row is refused where a model takes it. */
function datesAt(where: string, x: unknown, times: unknown): unknown {
  if (!Array.isArray(times)) {
    const expected = 'json.times must be an array';
    throw new OptionError({ where, expected, received: formatValue(times) });
  }
  const dated = (row: unknown) =>
    Array.isArray(row) ? row.map((value, j) => (times[j] ? new Date(value) : value)) : row;
  return Array.isArray(x) ? x.map(dated) : x;
}
