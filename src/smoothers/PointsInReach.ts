// The observations that count for one query, with their weights relative to the largest: exact at any distance, since
// logarithms of weights are compared by differences. O(log n + reach) in one dimension for compact kernels and the
// Gaussian, else O(n).

import { gaussian } from '../kernels/gaussian.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import { type LogKernel, logKernel } from '../sums/logKernel.js';
import type { Sample, SumsRequest } from '../sums/types.js';

/** Weights below this beside the largest are left out: squared, not even a square root of them would count. */
const LEAST_WEIGHT = 1e-36;
const LEAST_LOG = Math.log(LEAST_WEIGHT);

/** Rounds of the search for the largest weight; each decides another 16 digits. */
const ROUNDS = 8;

/** Finds them for one query after another in memory of its own. */
export class PointsInReach {
  /** Which observations, the first `count` entries. */
  readonly indices: Int32Array;
  /** Their weights K·s relative to the largest. */
  readonly weights: Float64Array;
  /** How many. */
  count = 0;
  /** Which one weighs most, −1 when there is none. */
  heaviest = -1;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #kernel: LogKernel;
  readonly #logWeights: Float64Array;
  readonly #spread: number;
  readonly #counting: Int32Array; // observations of weight above 0, sorted by x where that helps
  readonly #keys: Float64Array | undefined;

  /**
   * @param sample - column 0 holds the weights
   * @param queries - [m, d]
   * @param request - kernel and inverse bandwidth
   */
  constructor(sample: Sample, queries: Float64Array, request: SumsRequest) {
    const { n, d, columns, points } = sample;
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
    if (d === 1 && (request.kernel.support < Infinity || request.kernel === gaussian)) {
      const { keys, order } = sortedOrder(Float64Array.from(counting, (i) => points[i]));
      this.#keys = keys;
      this.#counting = Int32Array.from(order, (o) => counting[o]);
    }
    this.indices = new Int32Array(this.#counting.length);
    this.weights = new Float64Array(this.#counting.length);
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
    if (r < 0) return;
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
    let kept = 0;
    for (let at = 0; at < count; at++) {
      if (!(weights[at] >= LEAST_LOG)) continue;
      indices[kept] = indices[at];
      weights[kept++] = Math.exp(Math.min(0, weights[at]));
    }
    this.count = kept;
    this.heaviest = r;
  }

  /** The stretch of `#counting` that holds them. */
  #window(q: number, skip: number): [number, number] {
    const keys = this.#keys;
    if (!keys) return [0, this.#counting.length];
    const at = this.#queries[q];
    const w = this.#request.inverseBandwidth[0];
    const { support } = this.#request.kernel;
    let reach = support;
    if (support === Infinity) {
      const nearest = this.#nearest(keys, at, skip) * w;
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

  /** Distance to the nearest observation that is not skipped. */
  #nearest(keys: Float64Array, at: number, skip: number): number {
    const place = lowerBound(keys, at);
    let right = place;
    if (right < keys.length && this.#counting[right] === skip) right++;
    let left = place - 1;
    if (left >= 0 && this.#counting[left] === skip) left--;
    const above = right < keys.length ? keys[right] - at : Infinity;
    const below = left >= 0 ? at - keys[left] : Infinity;
    return Math.min(above, below);
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
