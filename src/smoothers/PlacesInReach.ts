// The points that count for a local polynomial: those near the query, and however little they weigh
// so many distinct places as it has terms, with all that count beside the lightest of these.

import { type SortedOrder, sortedOrder } from '../loops/sortedOrder.js';
import { type LogKernel, logKernel } from '../sums/logKernel.js';
import { Near } from '../sums/Near.js';
import type { Sample, SumsRequest } from '../sums/types.js';
import type { Reach } from './LocalDesign.js';

/** Weights below this beside the lightest place that is needed do not count. */
const LEAST_LOG = Math.log(1e-36);
/** A point whose logarithm is below this is too far for numbers, and carries nothing. */
const FARTHEST = -1e290;
/** Rounds of the search for the largest weight. */
const ROUNDS = 8;

/** Finds them for one query after another, in memory of its own. */
export class PlacesInReach implements Reach {
  count = 0;
  heaviest = -1;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #places: number;
  readonly #near: Near;
  #kernel: LogKernel | undefined;
  #sorted: SortedOrder | undefined;
  #counting = new Int32Array(0);
  /** The least logarithm of a sample weight. */
  #lightest = 0;

  /**
   * @param sample - column 0 holds the weights
   * @param queries - [m, d]
   * @param places - so many distinct ones are needed
   * @param finds - how many queries to expect
   */
  constructor(
    sample: Sample,
    queries: Float64Array,
    request: SumsRequest,
    places: number,
    finds = 0,
  ) {
    this.#sample = sample;
    this.#queries = queries;
    this.#request = request;
    this.#places = places;
    this.#near = new Near(sample, queries, request, { finds });
  }

  /** Which points, the first `count` entries. */
  get indices(): Int32Array {
    return this.#near.indices;
  }

  /** The logarithms of their weights beside the largest. */
  get logs(): Float64Array {
    return this.#near.logs;
  }

  /** Their weights beside the largest. */
  get weights(): Float64Array {
    return this.#near.weights;
  }

  /** Finds those of a query, or the nearest where there are none and `'nearest'` is wanted. */
  findOr(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    this.#near.findOr(emptyWindow, q, skip);
    this.count = this.#near.count;
    this.heaviest = this.#near.heaviest;
    if (this.#places < 2 || this.#request.kernel.support < Infinity) return;
    if (this.#placesAmong(this.count, LEAST_LOG / 2) < this.#places) this.#reachFurther(q, skip);
  }

  #reachFurther(q: number, skip: number): void {
    const { indices, logs, weights } = this;
    this.#kernel ??= logKernel(this.#sample, this.#queries, this.#request);
    const found = this.#outwards(q, skip);
    this.#relative(q, found);
    const order = Array.from({ length: found }, (_, at) => at).filter((at) => logs[at] > FARTHEST);
    order.sort((a, b) => logs[b] - logs[a]);
    const sorted = order.map((at) => [indices[at], logs[at]] as const);
    sorted.forEach(([index, log], at) => {
      indices[at] = index;
      logs[at] = log;
      weights[at] = Math.exp(log);
    });
    this.count = sorted.length;
    let needed = Math.min(this.#places, this.count);
    while (needed < this.count && this.#placesAmong(needed) < this.#places) needed++;
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
          i === r ? 0 : this.#difference(q, i, r) + this.#logWeight(i) - this.#logWeight(r);
        if (logs[at] > lead) [lead, this.heaviest] = [logs[at], i];
      }
      if (this.heaviest === r) break;
    }
    for (let at = 0; at < found; at++) logs[at] = Math.min(0, logs[at]);
  }

  #difference(q: number, i: number, r: number): number {
    return this.#kernel?.difference(q, i, r) ?? Number.NaN;
  }

  #logWeight(i: number): number {
    const weight = this.#sample.columns[i];
    return weight === 1 ? 0 : Math.log(weight);
  }

  /** How many distinct places, or enough, are among the first `count` that weigh e^least or more. */
  #placesAmong(count: number, least = -Infinity): number {
    const { d, points } = this.#sample;
    const { indices, logs } = this;
    const differ = (a: number, b: number): boolean => {
      for (let j = 0; j < d; j++) if (points[a * d + j] !== points[b * d + j]) return true;
      return false;
    };
    const places: number[] = [];
    for (let at = 0; at < count && places.length < this.#places; at++)
      if (logs[at] >= least && places.every((place) => differ(place, indices[at])))
        places.push(indices[at]);
    return places.length;
  }

  /**
   * Lists points outwards from a query, on a line until enough places are among them and no more
   * count; in several dimensions all.
   */
  #outwards(q: number, skip: number): number {
    const { n, d, points, columns } = this.#sample;
    const { indices } = this;
    let found = 0;
    if (d > 1) {
      for (let i = 0; i < n; i++) if (i !== skip && columns[i] > 0) indices[found++] = i;
      return found;
    }
    if (!this.#sorted) {
      this.#counting = Int32Array.from(columns.subarray(0, n).keys()).filter((i) => columns[i] > 0);
      this.#sorted = sortedOrder(Float64Array.from(this.#counting, (i) => points[i]));
      for (const i of this.#counting) this.#lightest = Math.min(this.#lightest, this.#logWeight(i));
    }
    const { keys, order } = this.#sorted;
    const least = LEAST_LOG + this.#lightest;
    const at = this.#queries[q];
    let right = 0;
    for (let end = keys.length; right < end; ) {
      const middle = (right + end) >> 1;
      if (keys[middle] < at) right = middle + 1;
      else end = middle;
    }
    let left = right - 1;
    let places = 0;
    let last = -1;
    for (;;) {
      const [below, above] = [at - (keys[left] ?? -Infinity), (keys[right] ?? Infinity) - at];
      if (Math.min(below, above) === Infinity) return found;
      const i = this.#counting[order[below < above ? left-- : right++]];
      if (i === skip) continue;
      if (last < 0 || points[i] !== points[last]) {
        if (places >= this.#places && this.#difference(q, i, last) < least) return found;
        places++;
        if (places <= this.#places) last = i;
      }
      indices[found++] = i;
    }
  }
}
