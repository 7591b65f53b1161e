// Local means and lines from a binned sample alone: the data are not touched again.

import { fitAt, type LocalFits } from '../smoothers/fitAt.js';
import { LocalMoments } from '../smoothers/LocalMoments.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { CellNodes } from '../sums/cellNodes.js';
import type { Binning, CellMoments } from '../sums/cells.js';
import type { KernelSums, Sample, SumsRequest } from '../sums/types.js';

/** What of a binned sample the fits are made of. */
export interface BinnedData {
  /** Moments of the weights, of weight·(y − shift) and more. */
  readonly cells: CellMoments;
  /** Observations in each cell. */
  readonly counts: Float64Array;
  /** Those of cells with few, in the columns of the moments. */
  readonly isolated: Sample;
  /** Taken from each output, [p]. */
  readonly shift: Float64Array;
  /** Where the data are. */
  readonly range: readonly [number, number];
  /** The same without its later columns. */
  firstColumns(count: number): {
    readonly nodes: CellNodes;
    sums(queries: Float64Array, request: SumsRequest): KernelSums;
  };
}

/**
 * Fits local polynomials of degree 0 or 1 at queries, as {@link fitAt} does from observations.
 *
 * @param sample - one predictor, weights and outputs
 * @param spec - the Gaussian, a bandwidth of at least that of the sample
 * @param queries - [m]
 * @returns coefficients in units of x and y; the mean, of degree 0, where all data are in one place
 * @remarks O(cells + m), and O(cells) for each query far from the data, where few places stand for the
 *   observations: close, not certified.
 */
export function fitBinned(
  sample: BinnedData,
  spec: SmootherSpec,
  queries: Float64Array,
): LocalFits {
  const { kernel, degree } = spec;
  const m = queries.length;
  const p = sample.shift.length;
  const [h] = spec.bandwidth;
  if (h === Infinity) return fitAll(sample, degree, queries);
  const request = {
    kernel,
    product: false,
    inverseBandwidth: Float64Array.of(1 / h),
    degrees: [2 * degree, ...Array<number>(p).fill(degree)],
    squared: false,
    excludeSelf: false,
    tolerance: spec.tolerance,
  };
  const fewer = sample.firstColumns(1 + p);
  const { sums } = fewer.sums(queries, request);
  const system = new LocalMoments(1, degree);
  const { terms, moments } = system;
  const size = moments + p * terms;
  const coefficients = new Float64Array(m * terms * p);
  const found = new Int8Array(m);
  const open: number[] = [];
  for (let q = 0; q < m; q++) {
    const to = q * terms * p;
    const carried = system.factor(sums, q * size);
    found[q] = carried ? degree : 0;
    if (!carried && degree === 1) {
      const line = lineFromNodes(fewer.nodes, sample.cells.binning, h, queries[q]);
      if (line)
        line.forEach((value, at) => {
          coefficients[to + (at % 2) * p + (at >> 1)] =
            value + (at % 2 === 0 ? sample.shift[at >> 1] : 0);
        });
      else open.push(q);
      found[q] = 1;
      continue;
    }
    for (let k = 0; k < p; k++) {
      const right = q * size + moments + k * terms;
      if (carried) system.solveInto(sums, right, coefficients, to + k, p);
      else coefficients[to + k] = sums[right] / sums[q * size];
      coefficients[to + k] += sample.shift[k];
      if (terms > 1) coefficients[to + p + k] /= h;
    }
  }
  if (open.length > 0) {
    const some = Float64Array.from(open, (q) => queries[q]);
    const fits = fitAt('BinnedSample', fewPlaces(sample), spec, some);
    const size = terms * p;
    open.forEach((q, r) => {
      coefficients.set(fits.coefficients.subarray(r * size, (r + 1) * size), q * size);
      found[q] = fits.degree[r];
    });
  }
  return { terms, coefficients, degree: found };
}

/** Of the relative error with which the nodes of the nearest cell sum the kernel. */
const MOST_ERROR = 1e-6;
/** Spread below this part of that of a cell is rounding. */
const LEAST_SPREAD = 1e-10;

/**
 * The line at a query far from the data from the nodes, by powers of their distance from the nearest
 * of them: beside those of the distance from the query their spread would be lost.
 *
 * The kernel falls over a cell like e^(−at), t in [−1, 1], which its P nodes sum to about
 * (e·a/(2P))^P of the largest value.
 *
 * @returns value and slope of each output, [p, 2]; `undefined` where the nodes do not tell them
 */
function lineFromNodes(
  { origin, sample }: CellNodes,
  { exponent, order }: Binning,
  h: number,
  query: number,
): Float64Array | undefined {
  const { n, c, points, columns } = sample;
  const q = query - origin;
  let nearest = 0;
  for (let i = 1; i < n; i++)
    if (Math.abs(points[i] - q) < Math.abs(points[nearest] - q)) nearest = i;
  const from = points[nearest];
  const width = 2 ** exponent / h;
  const fall = (Math.abs(from - q) / h) * (width / 2);
  if (!(((Math.E * fall) / (2 * order)) ** order * Math.exp(fall) < MOST_ERROR)) return undefined;
  const powers = new Float64Array(3);
  const outputs = new Float64Array(2 * (c - 1));
  for (let i = 0; i < n; i++) {
    const t = (points[i] - from) / h;
    const kernel = Math.exp(-t * (t / 2 + (from - q) / h));
    if (kernel === 0) continue;
    for (let a = 0; a < 3; a++) powers[a] += columns[i] * kernel * t ** a;
    for (let k = 1; k < c; k++) {
      const value = columns[k * n + i] * kernel;
      outputs[2 * k - 2] += value;
      outputs[2 * k - 1] += value * t;
    }
  }
  const [mass, first, second] = powers;
  const mean = first / mass;
  const spread = second - first * mean;
  if (!(mass > 0 && spread > LEAST_SPREAD * width * width * mass)) return undefined;
  const away = (q - from) / h - mean;
  for (let k = 0; k < outputs.length; k += 2) {
    const level = outputs[k] / mass;
    const slope = (outputs[k + 1] - outputs[k] * mean) / spread;
    outputs[k] = level + slope * away;
    outputs[k + 1] = slope / h;
  }
  return outputs;
}

/** Spread below this part of that of a cell is rounding: its observations are in one place. */
const ONE_PLACE = 1e-13;

/**
 * Observations with weights above 0 in place of the data: those that are kept, and for each other
 * cell two with its mass, mean, variance and skewness, which lie where its data do (the quadrature of
 * Gauss). Whatever the distance, they have a local line.
 */
function fewPlaces({ cells, counts, isolated, shift }: BinnedData): Observations {
  const { runs, moments, c, binning } = cells;
  const p = shift.length;
  const width = 2 ** binning.exponent;
  const x: number[] = [];
  const y: number[] = [];
  const weights: number[] = [];
  const add = (at: number, weight: number, value: (k: number) => number) => {
    x.push(at);
    weights.push(weight);
    for (let k = 0; k < p; k++) y.push(shift[k] + value(k));
  };
  for (let i = 0; i < isolated.n; i++) {
    const weight = isolated.columns[i];
    add(isolated.points[i], weight, (k) => isolated.columns[(1 + k) * isolated.n + i] / weight);
  }
  runs.intervals().forEach(([first, end], r) => {
    for (let id = first, cell = runs.offsets[r]; id < end; id++, cell++) {
      const from = cell * binning.order * c;
      const mass = moments[from];
      if (counts[cell] <= binning.order || !(mass > 0)) continue;
      const moment = (a: number, j = 0) => moments[from + a * c + j] / mass;
      const mean = moment(1);
      const variance = moment(2) - mean * mean;
      const place = (t: number) => (id + 0.5 + t) * width;
      if (!(variance > ONE_PLACE)) {
        add(place(mean), mass, (k) => moment(0, 1 + k));
        continue;
      }
      const third = moment(3) - mean * (3 * moment(2) - 2 * mean * mean);
      const skew = third / (2 * variance);
      const root = Math.sqrt(variance + skew * skew);
      for (const side of [-1, 1]) {
        const t = skew + side * root;
        const share = (root - side * skew) / (2 * root);
        const slope = (k: number) => (moment(1, 1 + k) - mean * moment(0, 1 + k)) / variance;
        add(place(mean + t), mass * share, (k) => moment(0, 1 + k) + slope(k) * t);
      }
    }
  });
  const flat = { x: Float64Array.from(x), y: Float64Array.from(y) };
  return { n: x.length, d: 1, p, ...flat, weights: Float64Array.from(weights) };
}

/** The mean or the straight line of all observations. */
function fitAll(sample: BinnedData, degree: number, queries: Float64Array): LocalFits {
  const { cells, shift } = sample;
  const p = shift.length;
  const { runs, moments, c, binning } = cells;
  const width = 2 ** binning.exponent;
  const [low, high] = sample.range;
  const origin = (low + high) / 2;
  // Σw, Σwt, Σwt² and Σwy_k, Σwty_k, with t = (x − origin)/width.
  const design = new Float64Array(3);
  const right = new Float64Array(2 * p);
  runs.intervals().forEach(([first, end], r) => {
    for (let id = first, cell = runs.offsets[r]; id < end; id++, cell++) {
      const at = cell * binning.order * c;
      const centre = id + 0.5 - origin / width;
      const [m0, m1, m2] = [moments[at], moments[at + c], moments[at + 2 * c]];
      design[0] += m0;
      design[1] += m1 + centre * m0;
      design[2] += m2 + centre * (2 * m1 + centre * m0);
      for (let k = 0; k < p; k++) {
        const own = moments[at + 1 + k];
        right[2 * k] += own;
        right[2 * k + 1] += moments[at + c + 1 + k] + centre * own;
      }
    }
  });
  const mean = design[1] / design[0];
  const variance = design[2] / design[0] - mean ** 2;
  const carried = degree === 1 && variance > 1e-14 * ((high - low) / width) ** 2;
  const terms = degree + 1;
  const m = queries.length;
  const coefficients = new Float64Array(m * terms * p);
  for (let k = 0; k < p; k++) {
    const level = right[2 * k] / design[0];
    const slope = carried ? (right[2 * k + 1] / design[0] - mean * level) / variance : 0;
    for (let q = 0; q < m; q++) {
      const to = q * terms * p + k;
      coefficients[to] = shift[k] + level + slope * ((queries[q] - origin) / width - mean);
      if (degree === 1) coefficients[to + p] = slope / width;
    }
  }
  return { terms, coefficients, degree: new Int8Array(m).fill(carried ? 1 : 0) };
}
