import type { CompactShape } from '../../loops/compactRow.js';
import type { SortedSample } from '../SortedSample.js';
import type { KernelSums, SumsRequest } from '../types.js';
import { CompactPolynomial } from './CompactPolynomial.js';
import { MomentTree } from './MomentTree.js';
import { type WindowLayout, windowLayout } from './WindowLayout.js';
import { WindowRun } from './WindowRun.js';

/** Longest run of keys summed point by point where the tree could be used. */
const LONG_RUN = 192;
/**
 * Sums of weights below this lose digits to denormal terms; they are taken again with terms
 * multiplied by 2^700.
 */
export const TINY = 1e-304;
const RESCUE = 2 ** 700;

/** One request on one sorted sample, and the ways of summing shared by all stretches. */
export class WindowTask {
  readonly sample: SortedSample;
  readonly request: SumsRequest;
  readonly w: number;
  readonly shape: CompactShape;
  readonly polynomial: CompactPolynomial;
  readonly layout: WindowLayout;
  readonly run: WindowRun;
  readonly queries: Float64Array;
  readonly result: KernelSums;
  readonly #places: Uint32Array | undefined;
  #tree: MomentTree | undefined;
  #weightedBefore: Int32Array | undefined;

  /** @param places - places of the queries in the request, where they were sorted */
  constructor(
    sample: SortedSample,
    queries: Float64Array,
    places: Uint32Array | undefined,
    request: SumsRequest,
  ) {
    const { kernel, squared, degrees } = request;
    // `serves` has seen to it.
    const shape = kernel.traits!.polynomial!;
    this.sample = sample;
    this.request = request;
    this.queries = queries;
    this.#places = places;
    this.w = request.inverseBandwidth[0];
    this.shape = shape;
    this.polynomial = new CompactPolynomial(shape, squared, Math.max(0, ...degrees));
    this.layout = windowLayout(this.polynomial.degree, degrees);
    this.run = new WindowRun(sample, this.layout, this.w, shape, squared);
    const m = queries.length;
    this.result = {
      logScale: new Float64Array(m),
      sums: new Float64Array(m * this.layout.size),
    };
  }

  /** Place in the request of query j of `queries`. */
  place(j: number): number {
    return this.#places === undefined ? j : this.#places[j];
  }

  /** Sums of query j of `queries`, exact to rounding of each term. */
  sumWindow(j: number): void {
    const { sample, layout, run, w, polynomial } = this;
    const q = this.queries[j];
    const { logScale, sums } = this.result;
    const at = this.place(j) * layout.size;
    const skip = this.request.excludeSelf ? j : -1;
    const from = this.#firstFrom(q, -1);
    const to = this.#firstFrom(q, 1);
    sums.fill(0, at, at + layout.size);
    if (to - from <= LONG_RUN) {
      run.addInto(q, from, to, skip, 1, sums, at);
    } else {
      this.#tree ??= new MomentTree(sample, polynomial, layout, run, w);
      this.#tree.addInto(q, skip, sums, at);
    }
    if (sums[at] >= TINY || !this.#weighted(from, to)) return;
    sums.fill(0, at, at + layout.size);
    run.addInto(q, from, to, skip, RESCUE, sums, at);
    if (sums[at] > 0) logScale[this.place(j)] = -Math.log(RESCUE);
    else sums.fill(0, at, at + layout.size);
  }

  /** Whether any key of [from, to) has a weight. */
  #weighted(from: number, to: number): boolean {
    if (this.#weightedBefore === undefined) {
      const { n, columns } = this.sample;
      this.#weightedBefore = new Int32Array(n + 1);
      for (let i = 0; i < n; i++) {
        this.#weightedBefore[i + 1] = this.#weightedBefore[i] + (columns[i] > 0 ? 1 : 0);
      }
    }
    return this.#weightedBefore[to] > this.#weightedBefore[from];
  }

  /** Place of the first key x with (x − q)·w >= u, where u is -1, or > u, where it is 1. */
  #firstFrom(q: number, u: number): number {
    const { keys, n } = this.sample;
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = (keys[middle] - q) * this.w;
      if (value < u || (value === 1 && u === 1)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
