// One request on one line index: where its numbers stand, sums over runs of places one by one, over a
// whole window, and back from distinct queries to all.

import { type CompactShape, compactRowInto } from '../../loops/compactRow.js';
import type { LineIndex } from '../LineIndex.js';
import { emptySums } from '../powers.js';
import type { KernelSums, SumsRequest } from '../types.js';
import { CompactPolynomial, type WindowLayout, windowLayout } from './CompactPolynomial.js';
import { MomentTree } from './MomentTree.js';

/** Places summed together. */
const ROW = 128;
/** So few places are summed one by one, not a row at a time. */
const FEW = 48;
/** Longest run summed place by place where the tree could be used. */
const LONG_RUN = 192;
/**
 * Sums of weights below this lose digits to denormal terms; they are taken again with terms
 * multiplied by 2^700.
 */
export const TINY = 1e-304;
const RESCUE = 2 ** 700;

/** A request, and the ways of summing shared by all stretches. */
export class WindowTask {
  readonly index: LineIndex;
  readonly request: SumsRequest;
  /** The inverse bandwidth, before it is scaled for a query. */
  readonly w: number;
  readonly shape: CompactShape;
  readonly polynomial: CompactPolynomial;
  readonly layout: WindowLayout;
  /** The queries, or where `asked` only the distinct ones in their order. */
  readonly queries: Float64Array;
  readonly result: KernelSums;
  readonly #asked: LineIndex | undefined;
  readonly #u = new Float64Array(ROW);
  readonly #k = new Float64Array(ROW);
  #tree: MomentTree | undefined;
  #weightedBefore: Int32Array | undefined;

  /** @param asked - the queries sorted, equal ones as one; the index itself where they are its points */
  constructor(
    index: LineIndex,
    queries: Float64Array,
    asked: LineIndex | undefined,
    request: SumsRequest,
  ) {
    const { kernel, squared, degrees } = request;
    this.index = index;
    this.request = request;
    this.queries = asked ? asked.keys : queries;
    this.#asked = asked;
    this.w = request.inverseBandwidth[0];
    // `serves` has seen to it.
    this.shape = kernel.traits!.polynomial!;
    this.polynomial = new CompactPolynomial(this.shape, squared, Math.max(0, ...degrees));
    this.layout = windowLayout(this.polynomial.degree, degrees);
    const m = asked ? asked.sample.n : queries.length;
    this.result = emptySums(1, degrees, m);
  }

  /** Place in the result of query j; of the first of equal ones. */
  place(j: number): number {
    return this.#asked ? this.#asked.order[this.#asked.start[j]] : j;
  }

  /** Whether the sums of query j are large enough beside what each column may be off. */
  isCertain(j: number, bound: Float64Array): boolean {
    const { layout, request, result } = this;
    const at = this.place(j) * layout.size;
    if (!(result.sums[at] >= TINY)) return false;
    for (let k = 0; k < bound.length; k++)
      if (!(bound[k] <= request.tolerance * Math.abs(result.sums[at + layout.sumStart[k]])))
        return false;
    return true;
  }

  /** The inverse bandwidth of query j. */
  inverseBandwidthOf(j: number): number {
    const { queryScale } = this.request;
    return queryScale ? this.w * queryScale[this.place(j)] : this.w;
  }

  /** The tree of moments, planted when it is first needed. */
  get tree(): MomentTree {
    this.#tree ??= new MomentTree(this.index, this.polynomial, this.layout, this.addRun.bind(this));
    return this.#tree;
  }

  /** Sums of query j of `queries`, exact to rounding of each term. */
  sumWindow(j: number): void {
    const { layout, queries } = this;
    const q = queries[j];
    const w = this.inverseBandwidthOf(j);
    const { logScale, sums } = this.result;
    const at = this.place(j) * layout.size;
    const skip = this.request.excludeSelf ? j : -1;
    const from = this.firstFrom(q, w, -1);
    const to = this.firstFrom(q, w, 1);
    sums.fill(0, at, at + layout.size);
    if (to - from <= LONG_RUN) this.addRun(q, w, from, to, skip, at);
    else this.tree.addInto(q, w, skip, sums, at);
    if (sums[at] >= TINY || !this.#weighted(from, to)) return;
    sums.fill(0, at, at + layout.size);
    this.addRun(q, w, from, to, skip, at, RESCUE);
    if (sums[at] > 0) logScale[this.place(j)] = -Math.log(RESCUE);
    else sums.fill(0, at, at + layout.size);
  }

  /**
   * Adds scale · Σ K(u) u^α c over the places [from, to) to the sums, from `at` on.
   *
   * @param skip - the place to leave out, or -1
   */
  addRun(
    q: number,
    w: number,
    from: number,
    to: number,
    skip: number,
    at: number,
    scale = 1,
  ): void {
    if (to - from <= FEW && scale === 1) {
      this.#addFew(q, w, from, to, skip, at);
      return;
    }
    const { keys, columns, places } = this.index;
    const { columns: c, maxPower, sumStart } = this.layout;
    const { sums } = this.result;
    const u = this.#u;
    const k = this.#k;
    for (let start = from; start < to; start += ROW) {
      const count = Math.min(ROW, to - start);
      for (let i = 0; i < count; i++) u[i] = (keys[start + i] - q) * w;
      compactRowInto(this.shape, this.request.squared, count, u, k);
      if (skip >= start && skip < start + count) k[skip - start] = 0;
      if (scale !== 1) for (let i = 0; i < count; i++) k[i] *= scale;
      for (let power = 0; ; power++) {
        for (let column = 0; column < c; column++) {
          const o = sumStart[column] + power;
          if (o >= sumStart[column + 1]) continue;
          const base = column * places + start;
          let sum = 0;
          for (let i = 0; i < count; i++) sum += k[i] * columns[base + i];
          sums[at + o] += sum;
        }
        if (power === maxPower) break;
        for (let i = 0; i < count; i++) k[i] *= u[i];
      }
    }
  }

  /** The same for a few places, one by one. */
  #addFew(q: number, w: number, from: number, to: number, skip: number, at: number): void {
    const { keys, columns, places } = this.index;
    const { columns: c, sumStart } = this.layout;
    const { sums } = this.result;
    const { g, e, factor } = this.shape;
    const { squared } = this.request;
    for (let i = from; i < to; i++) {
      const u = (keys[i] - q) * w;
      const v = Math.abs(u);
      if (v > 1 || i === skip) continue;
      const t = g === 3 ? (1 - v) * (1 + v * (1 + v)) : g === 2 ? (1 - v) * (1 + v) : 1 - v;
      let weight = factor;
      for (let j = 0; j < e; j++) weight *= t;
      if (squared) weight *= weight;
      for (let k = 0; k < c; k++) {
        let term = weight * columns[k * places + i];
        for (let o = at + sumStart[k]; o < at + sumStart[k + 1]; o++) {
          sums[o] += term;
          term *= u;
        }
      }
    }
  }

  /** Gives all of equal queries the sums of the first. */
  spread(): void {
    if (!this.#asked || this.#asked.places === this.#asked.order.length) return;
    const { order, start, places } = this.#asked;
    const { logScale, sums } = this.result;
    const { size } = this.layout;
    for (let p = 0; p < places; p++) {
      const [from, to] = [start[p], start[p + 1]];
      if (to - from === 1) continue;
      const first = order[from];
      for (let i = from + 1; i < to; i++) {
        sums.copyWithin(order[i] * size, first * size, (first + 1) * size);
        logScale[order[i]] = logScale[first];
      }
      if (this.request.excludeSelf && this.index.columns[p] > 0) this.#addTies(from, to);
    }
  }

  /**
   * Queries that left out their whole place get back what the others there weigh, at u = 0: from
   * both sides, as all less their own may have lost it.
   */
  #addTies(from: number, to: number): void {
    const { order } = this.index;
    const { n, columns } = this.index.sample;
    const { logScale, sums } = this.result;
    const { columns: c, size, sumStart } = this.layout;
    const peak = this.shape.factor ** (this.request.squared ? 2 : 1);
    const base = sums.slice(order[from] * size, (order[from] + 1) * size);
    const rescued = logScale[order[from]] !== 0;
    for (let i = from; rescued && i < to; i++) {
      for (let o = 0; o < size; o++) sums[order[i] * size + o] = base[o] / RESCUE;
      logScale[order[i]] = 0;
    }
    for (let k = 0; k < c; k++) {
      const o = sumStart[k];
      for (let i = from, sum = 0; i < to; i++) {
        sums[order[i] * size + o] += peak * sum;
        sum += columns[k * n + order[i]];
      }
      for (let i = to - 1, sum = 0; i >= from; i--) {
        sums[order[i] * size + o] += peak * sum;
        sum += columns[k * n + order[i]];
      }
    }
    for (let i = from; i < to; i++) {
      const at = order[i] * size;
      if (sums[at] >= TINY) continue;
      sums.set(base, at);
      for (let k = 0; k < c; k++)
        for (let other = from; other < to; other++)
          if (other !== i) sums[at + sumStart[k]] += peak * RESCUE * columns[k * n + order[other]];
      if (sums[at] > 0) logScale[order[i]] = -Math.log(RESCUE);
    }
  }

  /** Whether any place of [from, to) has a weight. */
  #weighted(from: number, to: number): boolean {
    if (this.#weightedBefore === undefined) {
      const { places, columns } = this.index;
      this.#weightedBefore = new Int32Array(places + 1);
      for (let i = 0; i < places; i++) {
        this.#weightedBefore[i + 1] = this.#weightedBefore[i] + (columns[i] > 0 ? 1 : 0);
      }
    }
    return this.#weightedBefore[to] > this.#weightedBefore[from];
  }

  /**
   * The first place x with (x − q)·w >= u, where u is -1, or > u, where it is 1.
   *
   * @param near - a place that may be close to it
   */
  firstFrom(q: number, w: number, u: number, near?: number): number {
    const { keys, places } = this.index;
    let low = 0;
    let high = places;
    if (near !== undefined) {
      // Outwards in steps that double, until it lies between two of them.
      let step = 1;
      if (near < places && isBefore(keys[near], q, w, u)) {
        low = near + 1;
        while (low + step < places && isBefore(keys[low + step], q, w, u)) {
          low += step + 1;
          step *= 2;
        }
        high = Math.min(places, low + step);
      } else {
        high = near;
        while (high - step >= 0 && !isBefore(keys[high - step], q, w, u)) {
          high -= step;
          step *= 2;
        }
        low = Math.max(0, high - step);
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(keys[middle], q, w, u)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a place lies before a window, or where u is 1 before its end. */
function isBefore(x: number, q: number, w: number, u: number): boolean {
  const value = (x - q) * w;
  return value < u || (value === 1 && u === 1);
}
