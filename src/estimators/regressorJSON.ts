import { formatValue } from '../arrays/formatValue.js';
import { expectChoice, expectFields, expectType } from '../arrays/readOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { type KernelName, kernelNames, resolveKernel } from '../kernels/createKernel.js';
import {
  type ColumnReaders,
  columnsInWords,
  type ModelColumn,
  type ModelColumns,
} from './columns.js';
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
  /** What the columns are called; times are milliseconds since 1970. */
  readonly columns?: ModelColumns & {
    /** Whether the model was fitted to rows. */
    readonly named: boolean;
  };
  /** Which of the rows that were given these are, when some were left out. */
  readonly rows?: readonly number[];
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
  'columns',
  'rows',
] as const;

/** A fitted model as JSON. */
export function regressorJSON(where: string, state: FittedState): KernelRegressorJSON {
  const { settings, given, spec, columns, kept } = state;
  const isPlain = !columns.named && columns.x.every(({ type }) => type === 'number');
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
    ...(!isPlain && { columns: { ...columnsInWords(columns), named: columns.named } }),
    ...(kept.some((row, i) => row !== i) && { rows: kept }),
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
  const { x, y, sampleWeights, groups, dependence, columns } = given;
  if (!Array.isArray(given.bandwidth)) {
    const expected = 'json.bandwidth must be an array';
    throw new OptionError({ where, expected, received: formatValue(given.bandwidth) });
  }
  const bandwidth = given.bandwidth.map((h) => (h === 'Infinity' ? Infinity : h));
  // the bandwidth stands beside the options
  const names = REGRESSOR_OPTION_NAMES.filter((name) => name !== 'bandwidth');
  const { kernel, ...rest } = expectFields(where, 'json.options', given.options, names);
  const options = { ...rest, kernel: kernel as KernelName, bandwidth } as KernelRegressorOptions;
  return {
    options,
    x,
    y,
    names: { ...(columns && { columns }), ...(given.rows && { rows: given.rows }) },
    fit: {
      ...(sampleWeights && { sampleWeights }),
      ...(groups && { groups }),
      ...(dependence && { dependence }),
    },
  };
}

/** A state with the names of columns and rows that JSON tells. */
export function withNames(
  where: string,
  state: FittedState,
  { columns, rows = state.kept }: Pick<KernelRegressorJSON, 'columns' | 'rows'>,
): FittedState {
  const { n } = state.given;
  if (!Array.isArray(rows) || rows.length !== n || !rows.every((row) => Number.isInteger(row))) {
    const expected = `json.rows must be an array of ${n} integers`;
    throw new OptionError({ where, expected, received: formatValue(rows) });
  }
  const named = columns ? columnsOfJSON(where, columns, state) : state.columns;
  return { ...state, columns: named, kept: rows };
}

function columnsOfJSON(
  where: string,
  json: NonNullable<KernelRegressorJSON['columns']>,
  { given: { d, p } }: FittedState,
): ColumnReaders {
  const { x, y, named } = expectFields(where, 'json.columns', json, ['x', 'y', 'named']);
  const read = (role: 'x' | 'y', width: number, columns: readonly ModelColumn[]) => {
    if (!Array.isArray(columns) || columns.length !== width) {
      const expected = `json.columns.${role} must be an array of ${width}`;
      throw new OptionError({ where, expected, received: formatValue(columns) });
    }
    return columns.map((column: ModelColumn) => {
      const path = `json.columns.${role}`;
      const { name, type } = expectFields(where, path, column, ['name', 'type']);
      expectType(where, `${path}.name`, name, 'string');
      return { name, type: expectChoice(where, `${path}.type`, type, ['number', 'time']) };
    });
  };
  return { x: read('x', d, x), y: read('y', p, y), named: named === true };
}
