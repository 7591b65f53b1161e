// What consoles print of a model, and a table of what was fitted and how well.

import { rowsOfGroups } from '../arrays/groupedBy.js';
import { seriesCorrelation } from '../inference/Correlation.js';
import { isCategory, mostOf } from '../kernels/Predictor.js';
import { leftOutScatter } from '../smoothers/leaveOneOut.js';
import { countOf, type Observations } from '../smoothers/Observations.js';
import { orderOf } from '../smoothers/placesOf.js';
import { SQUARES_LEFT } from '../smoothers/robustnessWeights.js';
import type { SelfFit } from '../smoothers/selfFit.js';
import { seriesErrors } from '../smoothers/seriesErrors.js';
import { centredSample } from '../smoothers/smootherSums.js';
import type { ColumnReaders, ModelColumn } from './columns.js';
import { type FittedState, ownFit, ownNoise } from './FittedState.js';
import {
  type NeighbourSettings,
  neighboursIn,
  type RegressorSettings,
} from './KernelRegressorOptions.js';
import { doesNotMatter } from './kinds.js';
import { rSquared } from './scoreOn.js';

/** By degree. */
const DEGREE_NAMES = ['local mean', 'local linear', 'local quadratic', 'local cubic'];

/** A model in three lines, from what stands there: nothing is computed. */
export function printed(settings: RegressorSettings, state: FittedState | undefined): string {
  if (!state) {
    const { kernel, degree, bandwidth } = settings;
    const neighbours = neighboursIn(settings);
    const given = neighbours
      ? neighboursLine(neighbours)
      : bandwidth instanceof Float64Array
        ? Array.from(bandwidth, (h) => digits(h)).join(', ')
        : bandwidth;
    return `KernelRegressor, not fitted: ${kernel.name} kernel, degree: ${degree}, bandwidth: ${given}`;
  }
  const { spec, observations, summary, columns } = state;
  const { d, p } = observations;
  const widths = columns.named ? '' : `; columns of x and y: ${d} and ${p}`;
  const lines = [
    `KernelRegressor${over(columns)}: ${kernelLine(state)} kernel, degree ${degreeLine(spec.degree)}`,
    `bandwidth: ${bandwidthLine(state, ' (given)')}`,
    `observations: ${observationsLine(state)}${summary ? ', in a binned sample' : ''}${widths}`,
  ];
  return lines.map(oneLine).join('\n');
}

/** The kernels, by name. */
export function kernelLine({ spec, observations, columns }: FittedState): string {
  const { name } = spec.kernel;
  const own = observations.d > 1 && !spec.product ? `${name}, spherical` : name;
  const others = new Set(columns.x.flatMap(({ kernel }) => (kernel ? [kernel] : [])));
  return [own, ...others].join(', ');
}

function degreeLine(degree: number): string {
  return `${degree} (${DEGREE_NAMES[degree]})`;
}

/** The bandwidth, and how it was chosen. */
export function bandwidthLine(state: FittedState, otherwise = ''): string {
  const { settings, search, spec, span } = state;
  const chosen = search ? ` (by ${search})` : otherwise;
  const neighbours = neighboursIn(settings);
  if (!neighbours || !spec.windows) return bandwidthInWords(state) + grownInWords(state) + chosen;
  const given = neighboursLine({ ...neighbours, span });
  const { neighbours: k } = spec.windows.rule;
  const count = span === undefined ? '' : `, ${k} observations`;
  return `${given}${chosen}${count}, typically ${bandwidthInWords(state)}`;
}

/** The widest at an observation, where bandwidths grow. */
function grownInWords({ spec, observations, bandwidth, columns }: FittedState): string {
  const scale = spec.floor?.scaleAt(observations.x, spec.bandwidth[0]);
  if (!scale) return '';
  const least = scale.reduce((a, b) => Math.min(a, b));
  const widest = bandwidthInWords({ spec, columns, bandwidth: bandwidth.map((h) => h / least) });
  return `, to ${widest} where observations are few`;
}

/** How windows were asked for. */
function neighboursLine({ neighbours, span, adaptive, distinct }: NeighbourSettings): string {
  const many = typeof span === 'number' ? digits(span) : span;
  const windows =
    span === undefined ? `${neighbours} ${distinct ? 'distances' : 'neighbours'}` : `span ${many}`;
  return adaptive ? `${windows}, adaptive` : windows;
}

/** What was fitted and how well, a line for each fact. */
export function summaryTable(where: string, state: FittedState): string {
  const self = ownFit(where, state);
  const { observations, spec, units, columns } = state;
  const { d, p, y, weights, groups, merged } = observations;
  const trace = self.leverage.reduce((sum, each) => sum + each, 0);
  // In the largest unit of the outputs.
  const unit = units.y.reduce((a, b) => Math.max(a, b));
  const squares = (fitted: Float64Array, within?: (i: number, k: number) => number): number => {
    let sum = 0;
    for (let at = 0; at < y.length; at++) {
      const residual = (y[at] - fitted[at]) * (units.y[at % p] / unit);
      sum += (weights ? weights[Math.floor(at / p)] : 1) * residual ** 2;
      if (within) sum += within(Math.floor(at / p), at % p) * (units.y[at % p] / unit) ** 2;
    }
    return sum / p;
  };
  const without = groups
    ? ownNoise(where, state).looResiduals.map((left, at) => y[at] - left)
    : self.looFitted;
  const within = merged && ((i: number, k: number) => merged.scatter[i * p + k]);
  const withinLoo =
    merged &&
    ((i: number, k: number) =>
      leftOutScatter(merged.scatter[i * p + k], self.leverage[i], merged.counts[i]));
  const noise = Math.sqrt(noiseVariance(where, state, squares(self.fitted, within), trace));
  const rows: [string, string][] = [
    ['kernel', kernelLine(state)],
    ['degree', degreeLine(spec.degree)],
    ['bandwidth', bandwidthLine(state)],
    ['observations', observationsLine(state)],
    ...idleLine(state),
    ...robustnessLine(state),
    ...dependenceLine(observations),
    ...(columns.named ? [] : [['columns of x and y', `${d} and ${p}`] as [string, string]]),
    ['effective degrees of freedom', digits(trace)],
    ['residual standard deviation', sized(noise * unit)],
    ...(merged?.weighted
      ? []
      : [
          [
            groups ? 'leave-one-group-out error' : 'leave-one-out error',
            sized(Math.sqrt(squares(without, withinLoo) / countedWeight(state)) * unit),
          ] as [string, string],
        ]),
    ['R squared', digits(rSquared(y, self.fitted, weights, p, merged?.scatter))],
  ];
  for (const warning of [...orderWarning(state), ...warningsOf(observations, self, trace)])
    rows.push(['warning', warning]);
  return tableOfLines(`Kernel regression${over(columns)}`, rows);
}

/** Facts by their names, in lines below a title. */
export function tableOfLines(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = [title, ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)];
  return lines.map(oneLine).join('\n');
}

/** A line, in which line breaks of names are spaces. */
export function oneLine(line: string): string {
  return line.replaceAll(/\r\n?|[\n\u2028\u2029]/g, ' ');
}

/** What squares of residuals are divided by for their mean; a robust fit leaves a part of them. */
function countedWeight({ observations, robustness }: FittedState): number {
  const { n, weights } = observations;
  if (!weights) return n;
  let total = 0;
  for (let i = 0; i < n; i++)
    if (weights[i] > 0)
      total += robustness ? (weights[i] / robustness[i]) * SQUARES_LEFT : weights[i];
  return total;
}

/**
 * The variance of an observation of weight 1 in the largest unit of the outputs: squared residuals over the
 * degrees of freedom that are left; NaN where none are.
 */
function noiseVariance(where: string, state: FittedState, squares: number, trace: number): number {
  const { observations, units, robustness } = state;
  const { p } = observations;
  const n = countOf(observations);
  if (!robustness) return n > trace ? (squares / (n - trace)) * units.weight : Number.NaN;
  const unit = units.y.reduce((a, b) => Math.max(a, b));
  const { variance, freedom } = ownNoise(where, state);
  const sum = variance.reduce((all, each, k) => all + each * (units.y[k] / unit) ** 2, 0);
  const { weight } = centredSample(observations);
  return freedom > 0 ? (sum / p) * weight * units.weight : Number.NaN;
}

/** What was smoothed over what, for columns with names. */
export function over({ x, y, named }: ColumnReaders): string {
  return named ? ` of ${listOf(y)} on ${listOf(x)}` : '';
}

/** The names of columns. */
export function listOf(columns: readonly ModelColumn[]): string {
  return columns.map(({ name }) => name).join(', ');
}

/**
 * The bandwidth in the units of x, λ of categories, with the names of the columns where there are several; once
 * where many columns without names share it.
 */
export function bandwidthInWords({
  bandwidth,
  spec,
  columns: { x, named },
}: Pick<FittedState, 'bandwidth' | 'spec' | 'columns'>): string {
  const words = Array.from(bandwidth, (h, j): string[] => {
    const { name, type, kind } = x[j];
    const predictor = spec.predictors?.[j];
    if (kind === 'longitude') return [];
    const length = type === 'time' ? duration(h) : digits(h);
    const own = isCategory(predictor)
      ? `λ ${length} of ${digits(mostOf(predictor))}`
      : kind === 'latitude'
        ? `${length} km`
        : length;
    const whole = kind === 'latitude' ? `${name}, ${x[j + 1].name}` : name;
    const hasName = (named || spec.predictors !== undefined) && x.length > 1;
    return [hasName ? `${own} (${whole})` : own];
  }).flat();
  const isShared = words.length > 3 && words.every((each) => each === words[0]);
  return isShared ? `${words[0]} for each of ${words.length} columns` : words.join(', ');
}

/** Units of time, in milliseconds, from the longest down. */
const TIMES: readonly (readonly [name: string, milliseconds: number])[] = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
  ['milliseconds', 0],
];

/** Milliseconds in the longest unit that they fill. */
function duration(milliseconds: number): string {
  const [name, unit] = TIMES.find(([, least]) => milliseconds >= least) ?? TIMES[0];
  return `${digits(milliseconds / (unit || 1))} ${name}`;
}

/** The columns that have no say. */
function idleLine({ spec, columns }: FittedState): [string, string][] {
  const { predictors, bandwidth } = spec;
  const idle = columns.x.filter(
    ({ kind }, j) => kind && predictors && doesNotMatter(predictors[j], bandwidth[j]),
  );
  return idle.length > 0 ? [['does not matter', idle.map(({ name }) => name).join(', ')]] : [];
}

/** How many observations a robust fit leaves without a say. */
function robustnessLine({ robustness }: FittedState): [string, string][] {
  if (!robustness) return [];
  const none = robustness.filter((each) => each === 0).length;
  return [['robust', `${none} of ${robustness.length} without weight`]];
}

/** How the observations hang together, when that was said. */
function dependenceLine(observations: Observations): [string, string][] {
  const { n, groups, isSeries } = observations;
  if (groups) return [['groups', String(rowsOfGroups(groups).length)]];
  if (!isSeries) return [];
  const neighbours = seriesErrors(observations).map((grid) =>
    digits(seriesCorrelation(n, grid, n).ofNeighbours),
  );
  return [['dependence', `a series, errors of neighbours correlated by ${neighbours.join(', ')}`]];
}

/** Whether the rows of a series go up and down in the one column of times. */
function orderWarning({ observations, columns }: FittedState): string[] {
  const { n, d, x, isSeries } = observations;
  const times = columns.x.flatMap(({ type }, j) => (type === 'time' ? [j] : []));
  if (!isSeries || times.length !== 1) return [];
  let [up, down] = [false, false];
  for (let at = times[0] + d; at < n * d; at += d) {
    up ||= x[at] > x[at - d];
    down ||= x[at] < x[at - d];
  }
  return up && down
    ? ["rows are not in order of time, as dependence: 'series' takes them to be: sort them"]
    : [];
}

/** A correlation of neighbours beyond this many standard errors, 1/√n, is clear. */
const CLEAR = 4;
/** With this share of as many degrees of freedom as distinct x a curve follows each. */
const FOLLOWS = 0.9;

/** What speaks against taking the observations for independent, or the fit for a curve. */
function warningsOf(observations: Observations, { fitted }: SelfFit, trace: number): string[] {
  const { n, d, p, x, y, groups, isSeries, merged } = observations;
  if (merged || d > 1 || isCategory(observations.predictors?.[0])) return [];
  const { order } = orderOf(x);
  let distinct = n > 0 ? 1 : 0;
  let [products, squares] = [0, 0];
  for (let r = 0; r < n; r++) {
    const i = order[r];
    const before = order[r - 1];
    if (r > 0 && x[i] !== x[before]) distinct++;
    for (let k = 0; k < p; k++) {
      const residual = y[i * p + k] - fitted[i * p + k];
      squares += residual ** 2;
      if (r > 0) products += residual * (y[before * p + k] - fitted[before * p + k]);
    }
  }
  if (distinct < n && trace > FOLLOWS * distinct)
    return [
      `${distinct} distinct x in ${n} rows, and the curve follows each of them${groups ? '' : ': if rows at one x belong together or come twice, groups counts that'}`,
    ];
  const correlation = squares > 0 ? products / squares : 0;
  if (correlation * Math.sqrt(n) > CLEAR && !groups && !isSeries)
    return [
      `residuals of neighbours in x are correlated (${digits(correlation)}): the curve is too smooth or, if rows are in order of time, dependence: 'series' counts that`,
    ];
  return [];
}

/** How many observations there are, and how many are left out. */
export function observationsLine({
  observations,
  given,
  omitted,
}: Pick<FittedState, 'observations' | 'given' | 'omitted'>): string {
  const { merged } = observations;
  const n = countOf(observations);
  const idle = countOf(given) - n;
  const facts = [String(n)];
  if (merged ? merged.weighted : given.weights) facts.push('weighted');
  if (idle > 0) facts.push(`${idle} of weight 0`);
  if (omitted > 0) facts.push(`${omitted} left out`);
  return facts.join(', ');
}

/** A number in five digits; with a spread so many that it is told to five of them. */
export function digits(x: number, spread = Math.abs(x)): string {
  if (Number.isNaN(x)) return 'not defined';
  const more = Math.floor(Math.log10(Math.abs(x))) - Math.floor(Math.log10(spread));
  return String(Number(x.toPrecision(Math.max(5, Math.min(17, 5 + (more || 0))))));
}

function sized(x: number): string {
  return x === Infinity ? 'too large for 64 bits' : digits(x);
}
