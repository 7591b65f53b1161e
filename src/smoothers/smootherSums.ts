// What a smoother asks of kernel sums: its observations as a sample of columns, and the powers of u
// that its degree needs.

import { gaussian } from '../kernels/gaussian.js';
import { isCategory } from '../kernels/Predictor.js';
import { kernelSums, type SumsMethodChoice } from '../sums/kernelSums.js';
import { countOfSums } from '../sums/powers.js';
import { scaledPlan } from '../sums/scaledGaussian.js';
import {
  columnBounds,
  type KernelSums,
  kept,
  logPeak,
  pointRange,
  type Sample,
  type SumsRequest,
} from '../sums/types.js';
import { kindsOf } from './kindsOf.js';
import type { Observations } from './Observations.js';
import type { SmootherSpec } from './SmootherSpec.js';

/** Logarithms beyond this have lost the digits that their differences need. */
export const LOST_LOGARITHM = 1e4;

/** A sample with what leads back to the units of y: y = middle + half·value. */
export interface CentredSample {
  /** What a weight of 1 in the sample is among the sample weights. */
  readonly weight: number;
  /** Columns s, s·v₁ … s·v_p. */
  readonly sample: Sample;
  /** v, shape [p, n]. */
  readonly values: Float64Array;
  /** [p] */
  readonly middle: Float64Array;
  /** [p] */
  readonly half: Float64Array;
}

/**
 * Observations as columns s and s·(y − middle)/half, so that the largest weight is 1 (but see {@link weightUnit}), values lie
 * within [−1, 1], and a constant stays the same to the last digit whichever method sums. O(n·p), once
 * for the same observations.
 */
export const centredSample = /* @__PURE__ */ kept(centre);

function centre(observations: Observations): CentredSample {
  const { n, d, p, x, y } = observations;
  const columns = new Float64Array((p + 1) * n);
  const weights = columns.subarray(0, n);
  const weight = scaledWeightsInto(observations, weights);
  const values = new Float64Array(p * n);
  const middle = new Float64Array(p);
  const half = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < n; i++) {
      const value = y[i * p + k];
      if (weights[i] === 0) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low <= high)) continue;
    middle[k] = low / 2 + high / 2;
    half[k] = high / 2 - low / 2;
    if (half[k] === 0) continue;
    for (let i = 0; i < n; i++) {
      const value = (y[i * p + k] - middle[k]) / half[k];
      values[k * n + i] = value;
      columns[(k + 1) * n + i] = weights[i] === 0 ? 0 : weights[i] * value;
    }
  }
  return { weight, sample: { n, d, c: p + 1, points: x, columns }, values, middle, half };
}

/** Observations whose one column is their weights, the largest mostly 1. */
export function weightsSample(observations: Observations): Sample {
  const { n, d, x } = observations;
  const columns = new Float64Array(n);
  scaledWeightsInto(observations, columns);
  return { n, d, c: 1, points: x, columns };
}

/** Sample weights over {@link weightUnit}, which is returned: the sums see no common factor. */
function scaledWeightsInto(observations: Observations, out: Float64Array): number {
  const { n, weights } = observations;
  if (!weights) {
    out.fill(1);
    return 1;
  }
  const unit = weightUnit(observations);
  for (let i = 0; i < n; i++) out[i] = weights[i] / unit;
  return unit;
}

/** Weights have room for so much to both sides of 1. */
const ROOM = 2 ** 1000;

/**
 * The largest weight; less where the smallest beside it would be nothing, which next to a query may
 * weigh more all the same.
 */
export function weightUnit({ weights, merged }: Pick<Observations, 'weights' | 'merged'>): number {
  if (!weights) return 1;
  if (merged) return merged.heaviest;
  let [least, most] = [Infinity, 0];
  for (const weight of weights) {
    if (weight > most) most = weight;
    if (weight > 0 && weight < least) least = weight;
  }
  if (most === 0) return 1;
  return Math.max(Math.min(most, least * ROOM), most / ROOM);
}

/** Squares of weights between this and its inverse are numbers that keep their digits. */
const LEAST_SQUARED = 1e-150;

/** Whether the weights of a sample can be squared. */
export function squaresAreHeld(weights: Float64Array): boolean {
  for (let i = 0; i < weights.length; i++) {
    const s = weights[i];
    if (!(s * LEAST_SQUARED < 1 && (s === 0 || s > LEAST_SQUARED))) return false;
  }
  return true;
}

/**
 * A still wider kernel cannot be told from a constant on the data, a still narrower one from the
 * nearest observation; but u would under- or overflow.
 */
const LEAST_REACH = 1e-17;
const MOST_REACH = 1e300;
/** Squares of u are numbers up to here. */
const SQUARED = 1e150;

/** Moments lose digits where the local design is poor: they are wanted more exactly than a mean. */
const SPARE = 10;
const TIGHTEST = 1e-13;

/** From so many bandwidths on an observation is far. */
const FAR = 2;

/**
 * The kernel sums of a local polynomial of degree g: powers up to 2g of the weights, up to g of the
 * outputs.
 *
 * @param sample - columns: the weights, then the outputs
 * @param queries - [m, d]
 */
export function smootherRequest(
  sample: Sample,
  spec: SmootherSpec,
  queries: Float64Array,
  excludeSelf = false,
): SumsRequest {
  const { degree, kernel, product, predictors, bandwidth, tolerance, windows, powerSums } = spec;
  const queryScale = queryScaleOf(spec, queries);
  const kinds = predictors && kindsOf(predictors, bandwidth, sample.points, queries);
  const degrees = Array<number>(sample.c).fill(degree);
  degrees[0] = 2 * degree;
  return {
    kernel,
    product,
    inverseBandwidth: windows
      ? windows.bandwidth.map((h) => 1 / h)
      : inverseBandwidth(sample, spec),
    ...(windows?.rule.adaptive && { pointScale: windows.scaleAt(sample.points) }),
    ...(queryScale && { queryScale, scaledPlan }),
    ...(kinds && { kinds }),
    degrees,
    squared: false,
    excludeSelf,
    ...(powerSums && { powerSums }),
    tolerance: degree > 0 ? Math.max(Math.min(tolerance, TIGHTEST), tolerance / SPARE) : tolerance,
  };
}

/** What 1/h is multiplied by at queries, [m]; `undefined` where it is the same at all of them. */
export function queryScaleOf(
  { windows, floor, bandwidth }: Pick<SmootherSpec, 'windows' | 'floor' | 'bandwidth'>,
  queries: Float64Array,
): Float64Array | undefined {
  if (!windows) return floor?.scaleAt(queries, bandwidth[0]);
  return windows.rule.adaptive ? undefined : windows.scaleAt(queries);
}

/**
 * w = 1/h, [d]; in place of 0 so little that only the polynomial can tell, in place of more than u
 * can hold so much. No query has a say, since one far away would change what all others get.
 */
function inverseBandwidth(sample: Sample, { bandwidth, predictors }: SmootherSpec): Float64Array {
  const categories = predictors?.map(isCategory);
  const w = bandwidth.map((h, j) => (categories?.[j] ? 1 : 1 / h));
  const { low, high } = pointRange(sample);
  for (let j = 0; j < sample.d; j++) {
    const extent = high[j] - low[j];
    if (extent > 0 && !categories?.[j])
      w[j] = Math.min(Math.max(w[j], LEAST_REACH / extent), MOST_REACH / extent);
  }
  return w;
}

/**
 * Kernel sums of a smoother, NaN at the queries for which squares of u are no numbers: those are for
 * the points themselves, which are compared by differences.
 */
export function smootherSums(
  where: string,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  method: SumsMethodChoice,
): KernelSums {
  const { d, points } = sample;
  const w = request.inverseBandwidth;
  // A width that follows the observations is of the size of distances to them, or more.
  if (request.queryScale) return kernelSums(where, sample, queries, request, method);
  const range = pointRange(sample);
  const far = new Set<number>();
  let whole = queries;
  for (let j = 0; j < d; j++) {
    // Nothing is far on a circle.
    if (request.kinds && request.kinds.predictors[j].kind !== 'number') continue;
    const [low, high] = [range.low[j], range.high[j]];
    const reach = SQUARED / w[j];
    const isWide = high - low > reach;
    const [least, most] = queries === points ? [low, high] : columnBounds(queries, d, j);
    if (!isWide && least >= high - reach && most <= low + reach) continue;
    whole = whole === queries ? queries.slice() : whole;
    for (let at = j; at < queries.length; at += d) {
      if (!isWide && queries[at] >= high - reach && queries[at] <= low + reach) continue;
      whole[at] = low;
      far.add((at - j) / d);
    }
  }
  const m = queries.length / d;
  const isNone = m > 0 && far.size === m;
  const size = countOfSums(request.kinds?.variables.length ?? d, request.degrees);
  if (isNone) {
    return { logScale: new Float64Array(m), sums: new Float64Array(m * size).fill(Number.NaN) };
  }
  const found = kernelSums(where, sample, whole, request, method);
  for (const q of far) found.sums.fill(Number.NaN, q * size, (q + 1) * size);
  return found;
}

/** log of the least weight of an observation two bandwidths away in any direction. */
export function logOfFar(request: SumsRequest, d: number): number {
  const { kernel } = request;
  return logPeak(request, d) + kernel.logValue(FAR) - kernel.logValue(0);
}

/** Whether few places can stand for many: on a line, under a Gaussian of one bandwidth, or one that grows. */
export function seesFew({ kernel, method, windows, predictors }: SmootherSpec, d: number): boolean {
  return d === 1 && kernel === gaussian && method !== 'direct' && !windows && !predictors;
}
