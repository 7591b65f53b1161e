// Queries with widths of their own. Neighbouring ones are taken together: what lies in the windows of
// all of them, left and right, is gathered once as moments about their middle, and moved for each query
// to itself and its width:
//
//   Σ K(u)u^α c = factor·Σ_k (−1)^k C(e,k)·Σ c |u|^(gk) u^α
//
// The few points that are in some windows only, and those among the queries, are summed one by one.
// Moments within a window are below Σ|c|, so that their rounding is at most a few times
// Σ_k |coefficient_k| of that. Where this is not small beside ΣK|c| ≥ K(½)·Σ|c| over the inner half of
// all windows, each query is asked whether |S| shows it, and else summed by the tree.

import { countBelow } from '../../loops/sortedOrder.js';
import { TINY, type WindowTask } from './WindowTask.js';

/** Queries are taken together along so many points, and so many bandwidths. */
const ALONG = 24;
const EXTENT = 1 / 8;
const MOST = 64;
/** Windows with fewer points in common are summed point by point. */
const SHORT = 128;
/** Rounding of a moment beside Σ|c|. */
const ROUNDING = 8 * 2 ** -53;
/** A difference of sums over all points that is a smaller part of them has lost its digits. */
const LEAST_PART = 1e-6;

/** Sums all queries of a task, in ascending order. */
export function sumVaried(task: WindowTask): void {
  const m = task.index.places > 0 ? task.queries.length : 0;
  const group = new QueryGroup(task);
  for (let from = 0; from < m; ) from = group.sumFrom(from);
}

/** Neighbouring queries, one group after another. */
class QueryGroup {
  readonly #task: WindowTask;
  /** Where the window of each query begins and ends. */
  readonly #first = new Int32Array(MOST);
  readonly #end = new Int32Array(MOST);
  /** Where the window of the last query begins and ends. */
  readonly #near = [0, 0];
  /** Σ|c| before each place, [columns, places + 1]. */
  readonly #masses: Float64Array;
  /** Moments of what all windows hold left and right of the queries. */
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  readonly #moved: Float64Array;
  /** Of |u|^(gk). */
  readonly #coefficients: Float64Array;
  /** Rounding of a sum beside Σ|c|. */
  readonly #rounding: number;
  /** The rounding of the sums of a group, [columns]. */
  readonly #bound: Float64Array;

  constructor(task: WindowTask) {
    const { index, layout, shape, request } = task;
    const { places, columns } = index;
    const { columns: c, degree, maxPower, momentStart } = layout;
    this.#task = task;
    this.#masses = new Float64Array(c * (places + 1));
    for (let k = 0; k < c; k++)
      for (let i = 0, to = k * (places + 1); i < places; i++, to++)
        this.#masses[to + 1] = this.#masses[to] + Math.abs(columns[k * places + i]);
    this.#left = new Float64Array(momentStart[c]);
    this.#right = new Float64Array(momentStart[c]);
    this.#moved = new Float64Array(degree + maxPower + 1);
    const times = request.squared ? 2 * shape.e : shape.e;
    const coefficients = [request.squared ? shape.factor ** 2 : shape.factor];
    for (let k = 1; k <= times; k++)
      coefficients.push((-coefficients[k - 1] * (times - k + 1)) / k);
    this.#coefficients = Float64Array.from(coefficients);
    this.#rounding = ROUNDING * coefficients.reduce((sum, each) => sum + Math.abs(each), 0);
    this.#bound = new Float64Array(c);
  }

  /** Sums the queries from `from` on that lie together; returns the one after them. */
  sumFrom(from: number): number {
    const task = this.#task;
    const { queries } = task;
    const { keys, places } = task.index;
    const own = countBelow(keys, queries[from]);
    const limit = own + ALONG < places ? keys[own + ALONG] : Infinity;
    let [low, high, narrowest, to] = [0, places, 0, from];
    for (; to < queries.length && to - from < MOST; to++) {
      const w = task.inverseBandwidthOf(to);
      const most = Math.max(narrowest, w);
      const isNear = queries[to] < limit && (queries[to] - queries[from]) * most <= EXTENT;
      if (to > from && !isNear) break;
      narrowest = most;
      const first = task.firstFrom(queries[to], w, -1, this.#near[0]);
      const end = task.firstFrom(queries[to], w, 1, this.#near[1]);
      this.#near[0] = first;
      this.#near[1] = end;
      this.#first[to - from] = first;
      this.#end[to - from] = end;
      low = Math.max(low, first);
      high = Math.min(high, end);
    }
    let after = own;
    while (after < places && keys[after] <= queries[to - 1]) after++;
    low = Math.min(low, own);
    high = Math.max(high, after);
    if (own - low + (high - after) < SHORT) {
      for (let j = from; j < to; j++) task.sumWindow(j);
      return to;
    }
    const centre = queries[from] + (queries[to - 1] - queries[from]) / 2;
    task.tree.addMomentsInto(low, own, centre, narrowest, this.#left.fill(0));
    task.tree.addMomentsInto(after, high, centre, narrowest, this.#right.fill(0));
    const inner = [
      task.firstFrom(queries[to - 1], 2 * narrowest, -1),
      task.firstFrom(queries[from], 2 * narrowest, 1),
    ];
    const isSure = this.#certify(low, high, inner[0], inner[1], own, after);
    for (let j = from; j < to; j++) {
      this.#sumQuery(
        j,
        low,
        own,
        after,
        high,
        this.#first[j - from],
        this.#end[j - from],
        centre,
        narrowest,
      );
      if (!isSure && !task.isCertain(j, this.#bound)) task.sumWindow(j);
    }
    return to;
  }

  /** Σ|c| of column k over the keys [from, to). */
  #mass(k: number, from: number, to: number): number {
    const first = k * (this.#task.index.places + 1);
    return to > from ? this.#masses[first + to] - this.#masses[first + from] : 0;
  }

  /** Writes the rounding of each column; true when it is small beside the sums of all queries. */
  #certify(
    low: number,
    high: number,
    innerLow: number,
    innerHigh: number,
    own: number,
    after: number,
  ): boolean {
    const { index, request, layout, polynomial } = this.#task;
    let isSure = true;
    for (let k = 0; k < layout.columns; k++) {
      const all = this.#mass(k, 0, index.places);
      // The own places may be nothing but what is left out.
      const left = request.excludeSelf ? this.#mass(k, own, after) : 0;
      const inner = this.#mass(k, innerLow, innerHigh) - left;
      this.#bound[k] = this.#rounding * (this.#mass(k, low, high) + 2 ** -40 * all);
      const isSmall = this.#bound[k] <= request.tolerance * polynomial.middle * inner;
      const isKnown = inner >= LEAST_PART * all && inner >= 1e4 * TINY;
      if (all > 0 && !(isSmall && isKnown)) isSure = false;
    }
    return isSure;
  }

  #sumQuery(
    j: number,
    low: number,
    own: number,
    after: number,
    high: number,
    first: number,
    end: number,
    centre: number,
    unit: number,
  ): void {
    const task = this.#task;
    const { result, layout, request } = task;
    const q = task.queries[j];
    const w = task.inverseBandwidthOf(j);
    const at = task.place(j) * layout.size;
    result.sums.fill(0, at, at + layout.size);
    this.#addMoved(this.#left, -1, (centre - q) * w, w / unit, at);
    this.#addMoved(this.#right, 1, (centre - q) * w, w / unit, at);
    if (first < low) task.addRun(q, w, first, low, -1, at);
    if (own < after) task.addRun(q, w, own, after, request.excludeSelf ? j : -1, at);
    if (high < end) task.addRun(q, w, high, end, -1, at);
  }

  /**
   * Adds the sums over what all windows hold on one side.
   *
   * @param shift - the centre of the moments in bandwidths from the query
   * @param ratio - what their unit is in bandwidths
   */
  #addMoved(moments: Float64Array, side: number, shift: number, ratio: number, at: number): void {
    const { layout, result, shape } = this.#task;
    const { momentStart, sumStart, columns } = layout;
    const { g } = shape;
    const moved = this.#moved;
    const coefficients = this.#coefficients;
    for (let k = 0; k < columns; k++) {
      const first = momentStart[k];
      const size = momentStart[k + 1] - first;
      for (let i = 0, power = 1; i < size; i++, power *= ratio)
        moved[i] = moments[first + i] * power;
      // Binomial sums by repeated additions, as in Pascal's triangle.
      for (let pass = 1; pass < size; pass++)
        for (let i = size - 1; i >= pass; i--) moved[i] += shift * moved[i - 1];
      for (let o = sumStart[k], power = 0; o < sumStart[k + 1]; o++, power++) {
        let sum = 0;
        for (let e = 0, i = power, sign = 1; e < coefficients.length; e++, i += g) {
          sum += sign * coefficients[e] * moved[i];
          if (g % 2 === 1) sign *= side;
        }
        result.sums[at + o] += sum;
      }
    }
  }
}
