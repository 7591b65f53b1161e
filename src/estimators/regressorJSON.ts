import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { expectChoice, expectFields, expectNumber, expectType } from '../arrays/readOptions.js';
import {
  type AnyChoiceName,
  bandwidthChoices,
  criterionNames,
  degreeChoices,
} from '../bandwidth/BandwidthChoice.js';
import { type KernelName, kernelNames, resolveKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { ColumnReader, ColumnReaders, ModelColumn } from './columns.js';
import {
  bandwidthInGivenUnits,
  type FittedState,
  otherBandwidth,
  USUAL_NEIGHBOURS,
  USUAL_RIDGE,
} from './FittedState.js';
import {
  type KernelRegressorOptions,
  type NeighbourBandwidth,
  type NeighbourSettings,
  neighboursIn,
  REGRESSOR_OPTION_NAMES,
  type RegressorSettings,
  type RobustOptions,
  readWidths,
} from './KernelRegressorOptions.js';
import { type KindOfColumn, kindOf, type Level, type PredictorOption } from './kinds.js';

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
  > & {
    /** How strongly higher terms in several dimensions are pulled to 0. */
    readonly ridge?: number;
    /** To how many nearest observations bandwidths grow. */
    readonly minNeighbours?: number;
    /** Rounds of a robust fit. */
    readonly robust?: RobustOptions;
    /** What becomes of categories that are not known. */
    readonly unseen?: string;
  };
  /** [d]; JSON has no infinity, so it is spelled out; of windows by neighbours the typical one. */
  readonly bandwidth: readonly (number | 'Infinity')[];
  /** Windows by neighbours, by number or by share. */
  readonly neighbours?: Omit<NeighbourBandwidth, 'span'> & {
    /** The share that was given or found. */
    readonly span?: number;
  };
  /** [n, d] */
  readonly x: readonly (readonly Level[])[];
  /** [n, p] */
  readonly y: readonly (readonly number[])[];
  /** [n] */
  readonly sampleWeights?: readonly number[];
  /** Which group each observation belongs to, numbered, [n]. */
  readonly groups?: readonly number[];
  /** When rows are in order of time. */
  readonly dependence?: 'series';
  /** The columns, when they have names or hold times (milliseconds since 1970). */
  readonly columns?: SavedColumns;
  /** How the bandwidth and the degree were asked for, when the data chose. */
  readonly search?: {
    /** The criterion or rule. */
    readonly bandwidth: AnyChoiceName;
    /** The degree, or `'auto'`. */
    readonly degree: number | 'auto';
  };
  /** How many rows were left out because something was missing. */
  readonly omitted?: number;
  /** Bandwidths of distributions that were chosen. */
  readonly distributions?: readonly SavedDistribution[];
}

/** Bandwidths of distributions in JSON. */
export interface SavedDistribution {
  /** Whether observations are moved along the curve. */
  readonly centred: boolean;
  /** Of places, [d], where it was chosen. */
  readonly bandwidth?: readonly (number | 'Infinity')[];
  /** Of values, where it was chosen. */
  readonly outputBandwidth?: number;
}

/** A column in JSON. */
export interface SavedColumn extends ModelColumn {
  /** The field of a row that it is; a column without one was a function of a row, which JSON does not hold. */
  readonly field?: string;
}

/** Columns in JSON. */
export interface SavedColumns {
  /** The predictors, [d]. */
  readonly x: readonly SavedColumn[];
  /** The outputs, [p]. */
  readonly y: readonly SavedColumn[];
  /** How much each row counts. */
  readonly weight?: SavedColumn;
  /** Whether names were given. */
  readonly named: boolean;
}

/** What the JSON of every estimator has. */
export const FIELDS = [
  'format',
  'version',
  'options',
  'bandwidth',
  'x',
  'sampleWeights',
  'columns',
  'search',
  'omitted',
] as const;
const OWN_FIELDS = ['y', 'neighbours', 'groups', 'dependence', 'distributions'] as const;

/** A fitted model as JSON. */
export function regressorJSON(where: string, state: FittedState): KernelRegressorJSON {
  const { settings, search, given, spec, columns, omitted } = state;
  const { degree } = spec;
  const { kernel, multivariate, method, tolerance, emptyWindow, missing, robust, unseen } =
    settings;
  const neighbours = neighboursIn(settings);
  expectBuiltIn(where, kernel);
  const { d, p, x, y, weights, groups, isSeries } = given;
  return {
    format: FORMAT,
    version: VERSION,
    options: {
      kernel: kernel.name,
      degree,
      multivariate,
      method,
      tolerance,
      emptyWindow,
      missing,
      ...(spec.ridge && { ridge: settings.ridge ?? USUAL_RIDGE }),
      ...(spec.floor && { minNeighbours: settings.minNeighbours ?? USUAL_NEIGHBOURS }),
      ...(unseen !== 'throw' && { unseen }),
      ...(robust > 0 && { robust: { iterations: robust } }),
    },
    ...(neighbours && spec.windows && { neighbours: savedWindows(neighbours, state) }),
    bandwidth: savedWidths(state.bandwidth),
    x: nested(x, d).map((row) => row.map((value, j) => columns.x[j].levels?.[value] ?? value)),
    y: nested(y, p),
    ...(weights && { sampleWeights: Array.from(weights) }),
    ...(groups && { groups: Array.from(groups) }),
    ...(isSeries && { dependence: 'series' }),
    ...savedColumns(columns),
    ...(search && { search: { bandwidth: search, degree: settings.degree } }),
    ...(omitted > 0 && { omitted }),
    ...savedDistributions(state),
  };
}

/** Only built-in kernels have a name to be found by. */
export function expectBuiltIn(where: string, kernel: Kernel): void {
  if (kernelNames.some((name) => resolveKernel(where, name) === kernel)) return;
  throw unsupportedError(where, 'kernel must be a built-in one to be written as JSON', kernel.name);
}

/** Numbers [n, width] as rows. */
export function nested(data: Float64Array, width: number): number[][] {
  return Array.from({ length: data.length / width }, (_, i) =>
    Array.from(data.subarray(i * width, (i + 1) * width)),
  );
}

/** Columns that are more than plain numbers. */
export function savedColumns(columns: ColumnReaders): { readonly columns?: SavedColumns } {
  const { x, y, weight, named } = columns;
  const saved = (column: ColumnReader): SavedColumn => {
    const { name, type, field } = column;
    return { name, type, ...(field !== undefined && { field }), ...kindOf(column) };
  };
  if (!named && x.every(({ type, kind }) => type === 'number' && !kind)) return {};
  return {
    columns: {
      x: x.map(saved),
      y: y.map(saved),
      ...(weight && { weight: saved(weight) }),
      named,
    },
  };
}

/** JSON has no infinity. */
function savedWidths(bandwidth: Float64Array): (number | 'Infinity')[] {
  return Array.from(bandwidth, (h) => (h === Infinity ? 'Infinity' : h));
}

function savedDistributions({
  distributions,
  units,
}: FittedState): Pick<KernelRegressorJSON, 'distributions'> {
  const saved = Array.from(distributions, ([centred, { bandwidth, outputBandwidth }]) => ({
    centred,
    ...(bandwidth && { bandwidth: savedWidths(bandwidthInGivenUnits(bandwidth, units)) }),
    ...(outputBandwidth !== undefined && { outputBandwidth: outputBandwidth * units.y[0] }),
  })).filter((each) => Object.keys(each).length > 1);
  return saved.length > 0 ? { distributions: saved } : {};
}

/** Windows as they are, by number or by share. */
function savedWindows(
  { neighbours, adaptive, distinct, normalize }: NeighbourSettings,
  { span }: FittedState,
): NonNullable<KernelRegressorJSON['neighbours']> {
  const flags = { adaptive, distinct, normalize };
  return neighbours === undefined ? { span: span!, ...flags } : { neighbours, ...flags };
}

/** Checks that JSON is what it is read as. */
export function expectFormat(
  where: string,
  json: { readonly format: string; readonly version: number },
  format: string,
  version: number,
): void {
  if (json.format === format && json.version === version) return;
  const expected = `json must be of format ${format}, version ${version}`;
  throw optionError(where, expected, `${formatValue(json.format)}, ${formatValue(json.version)}`);
}

/** What a model is made of again; values are checked where a model takes them. */
export function readRegressorJSON(where: string, json: KernelRegressorJSON, format = FORMAT) {
  const given = expectFields(where, 'json', json, [...FIELDS, ...OWN_FIELDS]);
  expectFormat(where, given, format, VERSION);
  const { x, y, sampleWeights, groups, dependence } = given;
  if (!Array.isArray(given.bandwidth))
    throw optionError(where, 'json.bandwidth must be an array', formatValue(given.bandwidth));
  const bandwidth = given.bandwidth.map(readWidth);
  // the bandwidth and the columns stand beside the options
  const known = REGRESSOR_OPTION_NAMES.filter(
    (name) => name !== 'bandwidth' && name !== 'predictors',
  );
  const { kernel, ...rest } = expectFields(where, 'json.options', given.options, known);
  // one that is left out would be the default of today
  if (kernel === undefined || rest.degree === undefined)
    throw optionError(where, 'json.options must have kernel and degree', 'options without');
  const saved: unknown = given.columns?.x;
  const kinds = Array.isArray(saved) ? saved.map((column) => kindOf(Object(column))) : [];
  const predictors = kinds.some(({ kind }) => kind) && kinds.flatMap(optionOf);
  const options = {
    ...rest,
    ...(predictors && { predictors }),
    kernel: kernel as KernelName,
    bandwidth: given.neighbours ?? bandwidth,
  } as KernelRegressorOptions;
  return {
    options,
    x,
    y,
    fit: {
      ...(sampleWeights && { sampleWeights }),
      ...(groups && { groups }),
      ...(dependence && { dependence }),
    },
  };
}

function readWidth(h: number | 'Infinity'): number {
  return h === 'Infinity' ? Infinity : h;
}

/** What was asked of a column; on the globe of two. */
function optionOf({ kind, ...rest }: KindOfColumn): PredictorOption[] {
  if (kind === 'longitude') return [];
  return [
    { ...rest, kind: kind === 'latitude' ? 'geographic' : (kind ?? 'number') } as PredictorOption,
  ];
}

/** A state as it was, with what a fit to the arrays of JSON does not know. */
export function restored(
  where: string,
  state: FittedState,
  {
    columns,
    search,
    omitted = 0,
    distributions,
  }: Pick<KernelRegressorJSON, 'columns' | 'search' | 'omitted' | 'distributions'>,
): FittedState {
  if (distributions !== undefined) readDistributions(where, state, distributions);
  return {
    ...state,
    ...(columns !== undefined && { columns: readSavedColumns(where, columns, state) }),
    ...(search !== undefined && searchedAgain(where, state.settings, search)),
    omitted: expectNumber(where, 'json.omitted', omitted, 'count'),
  };
}

/** Bandwidths of distributions as they were chosen. */
function readDistributions(
  where: string,
  state: FittedState,
  json: readonly SavedDistribution[],
): void {
  if (!Array.isArray(json))
    throw optionError(where, 'json.distributions must be an array', formatValue(json));
  json.forEach((each: SavedDistribution, at) => {
    const path = `json.distributions[${at}]`;
    const known = ['centred', 'bandwidth', 'outputBandwidth'] as const;
    const { centred, bandwidth, outputBandwidth } = expectFields(where, path, each, known);
    state.distributions.set(expectChoice(where, `${path}.centred`, centred, [true, false]), {
      ...(bandwidth && {
        bandwidth: otherBandwidth(where, state, readWidths(where, bandwidth.map(readWidth))),
      }),
      ...(outputBandwidth !== undefined && {
        outputBandwidth:
          expectNumber(where, `${path}.outputBandwidth`, outputBandwidth, 'nonnegative') /
          state.units.y[0],
      }),
    });
  });
}

/** How degree and bandwidth were asked for. */
function searchedAgain(
  where: string,
  settings: RegressorSettings,
  json: NonNullable<KernelRegressorJSON['search']>,
): Pick<FittedState, 'settings' | 'search'> {
  const { bandwidth, degree } = expectFields(where, 'json.search', json, ['bandwidth', 'degree']);
  const neighbours = neighboursIn(settings);
  const name = 'json.search.bandwidth';
  const wanted = expectChoice<number | 'auto'>(where, 'json.search.degree', degree, degreeChoices);
  if (!neighbours) {
    const search = expectChoice(where, name, bandwidth, bandwidthChoices);
    return { settings: { ...settings, bandwidth: search, degree: wanted }, search };
  }
  const span = expectChoice(where, name, bandwidth, criterionNames);
  return {
    settings: { ...settings, bandwidth: { ...neighbours, span }, degree: wanted },
    search: span,
  };
}

/** The columns of a model as JSON has them. */
export function readSavedColumns(
  where: string,
  json: SavedColumns,
  { given: { d, p }, columns }: Pick<FittedState, 'given' | 'columns'>,
): ColumnReaders {
  const known = ['x', 'y', 'weight', 'named'] as const;
  const { x, y, weight, named } = expectFields(where, 'json.columns', json, known);
  const read = (path: string, column: SavedColumn): ColumnReader => {
    const known = ['name', 'type', 'field', 'kind', 'levels', 'kernel', 'period'] as const;
    const { name, type, field } = expectFields(where, path, column, known);
    expectType(where, `${path}.name`, name, 'string');
    if (field !== undefined) expectType(where, `${path}.field`, field, 'string');
    const own = expectChoice(where, `${path}.type`, type, ['number', 'time']);
    return { name, type: own, field };
  };
  const readAll = (role: 'x' | 'y', width: number, columns: readonly SavedColumn[]) => {
    if (Array.isArray(columns) && columns.length === width)
      return columns.map((column, at) => read(`json.columns.${role}[${at}]`, column));
    const expected = `json.columns.${role} must be an array of ${width}`;
    throw optionError(where, expected, formatValue(columns));
  };
  return {
    // kinds were read as predictors
    x: readAll('x', d, x).map((column, j) => ({ ...column, ...kindOf(columns.x[j]) })),
    y: readAll('y', p, y).map((column, k) => ({ ...column, ...kindOf(columns.y[k]) })),
    weight: weight && read('json.columns.weight', weight),
    named: expectChoice(where, 'json.columns.named', named, [true, false]),
  };
}
