import { compactKernels } from '../compactKernels.js';
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

/**
 * One request on one sorted sample: sorted queries, places of the results, and the ways of summing
 * shared by all stretches.
 */
export class WindowTask {
  readonly sample: SortedSample;
  readonly w: number;
  readonly tolerance: number;
  readonly excludeSelf: boolean;
  readonly polynomial: CompactPolynomial;
  readonly layout: WindowLayout;
  readonly run: WindowRun;
  /** Sorted queries and their places in the request. */
  readonly queries: Float64Array;
  readonly places: Uint32Array;
  readonly result: KernelSums;
  #tree: MomentTree | undefined;
  #weightedBefore: Int32Array | undefined;

  constructor(
    sample: SortedSample,
    queries: Float64Array,
    places: Uint32Array,
    request: SumsRequest,
  ) {
    const { kernel, squared, degrees } = request;
    this.sample = sample;
    this.queries = queries;
    this.places = places;
    this.w = request.inverseBandwidth[0];
    this.tolerance = request.tolerance;
    this.excludeSelf = request.excludeSelf;
    this.polynomial = new CompactPolynomial(kernel, squared, Math.max(0, ...degrees));
    this.layout = windowLayout(this.polynomial.degree, degrees);
    const code = compactKernels.indexOf(kernel);
    this.run = new WindowRun(sample, this.layout, this.w, code, squared);
    const m = queries.length;
    this.result = {
      logScale: new Float64Array(m),
      sums: new Float64Array(m * this.layout.size),
    };
  }

  /**
   * Query j of the sorted queries over the keys [from, to), which hold its window: exact to
   * rounding of each term.
   */
  sumWindow(j: number, from: number, to: number): void {
    const q = this.queries[j];
    const sums = this.result.sums;
    const at = this.places[j] * this.layout.size;
    const skip = this.excludeSelf ? j : -1;
    sums.fill(0, at, at + this.layout.size);
    if (to - from <= LONG_RUN) {
      this.run.addInto(q, from, to, skip, 1, sums, at);
    } else {
      const { sample, polynomial, layout, run, w } = this;
      this.#tree ??= new MomentTree(sample, polynomial, layout, run, w);
      this.#tree.addInto(q, from, to, skip, sums, at);
    }
    if (sums[at] < TINY && this.#weighted(from, to)) this.#rescue(j, from, to, skip, at);
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

  #rescue(j: number, from: number, to: number, skip: number, at: number): void {
    const sums = this.result.sums;
    sums.fill(0, at, at + this.layout.size);
    this.run.addInto(this.queries[j], from, to, skip, RESCUE, sums, at);
    if (sums[at] > 0) {
      this.result.logScale[this.places[j]] = -Math.log(RESCUE);
    } else {
      sums.fill(0, at, at + this.layout.size);
    }
  }
}
