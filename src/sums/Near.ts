// The observations that count for one query, with their weights relative to the largest: exact at any distance, since
// logarithms of weights are compared by differences. For compact kernels and the Gaussian they are looked up along the
// dimension that spans most bandwidths; else O(n).

import { gaussian } from '../kernels/gaussian.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { type LogKernel, logKernel } from './logKernel.js';
import type { Sample, SumsRequest } from './types.js';
import { widestDimension } from './widestDimension.js';

/** Weights below this beside the largest are left out: squared, not even a square root of them would count. */
const LEAST_WEIGHT = 1e-36;
const LEAST_LOG = Math.log(LEAST_WEIGHT);

/** Logarithms up to this have 13 digits behind the point, enough to subtract them as they are. */
const PLAIN = 500;

/** Rounds of the search for the largest weight; each decides another 16 digits. */
const ROUNDS = 8;

/** Finds them for one query after another in memory of its own. */
export class Near {
  /** Which observations, the first `count` entries. */
  readonly indices: Int32Array;
  /** Their weights K·s relative to the largest. */
  readonly weights: Float64Array;
  /** The logarithms of these weights. */
  readonly logs: Float64Array;
  /** How many. */
  count = 0;
  /** Which one weighs most, −1 when there is none. */
  heaviest = -1;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #kernel: LogKernel;
  readonly #logWeights: Float64Array;
  readonly #spread: number;
  readonly #counting: Int32Array; // observations of weight above 0, sorted along a dimension where that helps
  readonly #keys: Float64Array | undefined;
  readonly #along: number = 0;
  #distances: LogKernel | undefined;

  /**
   * @param sample - column 0 holds the weights
   * @param queries - [m, d]
   * @param request - kernel and inverse bandwidth
   */
  constructor(sample: Sample, queries: Float64Array, request: SumsRequest) {
    const { n, d, columns, points } = sample;
    this.#sample = sample;
    this.#queries = queries;
    this.#request = request;
    this.#kernel = logKernel(sample, queries, request);
    this.#logWeights = columns.subarray(0, n).map(Math.log);
    const counting: number[] = [];
    let least = 0;
    for (let i = 0; i < n; i++) {
      if (!(columns[i] > 0)) continue;
      counting.push(i);
      least = Math.min(least, this.#logWeights[i]);
    }
    this.#spread = -least;
    this.#counting = Int32Array.from(counting);
    if (request.kernel.support < Infinity || request.kernel === gaussian) {
      const j = widestDimension(sample, request.inverseBandwidth);
      const { keys, order } = sortedOrder(Float64Array.from(counting, (i) => points[i * d + j]));
      this.#along = j;
      this.#keys = keys;
      this.#counting = Int32Array.from(order, (o) => counting[o]);
    }
    this.indices = new Int32Array(this.#counting.length);
    this.weights = new Float64Array(this.#counting.length);
    this.logs = new Float64Array(this.#counting.length);
  }

  /**
   * Finds those of a query.
   *
   * @param q - which query
   * @param skip - an observation to leave out, or −1
   */
  find(q: number, skip: number): void {
    this.count = 0;
    this.heaviest = -1;
    const [from, to] = this.#window(q, skip);
    const logs = this.weights;
    const indices = this.indices;
    let r = -1;
    let largest = -Infinity;
    let count = 0;
    for (let at = from; at < to; at++) {
      const i = this.#counting[at];
      if (i === skip) continue;
      const log = this.#kernel.value(q, i) + this.#logWeights[i];
      if (!(log > -Infinity)) continue;
      indices[count] = i;
      logs[count++] = log;
      if (log > largest) [largest, r] = [log, i];
    }
    if (r < 0) {
      // The limit of a kernel that never vanishes, where it underflows.
      if (this.#request.kernel.support === Infinity) this.findNearest(q, skip);
      return;
    }
    this.heaviest = r;
    if (Math.abs(largest) < PLAIN) {
      this.#keep(count, largest);
      return;
    }
    // What plain logarithms may have lost decides among those that are close.
    const margin = LEAST_LOG - 1e-14 * Math.abs(largest);
    let kept = 0;
    for (let at = 0; at < count; at++) {
      if (logs[at] - largest < margin) continue;
      indices[kept] = indices[at];
      kept++;
    }
    this.#relativeInto(q, r, kept);
  }

  /** Finds those of a query, or the nearest where there are none and `'nearest'` is wanted. */
  findOr(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    this.find(q, skip);
    if (this.count === 0 && emptyWindow === 'nearest') this.findNearest(q, skip);
  }

  /** Weights relative to the largest, of the first `count` indices. */
  #relativeInto(q: number, first: number, count: number): void {
    const { indices, weights } = this;
    let r = first;
    for (let round = 0; round < ROUNDS; round++) {
      let best = r;
      let lead = 0;
      for (let at = 0; at < count; at++) {
        const i = indices[at];
        const log =
          i === r
            ? 0
            : this.#kernel.difference(q, i, r) + this.#logWeights[i] - this.#logWeights[r];
        weights[at] = log;
        if (log > lead) [lead, best] = [log, i];
      }
      if (best === r) break;
      r = best;
    }
    this.#keep(count, 0);
    this.heaviest = r;
  }

  /** From logarithms to weights beside the largest; those that do not count are dropped. */
  #keep(count: number, largest: number): void {
    const { indices, weights } = this;
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const log = weights[at] - largest;
      if (!(log >= LEAST_LOG)) continue;
      indices[kept] = indices[at];
      this.logs[kept] = Math.min(0, log);
      weights[kept] = Math.exp(this.logs[kept]);
      kept++;
    }
    this.count = kept;
  }

  /**
   * Finds the nearest instead, whatever the kernel: several when they are equally far.
   *
   * @param q - which query
   * @param skip - an observation to leave out, or −1
   */
  findNearest(q: number, skip: number): void {
    const { indices, weights } = this;
    this.#distances ??= logKernel(this.#sample, this.#queries, {
      ...this.#request,
      kernel: gaussian,
      product: false,
    });
    let r = -1;
    for (const i of this.#counting) {
      if (i !== skip && (r < 0 || this.#distances.difference(q, i, r) > 0)) r = i;
    }
    this.heaviest = r;
    this.count = 0;
    for (const i of this.#counting) {
      if (i === skip || (i !== r && this.#distances.difference(q, i, r) !== 0)) continue;
      indices[this.count] = i;
      this.logs[this.count] = this.#logWeights[i];
      weights[this.count++] = Math.exp(this.#logWeights[i]);
    }
  }

  /** The stretch of `#counting` that holds those in reach. */
  #window(q: number, skip: number): [number, number] {
    const keys = this.#keys;
    if (!keys) return [0, this.#counting.length];
    const { d } = this.#sample;
    const j = this.#along;
    const at = this.#queries[q * d + j];
    const w = this.#request.inverseBandwidth[j];
    const { support } = this.#request.kernel;
    let reach = support;
    if (support === Infinity) {
      const nearest = this.#nearest(keys, q, skip);
      const squares = this.#request.squared ? 1 : 2;
      const beyond = squares * (this.#spread - LEAST_LOG);
      reach = nearest + beyond / (nearest + Math.sqrt(nearest * nearest + beyond));
      if (!(reach < Infinity)) return [0, keys.length];
    }
    const slack = 1e-15 * (Math.abs(at) + reach / w);
    return [
      lowerBound(keys, at - reach / w - slack),
      lowerBound(keys, at + reach / w + slack, true),
    ];
  }

  /** Scaled distance to the nearest observation that is not skipped: outwards along the sorted dimension. */
  #nearest(keys: Float64Array, q: number, skip: number): number {
    const { d, points } = this.#sample;
    const w = this.#request.inverseBandwidth;
    const at = this.#queries[q * d + this.#along];
    let right = lowerBound(keys, at);
    let left = right - 1;
    let best = Infinity;
    for (;;) {
      const above = right < keys.length ? keys[right] - at : Infinity;
      const below = left >= 0 ? at - keys[left] : Infinity;
      if (!(Math.min(above, below) * w[this.#along] < best)) return best;
      const i = this.#counting[above < below ? right++ : left--];
      if (i === skip) continue;
      let squares = 0;
      for (let j = 0; j < d; j++)
        squares += ((points[i * d + j] - this.#queries[q * d + j]) * w[j]) ** 2;
      best = Math.min(best, Math.sqrt(squares));
    }
  }
}

/** The first place whose key is at least x, or above x. */
function lowerBound(keys: Float64Array, x: number, above = false): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < x || (above && keys[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}
