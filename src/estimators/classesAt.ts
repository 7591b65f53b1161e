// What a classifier says: chances of classes at queries and at its own observations, what follows from them,
// and how well it does.

import { formatName } from '../arrays/formatValue.js';
import { optionError, shapeError, unsupportedError } from '../arrays/optionError.js';
import { expectOptions, readOptions } from '../arrays/readOptions.js';
import { haveMates, likeliest, logLoss, wrongShare } from '../bandwidth/classCriterion.js';
import { classShares, leftOutLogs, leftOutShares } from '../smoothers/classShares.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import { entryAt } from './columns.js';
import { type CurveOptions, readCurve } from './curvePoints.js';
import { type FittedState, idleRows, spread } from './FittedState.js';
import {
  bandwidthLine,
  digits,
  kernelLine,
  observationsLine,
  oneLine,
  over,
  tableOfLines,
} from './inWords.js';
import type { RegressorSettings } from './KernelRegressorOptions.js';
import type { Level } from './kinds.js';
import { finish } from './predictAt.js';
import { type QueryInput, readLike, readObservations, readQueries } from './readObservations.js';
import { SCORE_OPTIONS, type ScoreOptions } from './scoreOn.js';
import { queriesInUnits } from './units.js';

/** The classes of a fitted model. */
export function classesOf({ columns }: FittedState): readonly Level[] {
  return columns.y[0].levels!;
}

/** Chances at queries, [m, classes]. */
export function chancesAt(where: string, state: FittedState, xq: QueryInput): Float64Array {
  const { queries, missing } = readQueries(where, xq, state, 1);
  return sharesAt(where, state, queries, missing);
}

/** The most likely class at queries: one for one place, else an array. */
export function likeliestAt(where: string, state: FittedState, xq: QueryInput) {
  const { queries, missing, single } = readQueries(where, xq, state, 1);
  const classes = classesOf(state);
  const shares = sharesAt(where, state, queries, missing);
  const rows = shares.length / classes.length;
  const found = Array.from({ length: rows }, (_, q): Level | undefined => {
    return classes[likeliest(shares, q, classes.length)];
  });
  return single ? found[0] : found;
}

/** Chances at queries [m, d] in the units of the model. */
function sharesAt(
  where: string,
  state: FittedState,
  queries: Float64Array,
  missing: ReadonlySet<number> = new Set(),
): Float64Array {
  const { observations, spec } = state;
  const { length: count } = classesOf(state);
  const shares = classShares(where, observations, count, spec, queries);
  expectShares(where, state, shares, missing);
  return shares;
}

/** Checks chances as predictions are. */
function expectShares(
  where: string,
  state: FittedState,
  shares: Float64Array,
  missing: ReadonlySet<number>,
): void {
  const { length: count } = classesOf(state);
  const degree = new Int8Array(shares.length / count);
  for (let q = 0; q < degree.length; q++) if (Number.isNaN(shares[q * count])) degree[q] = -1;
  finish(where, state, [shares], count, degree, missing);
}

/** Chances at the rows that were given, each left out of its own, [n, classes]. */
export function ownChances(where: string, state: FittedState): Float64Array {
  const { given, observations, counted, spec } = state;
  const { length: count } = classesOf(state);
  let all = leftOutShares(where, observations, count, spec);
  if (counted) {
    const { rows, queries } = idleRows(where, state, counted);
    const outside = classShares(where, observations, count, spec, queries);
    all = spread(given.n, count, [counted, all], [rows, outside]);
  }
  // Of one observation there is no other in reach, whatever the kernel.
  if (observations.n > 1) expectShares(where, state, all, new Set());
  return all;
}

/** Σ s log P₋ᵢ over the observations that are not the only ones of their class. */
export function ownLikelihood(where: string, state: FittedState): number {
  const { observations, spec, units } = state;
  const counts = haveMates(observations);
  const logs = leftOutLogs(where, observations, spec);
  let total = 0;
  for (let i = 0; i < observations.n; i++)
    if (counts[i] === 1) total += (observations.weights?.[i] ?? 1) * units.weight;
  return total > 0 ? -logLoss(observations, counts, logs) * total : 0;
}

/** How well a classifier does on data. */
export interface ClassScore {
  /** The share of rows whose class is the most likely one, by weight; one without a prediction is wrong. */
  readonly accuracy: number;
  /**
   * The mean of −log P(class of the row), by weight; ∞ where a row gets no chance, or has a label that the model
   * does not know.
   */
  readonly logLoss: number;
}

/** Accuracy and log loss on given data. */
export function scoreClasses(
  where: string,
  state: FittedState,
  x: unknown,
  labels: unknown,
  options: ScoreOptions | undefined,
): ClassScore {
  const { sampleWeights } = readOptions(where, options, SCORE_OPTIONS, formatName);
  const { observations, settings, units } = state;
  const data = readLike(where, state, x, labels, sampleWeights);
  const all = readObservations(where, data, settings.missing);
  const read = all.counted ? rowsAt(all.observations, all.counted) : all.observations;
  if (read.d !== observations.d)
    throw shapeError(where, `x must have ${observations.d} columns`, read.d);
  const { length: count } = classesOf(state);
  const shares = sharesAt(where, state, queriesInUnits(where, read.x, units, 0));
  const everyone = new Uint8Array(read.n).fill(1);
  const logs = Float64Array.from(read.y, (own, i) =>
    own < 0 ? -Infinity : Math.log(shares[i * count + own]),
  );
  return {
    accuracy: 1 - wrongShare(read, everyone, shares, count),
    logLoss: logLoss(read, everyone, logs),
  };
}

/** A row of the chances along a predictor: the place and the label under the names of their columns. */
export interface ClassPoint {
  /** The place, and the label. */
  readonly [column: string]: number | Date | Level;
  /** The chance of that class there; NaN where nothing is in reach. */
  readonly probability: number;
}

/** Where chances are told along a predictor. */
export type ClassCurveOptions = Omit<CurveOptions, 'band'>;

/** Chances along the one predictor as rows, class after class. */
export function classCurve(
  where: string,
  state: FittedState,
  options: ClassCurveOptions | undefined,
): ClassPoint[] {
  const { d } = state.observations;
  const [{ x }, own] = [state.columns, state.columns.y[0]];
  if (d > 1 || x[0].levels) {
    const expected = 'x must be one column of numbers for a curve (predictProbability takes any)';
    throw unsupportedError(where, expected, d > 1 ? String(d) : 'categories');
  }
  if ([x[0].name, own.name].includes('probability'))
    throw optionError(where, 'columns of a curve must not be called probability', 'probability');
  const given = expectOptions(where, options, ['points', 'from', 'to'], 'options', formatName);
  const { places } = readCurve(where, state, 0, given);
  const shares = sharesAt(where, state, queriesInUnits(where, places, state.units, 0));
  const classes = classesOf(state);
  return classes.flatMap((label, c) =>
    Array.from(
      places,
      (place, q) =>
        // as entries, since a name may be "__proto__"
        Object.fromEntries([
          [x[0].name, entryAt(x[0], place)],
          [own.name, label],
          ['probability', shares[q * classes.length + c]],
        ]) as unknown as ClassPoint,
    ),
  );
}

/** A classifier in three lines. */
export function printedClasses(
  settings: RegressorSettings,
  state: FittedState | undefined,
): string {
  if (!state) {
    const { kernel, bandwidth } = settings;
    const given = bandwidth instanceof Float64Array ? Array.from(bandwidth).join(', ') : bandwidth;
    return `KernelClassifier, not fitted: ${kernel.name} kernel, bandwidth: ${given}`;
  }
  const lines = [
    `KernelClassifier${over(state.columns)}: ${kernelLine(state)} kernel, ${classesOf(state).length} classes`,
    `bandwidth: ${bandwidthLine(state, ' (given)')}`,
    `observations: ${observationsLine(state)}`,
  ];
  return lines.map(oneLine).join('\n');
}

/** What was fitted and how well, a line for each fact. */
export function classSummary(where: string, state: FittedState): string {
  const { observations, columns } = state;
  const { y } = observations;
  const classes = classesOf(state);
  const counts = haveMates(observations);
  const sizes = classes.map((_, c) => y.reduce((sum, own) => sum + (own === c ? 1 : 0), 0));
  const shares = leftOutShares(where, observations, classes.length, state.spec);
  const alone = sizes.filter((size) => size === 1).length;
  const log = ownLikelihood(where, state);
  const logs = leftOutLogs(where, observations, state.spec);
  return tableOfLines(`Kernel classification${over(columns)}`, [
    ['kernel', kernelLine(state)],
    ['bandwidth', bandwidthLine(state)],
    ['observations', observationsLine(state)],
    ['classes', classes.map((label, c) => `${label} (${sizes[c]})`).join(', ')],
    ...(alone > 0 ? [['classes of one', `${alone}, not counted below`] as [string, string]] : []),
    ['leave-one-out log-likelihood', digits(log)],
    ['leave-one-out log loss', digits(logLoss(observations, counts, logs))],
    ['leave-one-out error', digits(wrongShare(observations, counts, shares, classes.length))],
  ]);
}
