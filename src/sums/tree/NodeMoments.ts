// Nodes of a line that are narrow beside the bandwidth stand for all their points by moments about
// one of them, m: with s = (x − m)/h, U = (m − q)/h,
//
//   K(U + s)/K(U) = e^(−Us − s²/2) = Σ_k a_k s^k,   a_(k+1) = −(U·a_k + a_(k−1))/(k + 1)
//
// and powers of u = U + s by multiplication with U + s. By Cauchy's bound on a circle of radius r the
// terms from ORDER on add to no more than e^(Ur + r²/2)·(|s|/r)^ORDER; with r² + Ur = ORDER that is below
// 2·10⁻¹⁵ while |s|·(U + 4|s|) stays below 2. K² is a Gaussian of u·√2.

import type { Sample } from '../types.js';
import type { PointTree } from './PointTree.js';

const ORDER = 24;
/** What |s|·(U + 4|s|) may be, and how much less for each power of u. */
const LIMIT = 2;
const OWN = 4;
const LESS = 1 / 6;
/** 1/k. */
const OVER = Float64Array.from({ length: ORDER }, (_, k) => 1 / k);

/** Moments of the inner nodes of a tree over a line, each made when it is first needed. */
export class NodeMoments {
  readonly #tree: PointTree;
  readonly #sample: Sample;
  readonly #degrees: readonly number[];
  readonly #limit: number;
  /** √2 for K². */
  readonly #stretch: number;
  /** 1/h, times the stretch. */
  readonly #scale: number;
  /** Σ c s^k of each node that was needed, shape [columns, ORDER]. */
  readonly #moments = new Map<number, Float64Array>();
  readonly #series = new Float64Array(ORDER);

  /** @param w - inverse bandwidth */
  constructor(
    tree: PointTree,
    sample: Sample,
    w: number,
    squared: boolean,
    degrees: readonly number[],
  ) {
    this.#tree = tree;
    this.#sample = sample;
    this.#degrees = degrees;
    this.#limit = LIMIT - LESS * Math.max(...degrees);
    this.#stretch = squared ? Math.SQRT2 : 1;
    this.#scale = w * this.#stretch;
  }

  /** The point, in tree order, about which the moments of a node are. */
  middle(node: number): number {
    return (this.#tree.ranges[2 * node] + this.#tree.ranges[2 * node + 1]) >> 1;
  }

  /** Whether the moments of a node stand for its points to a query at q. */
  serves(node: number, q: number): boolean {
    const { boxes, points } = this.#tree;
    const middle = points[this.middle(node)];
    const half = Math.max(boxes[2 * node + 1] - middle, middle - boxes[2 * node]) * this.#scale;
    return half * (Math.abs(middle - q) * this.#scale + OWN * half) <= this.#limit;
  }

  #momentsOf(node: number): Float64Array {
    const known = this.#moments.get(node);
    if (known) return known;
    const { n, c, columns } = this.#sample;
    const { ranges, order, points } = this.#tree;
    const moments = new Float64Array(c * ORDER);
    const middle = points[this.middle(node)];
    for (let at = ranges[2 * node]; at < ranges[2 * node + 1]; at++) {
      const s = (points[at] - middle) * this.#scale;
      for (let k = 0; k < c; k++) {
        let term = columns[k * n + order[at]];
        for (let e = k * ORDER, end = e + ORDER; e < end; e++, term *= s) moments[e] += term;
      }
    }
    this.#moments.set(node, moments);
    return moments;
  }

  /**
   * Adds the sums over a node.
   *
   * @param q - the query
   * @param weight - K at the middle of the node, on the scale of the sums
   * @param sums - all sums of the query
   */
  addInto(node: number, q: number, weight: number, sums: Float64Array): void {
    const a = this.#series;
    const moments = this.#momentsOf(node);
    const c = this.#degrees.length;
    const far = (this.#tree.points[this.middle(node)] - q) * this.#scale;
    a[0] = weight;
    a[1] = -far * weight;
    for (let k = 1; k + 1 < ORDER; k++) a[k + 1] = -(far * a[k] + a[k - 1]) * OVER[k + 1];
    const highest = Math.max(...this.#degrees);
    for (let power = 0; power <= highest; power++) {
      for (let k = 0, to = power; k < c; to += this.#degrees[k++] + 1) {
        if (power > this.#degrees[k]) continue;
        let even = 0;
        let odd = 0;
        for (let e = 0, m = k * ORDER; e < ORDER; e += 2, m += 2) {
          even += a[e] * moments[m];
          odd += a[e + 1] * moments[m + 1];
        }
        sums[to] += even + odd;
      }
      if (power === highest) return;
      for (let k = ORDER - 1; k > 0; k--) a[k] = (far * a[k] + a[k - 1]) / this.#stretch;
      a[0] *= far / this.#stretch;
    }
  }
}
