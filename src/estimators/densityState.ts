// What a density model keeps of a fit, and what it says at queries.

import type { Random } from '../arrays/createRandom.js';
import { formatValue } from '../arrays/formatValue.js';
import {
  numericalError,
  optionError,
  shapeError,
  unsupportedError,
} from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectNumber, expectOptions } from '../arrays/readOptions.js';
import {
  type Bounds,
  type DensityEstimate,
  densityAt,
  densityEstimate,
  mirrored,
} from '../density/DensityEstimate.js';
import { DistributionSums, distributionOf } from '../density/DistributionSums.js';
import {
  type ChosenBandwidth,
  type DensityBandwidthName,
  densityBandwidth,
} from '../density/densityBandwidth.js';
import { drawSample } from '../density/drawSample.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import { columnBounds } from '../sums/types.js';
import type { ArrayInput } from '../types.js';
import { type ColumnReaders, datesOrNumbers, entryAt, type ObservedRow } from './columns.js';
import { type CurveOptions, type CurveRow, readPlacesAlong } from './curvePoints.js';
import { expectFitsColumns, expectNotSigned, givenBandwidth } from './FittedState.js';
import {
  bandwidthInWords,
  digits,
  listOf,
  observationsLine,
  oneLine,
  tableOfLines,
} from './inWords.js';
import type { DensitySettings } from './KernelDensityOptions.js';
import {
  expectExtent,
  type QueryInput,
  readObservations,
  readPoints,
  readQueries,
} from './readObservations.js';
import { divided, FARTHEST, inUnits, type Units, unitsOf } from './units.js';

/** What a fit leaves behind. */
export interface DensityState {
  readonly settings: DensitySettings;
  /** How the data chose the bandwidth; `undefined` when it was given. */
  readonly search: DensityBandwidthName | undefined;
  readonly limit: ChosenBandwidth['limit'];
  /** All that was given, in the units of the data. */
  readonly given: Observations;
  readonly units: Units;
  /** Of the rows of weight above 0, in `units`. */
  readonly estimate: DensityEstimate;
  /** In the units of the data, [d]. */
  readonly bandwidth: Float64Array;
  readonly omitted: number;
  readonly columns: ColumnReaders;
  /** What was observed as rows, once it was asked for. */
  observed?: readonly ObservedRow[];
  /** The distribution on a line, once it was asked for. */
  distribution?: DistributionSums;
}

/** In more dimensions a kernel density tells next to nothing. */
const MOST = 3;

/** A density of points, or of rows by the names of their columns. */
export function densityState(
  where: string,
  settings: DensitySettings,
  x: unknown,
  options: unknown,
): DensityState {
  const data = readPoints(where, x, options);
  const kind = data.columns.x.find((column) => column.kind !== undefined);
  if (kind) {
    const expected = 'x must hold numbers or Dates for a density';
    throw unsupportedError(where, expected, `${kind.name}, ${kind.kind}`);
  }
  const {
    observations: given,
    counted,
    rows,
    kept,
  } = readObservations(where, data, settings.missing);
  const some = counted ? rowsAt(given, counted) : given;
  if (given.d > MOST)
    throw unsupportedError(where, `x must have at most ${MOST} columns for a density`, given.d);
  expectExtent(where, some);
  const units = unitsOf(some);
  const observations = inUnits(some, units);
  const bounds = boundsOf(where, settings, given, units);
  const { kernel, method, tolerance, bandwidth: wanted } = settings;
  const { d } = observations;
  const smoother = { kernel, method, tolerance, product: true, degree: 0 };
  const search =
    wanted === 'auto' && d === 1 ? 'sj' : typeof wanted === 'string' ? wanted : undefined;
  const chosen: ChosenBandwidth = search
    ? densityBandwidth(where, seenBy(search, observations, bounds), search, smoother)
    : { bandwidth: bandwidthGiven(where, settings, units) };
  const spec = { ...smoother, bandwidth: chosen.bandwidth };
  return {
    settings,
    search,
    limit: chosen.limit,
    given,
    units,
    estimate: densityEstimate(where, observations, spec, bounds),
    bandwidth: chosen.bandwidth.map((h, j) => h * units.x[j]),
    omitted: rows - kept.length,
    columns: data.columns,
  };
}

/** What a choice of the bandwidth looks at: those by the shape of the density see it go on beyond a bound. */
function seenBy(
  search: DensityBandwidthName,
  observations: Observations,
  bounds: Bounds,
): Observations {
  const byShape = ['sj', 'ucv', 'bcv'].includes(search);
  return (byShape && mirrored(observations, bounds)) || observations;
}

/** In units. */
function bandwidthGiven(where: string, { bandwidth }: DensitySettings, units: Units): Float64Array {
  const { length: d } = units.x;
  expectFitsColumns(where, bandwidth, d, undefined);
  return givenBandwidth(bandwidth, d).map((h, j) => {
    const own = h / units.x[j];
    if (1 / own > 0 && 1 / own < Infinity) return own;
    throw optionError(where, 'bandwidth must be within 300 decades of the range of x', h);
  });
}

/** Bounds in units, which hold all observations. */
function boundsOf(
  where: string,
  { bounds }: DensitySettings,
  { d, x }: Observations,
  units: Units,
): Bounds {
  if (bounds && bounds.length !== d) {
    const expected = `bounds must be a pair for each of the ${d} columns of x`;
    throw shapeError(where, expected, bounds.length);
  }
  const ends = (side: 0 | 1) =>
    Float64Array.from(
      units.x,
      (unit, j) => (bounds ? bounds[j][side] : [-Infinity, Infinity][side]) / unit,
    );
  bounds?.forEach(([lower, upper], j) => {
    const [low, high] = columnBounds(x, d, j);
    if (low >= lower && high <= upper) return;
    const expected = `x must lie within bounds, from ${lower} to ${upper}`;
    throw optionError(where, expected, low < lower ? low : high);
  });
  return { lower: ends(0), upper: ends(1) };
}

/** Queries in the units of the model, those with something missing aside. */
function queriesOf(where: string, state: DensityState, xq: QueryInput) {
  const { settings, units, columns, given } = state;
  const asked = { settings: { ...settings, unseen: 'throw' as const }, units, columns };
  const spec = { degree: 0 };
  const found = readQueries(where, xq, { ...asked, observations: given, spec }, 1);
  const { queries, given: data, missing, single } = found;
  // a mean does not look beyond, a density does
  const d = units.x.length;
  for (let at = 0; at < queries.length; at++)
    if (Math.abs(queries[at]) === FARTHEST) queries[at] = data[at] / units.x[at % d];
  return { queries, missing, single };
}

function answered(
  values: Float64Array,
  { missing, single }: { readonly missing: ReadonlySet<number>; readonly single: boolean },
): number | Float64Array {
  for (const q of missing) values[q] = Number.NaN;
  return single ? values[0] : values;
}

/** Densities at queries, or their logarithms, [m]. */
export function densitiesAt(
  where: string,
  state: DensityState,
  xq: QueryInput,
  isLog: boolean,
): number | Float64Array {
  const asked = queriesOf(where, state, xq);
  return answered(inDataUnits(where, state, asked.queries, isLog), asked);
}

function inDataUnits(
  where: string,
  { estimate, units }: DensityState,
  queries: Float64Array,
  isLog: boolean,
): Float64Array {
  const values = densityAt(where, estimate, queries, isLog);
  for (const unit of units.x) {
    const logUnit = Math.log(unit);
    for (let q = 0; q < values.length; q++)
      values[q] = isLog ? values[q] - logUnit : values[q] / unit;
  }
  const wrong = isLog ? -1 : values.indexOf(Infinity);
  if (wrong < 0) return values;
  const expected = 'densities must be numbers that 64 bits can hold (logDensity holds them)';
  throw numericalError(where, expected, `Infinity for query ${wrong}`);
}

/** Shares below queries, [m]. */
export function distributionAt(
  where: string,
  state: DensityState,
  xq: QueryInput,
): number | Float64Array {
  const asked = queriesOf(where, state, xq);
  const { estimate } = state;
  const values =
    state.given.d === 1
      ? distributionSums(where, state).at(asked.queries)
      : distributionOf(estimate, asked.queries);
  return answered(values, asked);
}

function distributionSums(where: string, state: DensityState): DistributionSums {
  state.distribution ??= new DistributionSums(where, state.estimate);
  return state.distribution;
}

/** Where the distribution reaches levels. */
export function quantilesAt(
  where: string,
  state: DensityState,
  levels: number | ArrayInput,
): number | Date | Float64Array | Date[] {
  const { given, columns, estimate, units } = state;
  expectNotSigned(where, estimate.spec, 'quantiles and draws');
  if (given.d > 1) throw unsupportedError(where, 'x must have one column for quantiles', given.d);
  const isOne = typeof levels === 'number';
  const { data } = readArray(where, 'levels', isOne ? [levels] : levels, { ranks: [1] });
  data.forEach((level, k) => {
    if (level >= 0 && level <= 1) return;
    throw optionError(where, `levels${isOne ? '' : `[${k}]`} must be from 0 to 1`, level);
  });
  const inside = data.filter((level) => level > 0 && level < 1);
  const found = distributionSums(where, state).quantiles(inside);
  const { kernel, bandwidth } = estimate.spec;
  const [low, high] = columnBounds(estimate.observations.x, 1, 0);
  const ends = [
    Math.max(estimate.bounds.lower[0], low - kernel.support * bandwidth[0]),
    Math.min(estimate.bounds.upper[0], high + kernel.support * bandwidth[0]),
  ];
  let k = 0;
  const places = data.map((p) => (p === 0 ? ends[0] : p === 1 ? ends[1] : found[k++]) * units.x[0]);
  const shown = datesOrNumbers(columns, places);
  return isOne ? shown[0] : shown;
}

/** Numbers drawn from the density, [count] or [count, d]. */
export function drawnFrom(
  where: string,
  state: DensityState,
  count: number,
  random: Random,
): Float64Array | Date[] {
  const { estimate, units, columns } = state;
  expectNotSigned(where, estimate.spec, 'quantiles and draws');
  expectNumber(where, 'count', count, 'length');
  const { uniform, normal, integer } = Object(random) as Partial<Random>;
  if ([uniform, normal, integer].some((each) => typeof each !== 'function')) {
    const expected = 'random must be a source of random numbers, createRandom(seed)';
    throw optionError(where, expected, formatValue(random));
  }
  const drawn = drawSample(estimate, count, random);
  const d = units.x.length;
  return datesOrNumbers(
    columns,
    drawn.map((value, at) => value * units.x[at % d]),
  );
}

/** Beyond the observations a curve goes on for so many bandwidths. */
const CUT = 3;
/** What rows of a curve hold beside the column. */
const VALUE = 'density';

/** The density of one column as rows. */
export function densityCurve(
  where: string,
  state: DensityState,
  options: Omit<CurveOptions, 'band'> | undefined,
): CurveRow[] {
  const { settings, given, columns, bandwidth, estimate, units } = state;
  const [column] = columns.x;
  if (given.d > 1) throw unsupportedError(where, 'x must have one column for a curve', given.d);
  if (column.name === VALUE) {
    const expected = `the column of a curve must not be called ${VALUE}; { other: '${VALUE}' } gives another name`;
    throw optionError(where, expected, formatValue(column.name));
  }
  expectOptions<CurveOptions>(where, options, ['points', 'from', 'to']);
  const [low, high] = columnBounds(estimate.observations.x, 1, 0).map((end) => end * units.x[0]);
  const [lower, upper] = settings.bounds?.[0] ?? [-Infinity, Infinity];
  const from = Math.max(lower, low - CUT * bandwidth[0]);
  const to = Math.min(upper, high + CUT * bandwidth[0]);
  const { places } = readPlacesAlong(where, column, [from, to], options);
  const values = inDataUnits(where, state, divided(places, units.x), false);
  // as entries, since a name may be "__proto__"
  return Array.from(places, (at, q) =>
    Object.fromEntries([
      [column.name, entryAt(column, at)],
      [VALUE, values[q]],
    ]),
  ) as unknown as CurveRow[];
}

/** A model in three lines. */
export function printedDensity(settings: DensitySettings, state: DensityState | undefined): string {
  const { kernel, bandwidth } = settings;
  if (!state) {
    const given =
      bandwidth instanceof Float64Array
        ? Array.from(bandwidth, (h) => digits(h)).join(', ')
        : bandwidth;
    return `KernelDensity, not fitted: ${kernel.name} kernel, bandwidth: ${given}`;
  }
  const rows = factsOf(state, ' (given)').map(([name, value]) => `${name}: ${value}`);
  return [`KernelDensity${ofColumns(state)}: ${kernel.name} kernel`, ...rows]
    .map(oneLine)
    .join('\n');
}

function ofColumns({ columns }: DensityState): string {
  return columns.named ? ` of ${listOf(columns.x)}` : '';
}

function factsOf(state: DensityState, otherwise: string): [name: string, value: string][] {
  const { settings, given, estimate, search, columns } = state;
  const chosen = search ? ` (by ${search})` : otherwise;
  const { spec, observations } = estimate;
  const widths = columns.named || given.d === 1 ? '' : `; ${given.d} columns`;
  const bounds = settings.bounds?.map(([low, high]) => `${low} to ${high}`);
  return [
    ['bandwidth', `${bandwidthInWords({ ...state, spec })}${chosen}`],
    ...(bounds ? [['bounds', bounds.join(', ')] as [string, string]] : []),
    ['observations', observationsLine({ ...state, observations }) + widths],
  ];
}

/** What was fitted, a line for each fact. */
export function densityTable(where: string, state: DensityState): string {
  const { settings, limit, search, given } = state;
  const rows: [string, string][] = [['kernel', settings.kernel.name], ...factsOf(state, '')];
  if (given.d === 1) {
    const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
    const found = quantilesAt(where, state, levels) as Float64Array | Date[];
    const spread = Number(found[levels.length - 1]) - Number(found[0]);
    const shown = Array.from(found as ArrayLike<number | Date>, (at) =>
      typeof at === 'number' ? digits(at, spread) : at.toISOString(),
    );
    rows.push([levels.map((p) => `${100 * p} %`).join(', '), shown.join(', ')]);
  }
  if (limit === 'lower')
    rows.push([
      'warning',
      `${search} ends at the narrowest bandwidth that is looked at: values may be tied or rounded`,
    ]);
  if (limit === 'upper')
    rows.push(['warning', `${search} ends at the widest bandwidth that is looked at`]);
  return tableOfLines(`Kernel density${ofColumns(state)}`, rows);
}
