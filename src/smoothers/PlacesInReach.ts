// Which places count for a local polynomial: those near the query, and however little they weigh as
// many as it has terms, with all that count beside the lightest of these.

import { gaussian } from '../kernels/gaussian.js';
import { countBelow } from '../loops/sortedOrder.js';
import { type LogKernel, logKernel } from '../sums/logKernel.js';
import { Near } from '../sums/Near.js';
import { kept, logPeak, type Sample, type SumsRequest } from '../sums/types.js';
import type { Reach } from './LocalDesign.js';
import { orderOf } from './placesOf.js';

/** Weights below this beside the lightest place that is needed do not count. */
const LEAST_LOG = Math.log(1e-36);
/** A place whose logarithm is below this is too far for numbers, and carries nothing. */
const FARTHEST = -1e290;
/** Distances must stay finite when they are squared. */
const LARGEST = 1e150;
/** Rounds of the search for the largest weight. */
const ROUNDS = 8;
/** What logarithms of weights lose in doubles, at most, beside themselves. */
const ROUNDED = 1e-12;
/** Zeros of a signed kernel, and by how much less it may weigh near one, in logarithms. */
const ZEROS = 6;
const NEAR_ZERO = 40;
/** So many places to each side are few; of queries that are not the points this part of all: `Near` would look at each. */
const FEW = 128;
const FEW_OF = 16;

/**
 * Whether few points of a line are in reach of the Gaussian at a place: a fit is then made from them at
 * once, rather than from careful sums, which there mostly show that it must be made from them.
 *
 * @param w - 1/bandwidth
 * @param isOwn - whether the points themselves are the places
 * @returns of a place, and what w is multiplied by there
 */
export function fewInReach(
  points: Float64Array,
  w: number,
  isOwn: boolean,
): (at: number, scale?: number) => boolean {
  const few = isOwn ? FEW : Math.max(FEW, Math.ceil(points.length / FEW_OF));
  return (at, scale = 1) => {
    const { keys } = orderOf(points);
    const last = keys.length - 1;
    const place = countBelow(keys, at);
    const below = at - keys[Math.max(0, place - 1)];
    const above = keys[Math.min(place + 1, last)] - at;
    const nearest = Math.max(0, Math.min(below, above));
    const reach = Math.sqrt(nearest ** 2 - (2 * LEAST_LOG) / (w * scale) ** 2);
    return !(keys[place - few] >= at - reach || keys[place + few] <= at + reach);
  };
}

/** Finds places for one query after another, in memory of its own. */
export class PlacesInReach implements Reach {
  count = 0;
  heaviest = -1;
  signs: Float64Array | undefined;
  readonly #sample: Sample;
  readonly #queries: Float64Array;
  readonly #request: SumsRequest;
  readonly #needed: number;
  readonly #finds: number;
  #near: Near | undefined;
  /** Where places are listed. */
  #list: { readonly indices: Int32Array; readonly logs: Float64Array };
  readonly #kernel: LogKernel;
  /** What tells which places further out do not count: of a signed kernel the one that it is made of. */
  readonly #bound: LogKernel;
  readonly #line: boolean;
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
    this.#finds = finds;
    this.#list = { indices: new Int32Array(sample.n), logs: new Float64Array(sample.n) };
    this.#kernel = logKernel(sample, queries, request);
    const base = request.kernel.traits?.times?.kernel;
    this.#bound = base ? logKernel(sample, queries, { ...request, kernel: base }) : this.#kernel;
    const { kinds, pointScale } = request;
    this.#line = (base ?? request.kernel) === gaussian && !kinds && sample.d === 1 && !pointScale;
  }

  /** Which places, the first `count` entries. */
  get indices(): Int32Array {
    return this.#list.indices;
  }

  /** The logarithms of their weights beside the largest. */
  get logs(): Float64Array {
    return this.#list.logs;
  }

  /** The weight at the heaviest beside K(0), in logarithms. */
  logBesidePeak(q: number): number {
    // The Gaussian comes without its constant.
    const peak = this.#request.kernel === gaussian ? 0 : logPeak(this.#request, this.#sample.d);
    return this.#kernel.value(q, this.heaviest) + this.#logWeight(this.heaviest) - peak;
  }

  /** The weight at the heaviest beside K at another place, in logarithms. */
  logBeside(q: number, other: number): number {
    return this.#kernel.difference(q, this.heaviest, other) + this.#logWeight(this.heaviest);
  }

  /** Finds those of a query, or the nearest where there are none and `'nearest'` is wanted. */
  findOr(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    this.#find(emptyWindow, q, skip);
    const { sign, value } = this.#kernel;
    if (!sign) return;
    const { indices, count } = this;
    // In the limit, where nothing weighs anything, the nearest count as they are.
    this.signs = Float64Array.from({ length: count }, (_, at) =>
      value(q, indices[at]) === -Infinity ? 1 : sign(q, indices[at]),
    );
  }

  #find(emptyWindow: 'nan' | 'nearest' | undefined, q: number, skip: number): void {
    const { inverseBandwidth: w } = this.#request;
    if (this.#line && Math.abs(this.#queries[q]) * w[0] * this.#scale(q) < LARGEST) {
      this.#findOnLine(q, skip);
      return;
    }
    this.#near ??= new Near(this.#sample, this.#queries, this.#request, { finds: this.#finds });
    const near = this.#near;
    this.#list = near;
    near.findOr(emptyWindow, q, skip);
    this.count = near.count;
    this.heaviest = near.heaviest;
    if (this.#needed < 2) return;
    this.#span ??= spanOfWeights(this.#sample);
    if (this.#request.kernel.support < Infinity) {
      // In a window all are found, but those much lighter than others there.
      const isEmpty = this.count === 0 || this.#kernel.value(q, this.heaviest) === -Infinity;
      if (isEmpty || this.#span > LEAST_LOG / 4) return;
    }
    let heavy = 0;
    for (let at = 0; at < this.count && heavy < this.#needed; at++)
      if (near.logs[at] >= LEAST_LOG / 2) heavy++;
    if (heavy < this.#needed) this.#reachFurther(q, skip);
  }

  /** Places of a line are in order: those in reach of the Gaussian stand side by side. */
  #findOnLine(q: number, skip: number): void {
    const { indices, logs } = this;
    this.#span ??= spanOfWeights(this.#sample);
    const found = this.#outwards(q, skip);
    this.count = found;
    this.heaviest = found > 0 ? indices[0] : -1;
    if (found === 0) return;
    this.#relative(q, found);
    let heavy = 0;
    for (let at = 0; at < found; at++) if (logs[at] >= LEAST_LOG / 2) heavy++;
    if (heavy < this.#needed && this.#needed > 1) {
      this.#keepNeeded(found);
      return;
    }
    this.count = 0;
    for (let at = 0; at < found; at++) {
      if (!(logs[at] >= LEAST_LOG)) continue;
      indices[this.count] = indices[at];
      logs[this.count++] = logs[at];
    }
  }

  #reachFurther(q: number, skip: number): void {
    const found = this.#likely(q, this.#outwards(q, skip));
    this.#relative(q, found);
    this.#keepNeeded(found);
  }

  /** Of the first `found` those that may count beside the heaviest that are needed, by logarithms in doubles. */
  #likely(q: number, found: number): number {
    const { indices, logs } = this;
    this.#kernel.valuesInto(q, indices, found, logs);
    const heaviest = new Float64Array(this.#needed).fill(-Infinity);
    for (let i = 0; i < found; i++) {
      logs[i] += this.#logWeight(indices[i]);
      let at = this.#needed - 1;
      if (!(logs[i] > heaviest[at])) continue;
      for (; at > 0 && heaviest[at - 1] < logs[i]; at--) heaviest[at] = heaviest[at - 1];
      heaviest[at] = logs[i];
    }
    const least = heaviest[this.#needed - 1];
    const bound = least + LEAST_LOG - 1 - ROUNDED * Math.abs(least);
    let count = 0;
    for (let i = 0; i < found; i++) if (!(logs[i] < bound)) indices[count++] = indices[i];
    return count;
  }

  /** Keeps the heaviest that are needed, and what counts beside the lightest of these. */
  #keepNeeded(found: number): void {
    const { indices, logs } = this;
    // Outwards from the query they are nearly in order.
    let count = 0;
    for (let from = 0; from < found; from++) {
      const [index, log] = [indices[from], logs[from]];
      if (!(log > FARTHEST)) continue;
      let at = count++;
      for (; at > 0 && logs[at - 1] < log; at--) {
        indices[at] = indices[at - 1];
        logs[at] = logs[at - 1];
      }
      indices[at] = index;
      logs[at] = log;
    }
    this.count = count;
    const needed = Math.min(this.#needed, count);
    const least = logs[needed - 1] + LEAST_LOG;
    while (this.count > needed && logs[this.count - 1] < least) this.count--;
  }

  /** Logarithms of the first `found` beside the largest. */
  #relative(q: number, found: number): void {
    const { indices, logs } = this;
    for (let round = 0; round < ROUNDS; round++) {
      const r = this.heaviest;
      const own = this.#logWeight(r);
      let lead = 0;
      this.#kernel.differencesInto(q, indices, found, r, logs);
      for (let at = 0; at < found; at++) {
        const i = indices[at];
        logs[at] = i === r ? 0 : logs[at] + this.#logWeight(i) - own;
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
   * Lists places outwards from a query, on a line until enough are among them and no more count, or
   * the window ends; in several dimensions all.
   */
  #outwards(q: number, skip: number): number {
    const { n, d, points, columns } = this.#sample;
    const { indices } = this;
    let found = 0;
    const { kernel, inverseBandwidth, pointScale, kinds } = this.#request;
    // Windows of points do not end one after the other.
    if (d > 1 || pointScale || kinds) {
      for (let i = 0; i < n; i++) if (i !== skip && columns[i] > 0) indices[found++] = i;
      return found;
    }
    const isSigned = this.#bound !== this.#kernel;
    const least = LEAST_LOG + (this.#span ?? 0) - (isSigned ? NEAR_ZERO : 0);
    const needed = this.#needed + (isSigned ? ZEROS : 0);
    const at = this.#queries[q];
    const w = inverseBandwidth[0] * this.#scale(q);
    const reach = (kernel.support / w) * (1 + 1e-12);
    let right = countBelow(points, at);
    let left = right - 1;
    let last = -1;
    let until = Infinity;
    for (;;) {
      const below = left >= 0 ? at - points[left] : Infinity;
      const above = right < n ? points[right] - at : Infinity;
      if (!(Math.min(below, above) <= reach) || Math.min(below, above) === Infinity) return found;
      const i = below < above ? left-- : right++;
      if (i === skip || columns[i] === 0) continue;
      const isBeyond = this.#line
        ? Math.min(below, above) > until
        : this.#bound.difference(q, i, last) < least;
      if (found >= needed && isBeyond) return found;
      indices[found++] = i;
      if (found <= needed) last = i;
      if (found !== needed) continue;
      until = (Math.sqrt((Math.min(below, above) * w) ** 2 - 2 * least) / w) * (1 + ROUNDED);
    }
  }

  #scale(q: number): number {
    const { queryScale } = this.#request;
    return queryScale ? queryScale[q] : 1;
  }
}

/** The logarithm of the lightest weight over the heaviest, once for the same places. */
const spanOfWeights = /* @__PURE__ */ kept(({ columns }: Sample): number => {
  let [least, most] = [Infinity, 0];
  for (const weight of columns) {
    if (weight > 0) least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  return Math.log(least) - Math.log(most);
});
