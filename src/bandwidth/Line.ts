import { sortedOrder } from '../loops/sortedOrder.js';
import type { Merged, Observations } from '../smoothers/Observations.js';
import { weightUnit } from '../smoothers/smootherSums.js';
import { spacingOfDistinct } from './spread.js';

/**
 * Neighbours closer than this part of the range, and of themselves, may be one place that rounding
 * has split: an outlier far away widens the range and rounds nothing.
 */
const ROUNDING = 1e-12;
/** All of a place together spread over no more than so many of these. */
const SPREAD = 100;
/** They are one when no bandwidth that is looked at could tell them apart: beside the smallest. */
const ALIKE = 1e-8;

/**
 * Observations of one predictor as the criteria use them: by places in the order of x, those of
 * weight 0 left out, each output centred and (when there are several) divided by its standard
 * deviation, so that outputs count alike whatever their units.
 */
export interface Line {
  /** Places. */
  readonly m: number;
  /** Outputs. */
  readonly p: number;
  /** Ascending, shape [m]. */
  readonly x: Float64Array;
  /** Of each place the sum of the weights (the largest weight is 1), then of weight·output: [1 + p, m]. */
  readonly columns: Float64Array;
  /** Σ w(y − ȳ)² of each place, shape [p, m]. */
  readonly scatter: Float64Array;
  /** Observations at each place, shape [m]; need not be whole where a place stands for many. */
  readonly counts: Float64Array;
  /** The same, each by its variance over the mean one (noisyLine.ts). */
  readonly noise: Float64Array;
  /** The weight of each observation of a place, shape [m]; NaN where they differ. */
  readonly own: Float64Array;
  /** The observations of places where weights differ. */
  readonly members: Members | undefined;
  /** Whether places stand for very different numbers of observations, so that some do not tell of all. */
  readonly isMerged?: boolean;
  /** Of a coarser line: its boxes. */
  readonly boxes?: Boxes;
  /** Observations. */
  readonly n: number;
  /** Whether all weights are 1. */
  readonly even: boolean;
  /** Sum of the weights. */
  readonly total: number;
  /** Σ w·y² over the outputs, over the sum of weights and p: the criterion of a fit that is 0. */
  readonly size: number;
}

/** The boxes of a coarser line, one after another. */
export interface Boxes {
  /** Where the places of each begin, shape [boxes + 1]. */
  readonly start: Int32Array;
  /** The same for the line that was made coarser, whose places they stand for. */
  readonly first: Int32Array;
}

/** Single observations in the order of their places. */
export interface Members {
  /** Where those of each place begin, shape [m + 1]. */
  readonly start: Int32Array;
  /** Shape [n]. */
  readonly weights: Float64Array;
  /** Shape [p, n]. */
  readonly y: Float64Array;
}

/** Observations in the order of x, those of weight 0 left out, outputs centred and scaled. */
export interface SortedObservations {
  readonly n: number;
  /** Ascending, shape [n]. */
  readonly x: Float64Array;
  /** In units of the largest (`weightUnit`), shape [n]. */
  readonly weights: Float64Array;
  /** Shape [p, n]. */
  readonly y: Float64Array;
  readonly even: boolean;
  readonly total: number;
  readonly size: number;
}

/** Sorts, merges, centres and scales observations of one predictor. */
export function lineOf(observations: Observations): Line {
  if (observations.merged) return mergedLine(observations, observations.merged);
  const sorted = sortedObservations(observations);
  return placed(sorted, observations.p, placesOf(sorted.x));
}

/** The same of places in order that stand for several observations each. */
function mergedLine({ n: m, p, x, y, weights }: Observations, merged: Merged): Line {
  const { counts, weighted } = merged;
  const columns = new Float64Array((1 + p) * m);
  const scatter = new Float64Array(p * m);
  let [n, total, size] = [0, 0, 0];
  for (let j = 0; j < m; j++) {
    n += counts[j];
    columns[j] = (weights?.[j] ?? 1) / merged.heaviest;
    total += columns[j];
  }
  for (let k = 0; k < p; k++) {
    let [mean, squares] = [0, 0];
    for (let j = 0; j < m; j++) mean += columns[j] * (y[j * p + k] - y[k]);
    mean = y[k] + mean / total;
    for (let j = 0; j < m; j++) {
      scatter[k * m + j] = merged.scatter[j * p + k] / merged.heaviest;
      squares += columns[j] * (y[j * p + k] - mean) ** 2 + scatter[k * m + j];
    }
    const unit = p > 1 && squares > 0 ? Math.sqrt(squares / total) : 1;
    for (let j = 0; j < m; j++) {
      columns[(1 + k) * m + j] = (columns[j] * (y[j * p + k] - mean)) / unit;
      scatter[k * m + j] /= unit * unit;
    }
    size += squares / total / (unit * unit) / p;
  }
  const own = new Float64Array(m).fill(weighted ? Number.NaN : 1);
  const rest = { noise: counts, own, members: undefined, isMerged: true, even: !weighted, size };
  return { m, p, x, columns, scatter, counts, n, total, ...rest };
}

/** Sorts, centres and scales observations of one predictor. */
export function sortedObservations({ x, y, p, weights }: Observations): SortedObservations {
  const sorted = sortedOrder(x);
  let { keys } = sorted;
  let order: Uint32Array = sorted.order;
  if (weights) {
    order = order.filter((i) => weights[i] > 0);
    keys = new Float64Array(order.length);
    for (let r = 0; r < order.length; r++) keys[r] = x[order[r]];
  }
  const n = order.length;
  const own = new Float64Array(n).fill(1);
  let total = n;
  let even = true;
  if (weights) {
    const unit = weightUnit({ weights });
    total = 0;
    for (let r = 0; r < n; r++) {
      own[r] = weights[order[r]] / unit;
      total += own[r];
      if (own[r] !== 1) even = false;
    }
  }
  const outputs = new Float64Array(p * n);
  let size = 0;
  for (let k = 0; k < p; k++)
    size += outputInto(outputs.subarray(k * n, (k + 1) * n), y, p, k, order, own, total);
  return { n, x: keys, weights: own, y: outputs, even, total, size: size / p };
}

/** Centred, with several outputs scaled values of one output; returns what their mean square is. */
function outputInto(
  out: Float64Array,
  y: Float64Array,
  p: number,
  k: number,
  order: Uint32Array,
  weights: Float64Array,
  total: number,
): number {
  const n = out.length;
  const first = n > 0 ? y[order[0] * p + k] : 0;
  let sum = 0;
  for (let r = 0; r < n; r++) {
    out[r] = y[order[r] * p + k] - first;
    sum += weights[r] * out[r];
  }
  let squares = 0;
  for (let r = 0; r < n; r++) {
    out[r] -= sum / total;
    squares += weights[r] * out[r] * out[r];
  }
  if (p === 1 || squares === 0) return squares / total;
  const over = 1 / Math.sqrt(squares / total);
  for (let r = 0; r < n; r++) out[r] *= over;
  return 1;
}

/** Where the observations of each place begin: equal keys, and keys that no bandwidth tells apart. */
function placesOf(keys: Float64Array): Int32Array {
  const n = keys.length;
  const range = n > 0 ? keys[n - 1] - keys[0] : 0;
  const all = startsOf(keys, ROUNDING, SPREAD * ROUNDING, range);
  const firsts = new Float64Array(all.length - 1);
  for (let j = 0; j < firsts.length; j++) firsts[j] = keys[all[j]];
  const alike = (ALIKE / 4) * spacingOfDistinct(firsts);
  if (alike >= SPREAD * ROUNDING * range) return all;
  return startsOf(keys, ROUNDING, SPREAD * ROUNDING, range, alike);
}

/**
 * Where runs of keys begin that follow each other within a gap and span no more than a width.
 *
 * @param gap - in units of the key, or of the range where that is less
 * @param width - the same
 * @param most - of both
 */
function startsOf(
  keys: Float64Array,
  gap: number,
  width: number,
  range: number,
  most = Infinity,
): Int32Array {
  const start = new Int32Array(keys.length + 1);
  let first = -Infinity;
  let places = 0;
  for (let i = 0; i < keys.length; i++) {
    const unit = Math.min(range, Math.abs(keys[i]));
    const isNear = i > 0 && keys[i] - keys[i - 1] <= Math.min(gap * unit, most);
    if (isNear && keys[i] - first <= Math.min(width * unit, most)) continue;
    first = keys[i];
    start[places++] = i;
  }
  start[places++] = keys.length;
  return start.slice(0, places);
}

function placed(sorted: SortedObservations, p: number, start: Int32Array): Line {
  const { n, x: keys, weights, y, even, total, size } = sorted;
  const m = start.length - 1;
  const x = new Float64Array(m);
  const columns = new Float64Array((1 + p) * m);
  const scatter = new Float64Array(p * m);
  const counts = new Float64Array(m);
  const own = new Float64Array(m);
  let differ = false;
  for (let j = 0; j < m; j++) {
    const [from, to] = [start[j], start[j + 1]];
    const w = weights[from];
    own[j] = w;
    let [mass, moment] = [0, 0];
    for (let i = from; i < to; i++) {
      mass += weights[i];
      moment += weights[i] * (keys[i] - keys[from]);
      if (weights[i] !== w) own[j] = Number.NaN;
    }
    if (Number.isNaN(own[j])) differ = true;
    counts[j] = to - from;
    x[j] = keys[from] + moment / mass;
    columns[j] = mass;
    for (let k = 0; k < p; k++) {
      const at = k * n;
      let sum = 0;
      for (let i = from; i < to; i++) sum += weights[i] * y[at + i];
      columns[(k + 1) * m + j] = sum;
      if (to - from === 1) continue;
      let squares = 0;
      for (let i = from; i < to; i++) squares += weights[i] * (y[at + i] - sum / mass) ** 2;
      scatter[k * m + j] = squares;
    }
  }
  const members = differ ? { start, weights, y } : undefined;
  const noise = counts;
  return { m, p, x, columns, scatter, counts, noise, own, members, n, even, total, size };
}

/** A bandwidth of the Gaussian from ascending places alone: a rule of thumb, by their quartiles. */
export function usualWidth(x: Float64Array): number {
  const m = x.length;
  return ((x[Math.floor(0.75 * m)] - x[Math.floor(0.25 * m)]) / 1.34) * m ** -0.2;
}

/** The distance from a place to its nearest, ∞ when there is no other. */
export function nearestDistance(x: Float64Array, j: number): number {
  const before = j > 0 ? x[j] - x[j - 1] : Infinity;
  const after = j + 1 < x.length ? x[j + 1] - x[j] : Infinity;
  return Math.min(before, after);
}
