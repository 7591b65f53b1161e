// The observations by the places where they are, ties merged, and which places count for a local
// polynomial: those near the query, and however little they weigh as many as it has terms, with all
// that count beside the lightest of these.

import { LineIndex } from '../sums/LineIndex.js';
import { type LogKernel, logKernel } from '../sums/logKernel.js';
import { Near } from '../sums/Near.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import type { Reach } from './LocalDesign.js';

/** Distinct points at which observations of weight above 0 are. */
export interface Places {
  /** n is the number of places, ascending in one dimension; the one column holds their weights. */
  readonly sample: Sample;
  /** Which place each observation belongs to, −1 for those of weight 0, [observations]. */
  readonly place: Int32Array;
  /** Observations by place, [observations]; those of place P are from `start[P]` to `end[P]`. */
  readonly order: Uint32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const INDEX_OF = /* @__PURE__ */ new WeakMap<Float64Array, LineIndex>();

/**
 * The places of observations, O(n·d) to O(n·d·log n), sorted once for the same points.
 *
 * @param sample - column 0 holds the weights
 */
export function placesOf({ n, d, points, columns }: Sample): Places {
  let index = INDEX_OF.get(points);
  if (!index) {
    index = indexOf(points, d);
    INDEX_OF.set(points, index);
  }
  const { order, places: most } = index;
  const all = new Float64Array(d * most);
  const weights = new Float64Array(most);
  const start = new Int32Array(most);
  const end = new Int32Array(most);
  const place = new Int32Array(n).fill(-1);
  let count = 0;
  for (let t = 0; t < most; t++) {
    let weight = 0;
    for (let at = index.start[t]; at < index.start[t + 1]; at++) {
      const i = order[at];
      weight += columns[i];
      if (columns[i] > 0) place[i] = count;
    }
    if (weight === 0) continue;
    const first = order[index.start[t]];
    for (let j = 0; j < d; j++) all[count * d + j] = points[first * d + j];
    weights[count] = weight;
    start[count] = index.start[t];
    end[count++] = index.start[t + 1];
  }
  const merged = all.subarray(0, d * count);
  const sample = { n: count, d, c: 1, points: merged, columns: weights.subarray(0, count) };
  return { sample, place, order, start, end };
}

/**
 * Points [n, d] with ties merged. In several dimensions places are numbered dimension by dimension,
 * ties of the numbers merged.
 */
export function indexOf(points: Float64Array, d: number): LineIndex {
  const n = points.length / d;
  const along = (values: Float64Array) =>
    new LineIndex({ n, d: 1, c: 0, points: values, columns: new Float64Array(0) });
  if (d === 1) return along(points);
  let index = along(Float64Array.from({ length: n }, (_, i) => points[i * d]));
  for (let j = 1; j < d; j++) {
    const next = along(Float64Array.from({ length: n }, (_, i) => points[i * d + j]));
    const [before, own] = [index.place, next.place];
    index = along(Float64Array.from(before, (place, i) => place * next.places + own[i]));
  }
  return index;
}

/**
 * Means of numbers over the places, by weight; equal numbers stay equal to the last digit.
 *
 * @param values - [k, observations]
 * @param weights - [observations]
 * @returns [k, places]
 */
export function meansOf(
  { sample, order, start, end }: Places,
  values: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { n: count, columns } = sample;
  const n = order.length;
  const k = n === 0 ? 0 : values.length / n;
  const means = new Float64Array(k * count);
  for (let row = 0; row < k; row++) {
    for (let t = 0; t < count; t++) {
      let at = start[t];
      while (weights[order[at]] === 0) at++;
      const first = values[row * n + order[at]];
      let sum = 0;
      for (at++; at < end[t]; at++) {
        const i = order[at];
        if (weights[i] > 0) sum += weights[i] * (values[row * n + i] - first);
      }
      means[row * count + t] = first + sum / columns[t];
    }
  }
  return means;
}

/** Weights below this beside the lightest place that is needed do not count. */
const LEAST_LOG = Math.log(1e-36);
/** A place whose logarithm is below this is too far for numbers, and carries nothing. */
const FARTHEST = -1e290;
/** Rounds of the search for the largest weight. */
const ROUNDS = 8;

/** Finds places for one query after another, in memory of its own. */
export class PlacesInReach implements Reach {
  count = 0;
  heaviest = -1;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #needed: number;
  readonly #near: Near;
  readonly #kernel: LogKernel;
  /** The logarithm of the lightest weight over the heaviest. */
  #span: number | undefined;

  /**
   * @param sample - of {@link Places}
   * @param queries - [m, d]
   * @param needed - so many places are wanted
   * @param finds - how many queries to expect
   */
  constructor(
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    needed: number,
    finds = 0,
  ) {
    this.#sample = sample;
    this.#queries = queries;
    this.#request = request;
    this.#needed = needed;
    this.#near = new Near(sample, queries, request, { finds });
    this.#kernel = logKernel(sample, queries, request);
  }

  /** Which places, the first `count` entries. */
  get indices(): Int32Array {
    return this.#near.indices;
  }

  /** The logarithms of their weights beside the largest. */
  get logs(): Float64Array {
    return this.#near.logs;
  }

  /** The weight at the heaviest beside K at another place, in logarithms. */
  logBeside(q: number, other: number): number {
    return this.#kernel.difference(q, this.heaviest, other) + this.#logWeight(this.heaviest);
  }

  /** Finds those of a query, or the nearest where there are none and `'nearest'` is wanted. */
  findOr(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    const near = this.#near;
    near.findOr(emptyWindow, q, skip);
    this.count = near.count;
    this.heaviest = near.heaviest;
    if (this.#needed < 2 || this.#request.kernel.support < Infinity) return;
    let heavy = 0;
    for (let at = 0; at < this.count && heavy < this.#needed; at++)
      if (near.logs[at] >= LEAST_LOG / 2) heavy++;
    if (heavy < this.#needed) this.#reachFurther(q, skip);
  }

  #reachFurther(q: number, skip: number): void {
    const { indices, logs } = this;
    const found = this.#outwards(q, skip);
    this.#relative(q, found);
    const order = Array.from({ length: found }, (_, at) => at).filter((at) => logs[at] > FARTHEST);
    order.sort((a, b) => logs[b] - logs[a]);
    const sorted = order.map((at) => [indices[at], logs[at]] as const);
    sorted.forEach(([index, log], at) => {
      indices[at] = index;
      logs[at] = log;
    });
    this.count = sorted.length;
    const needed = Math.min(this.#needed, this.count);
    const least = logs[needed - 1] + LEAST_LOG;
    while (this.count > needed && logs[this.count - 1] < least) this.count--;
  }

  /** Logarithms of the first `found` beside the largest. */
  #relative(q: number, found: number): void {
    const { indices, logs } = this;
    for (let round = 0; round < ROUNDS; round++) {
      const r = this.heaviest;
      let lead = 0;
      for (let at = 0; at < found; at++) {
        const i = indices[at];
        logs[at] =
          i === r ? 0 : this.#kernel.difference(q, i, r) + this.#logWeight(i) - this.#logWeight(r);
        if (logs[at] > lead) [lead, this.heaviest] = [logs[at], i];
      }
      if (this.heaviest === r) break;
    }
    for (let at = 0; at < found; at++) logs[at] = Math.min(0, logs[at]);
  }

  #logWeight(i: number): number {
    const weight = this.#sample.columns[i];
    return weight === 1 ? 0 : Math.log(weight);
  }

  /**
   * Lists places outwards from a query, on a line until enough are among them and no more count; in
   * several dimensions all.
   */
  #outwards(q: number, skip: number): number {
    const { n, d, points } = this.#sample;
    const { indices } = this;
    let found = 0;
    if (d > 1) {
      for (let i = 0; i < n; i++) if (i !== skip) indices[found++] = i;
      return found;
    }
    this.#span ??= this.#spanOfWeights();
    const least = LEAST_LOG + this.#span;
    const at = this.#queries[q];
    let right = 0;
    for (let end = n; right < end; ) {
      const middle = (right + end) >> 1;
      if (points[middle] < at) right = middle + 1;
      else end = middle;
    }
    let left = right - 1;
    let last = -1;
    for (;;) {
      const below = left >= 0 ? at - points[left] : Infinity;
      const above = right < n ? points[right] - at : Infinity;
      if (Math.min(below, above) === Infinity) return found;
      const i = below < above ? left-- : right++;
      if (i === skip) continue;
      if (found >= this.#needed && this.#kernel.difference(q, i, last) < least) return found;
      indices[found++] = i;
      if (found <= this.#needed) last = i;
    }
  }

  #spanOfWeights(): number {
    let [least, most] = [Infinity, 0];
    for (const weight of this.#sample.columns) {
      least = Math.min(least, weight);
      most = Math.max(most, weight);
    }
    return Math.log(least) - Math.log(most);
  }
}
