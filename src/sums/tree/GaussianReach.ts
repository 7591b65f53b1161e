// Which leaves a box of queries needs, for K = exp(−g·‖u‖²), g = ½ (or 1 for K²), with a certified
// bound of what is left out:
//   log A_k >= max over nodes of log Σ|c_k| − g·far²          a lower bound of Σ K|c_k| for every query of the box
//   node left out with Σ|c_k|·K(near)·max(1, far)^degree <= ε/2 · A_k · (its part of all Σ|c_k|)
// then A_k is summed again over the leaves kept, and the farthest of them are left out too while
// all of these stay below ε/2·A_k.

import { farSquare, nearSquare } from '../../loops/boxDistances.js';
import type { Runs } from './Runs.js';
import type { TreeTask } from './TreeTask.js';

/** Largest exponent that is told from the next in a shell. */
const LIMIT = 80;
/** Exponents that matter stay clear of that limit, also when they carry powers of u. */
const DEEPEST = LIMIT - 8;
const DEEPEST_PER_DEGREE = 3;

const SHELLS_PER_UNIT = 4;
const SHELLS = LIMIT * SHELLS_PER_UNIT;

/** Search of the leaves in reach of boxes of queries. */
export class GaussianReach {
  readonly #task: TreeTask;
  readonly #g: number;
  /** log Σ|c| of each node, [nodes, c]. */
  readonly #logMass: Float64Array;
  readonly #best: Float64Array;
  readonly #sure: Float64Array;
  readonly #left: Float64Array;
  readonly #shells: Float64Array;
  #leaves = new Int32Array(256);
  #exponents = new Float64Array(256);
  #count = 0;
  #cut = 0;
  #box: Float64Array = new Float64Array(0);
  #selfFrom = 0;
  #selfTo = 0;

  constructor(task: TreeTask) {
    this.#task = task;
    this.#g = task.request.squared ? 1 : 0.5;
    this.#logMass = task.masses.map(Math.log);
    this.#best = new Float64Array(task.c);
    this.#sure = new Float64Array(task.c);
    this.#left = new Float64Array(task.c);
    this.#shells = new Float64Array(SHELLS * task.c);
  }

  /**
   * Leaves in reach of a box of queries.
   *
   * @param box - [low₀, high₀, low₁, high₁, …]
   * @param from - first point of the tree that is a query of the box and leaves itself out
   * @param to - one past the last; `from` when none does
   * @param runs - receives the points of the leaves
   * @returns false when the box needs sums far below 1, so that they have to be taken relative to
   *   the nearest points
   */
  reachInto(box: Float64Array, from: number, to: number, runs: Runs): boolean {
    const { c, request, masses } = this.#task;
    this.#box = box;
    this.#selfFrom = from;
    this.#selfTo = to;
    this.#best.fill(Number.NEGATIVE_INFINITY);
    this.#raise(0, 0, this.#near(0));
    let lowest = 0;
    for (let k = 0; k < c; k++) {
      if (masses[k] > 0) lowest = Math.max(lowest, this.#logMass[k] - this.#best[k]);
    }
    this.#cut = lowest - Math.log(request.tolerance / 2);
    const deepest = DEEPEST - DEEPEST_PER_DEGREE * this.#task.maxDegree;
    if (!(this.#cut < deepest) || !(this.#best[0] > -deepest)) return false;
    this.#count = 0;
    this.#sure.fill(0);
    this.#keep(0, 0, this.#near(0));
    this.#trim();
    this.#leaves.subarray(0, this.#count).sort();
    const { points } = this.#task;
    for (let i = 0; i < this.#count; i++) {
      const r = this.#leaves[i];
      runs.add(points.start(points.depth, r), points.end(points.depth, r));
    }
    return true;
  }

  #near(node: number): number {
    const { points, request, d } = this.#task;
    const w = request.inverseBandwidth;
    return this.#g * nearSquare(points.boxes, node * 2 * d, this.#box, 0, w);
  }

  #far(node: number): number {
    const { points, request, d } = this.#task;
    const w = request.inverseBandwidth;
    return this.#g * farSquare(points.boxes, node * 2 * d, this.#box, 0, w);
  }

  /** Raises the lower bounds by the nodes that can raise one. */
  #raise(level: number, node: number, near: number): void {
    const { c, points } = this.#task;
    let promising = false;
    for (let k = 0; k < c; k++) {
      if (this.#logMass[node * c + k] - near > this.#best[k]) promising = true;
    }
    if (!promising) return;
    if (!this.#holdsSelf(level, node)) {
      const far = this.#far(node);
      for (let k = 0; k < c; k++) {
        const sure = this.#logMass[node * c + k] - far;
        if (sure > this.#best[k]) this.#best[k] = sure;
      }
    }
    if (level === points.depth) return;
    const left = this.#near(2 * node + 1);
    const right = this.#near(2 * node + 2);
    if (left <= right) this.#raise(level + 1, 2 * node + 1, left);
    this.#raise(level + 1, 2 * node + 2, right);
    if (left > right) this.#raise(level + 1, 2 * node + 1, left);
  }

  /** A node with a query that leaves itself out promises nothing. */
  #holdsSelf(level: number, node: number): boolean {
    if (this.#selfFrom === this.#selfTo) return false;
    const { points } = this.#task;
    const r = node - ((1 << level) - 1);
    return points.start(level, r) < this.#selfTo && points.end(level, r) > this.#selfFrom;
  }

  /**
   * Powers of u in a node multiply its terms by at most max(1, far)^degree; as a part of the
   * exponent.
   */
  #growth(far: number): number {
    const degree = this.#task.maxDegree;
    return degree === 0 ? 0 : (degree / 2) * Math.log(Math.max(1, far / this.#g));
  }

  #keep(level: number, node: number, near: number): void {
    const { c, points, masses } = this.#task;
    const far = this.#far(node);
    if (near - this.#growth(far) > this.#cut) return;
    if (level < points.depth) {
      this.#keep(level + 1, 2 * node + 1, this.#near(2 * node + 1));
      this.#keep(level + 1, 2 * node + 2, this.#near(2 * node + 2));
      return;
    }
    const sure = this.#holdsSelf(level, node) ? 0 : Math.exp(-far);
    for (let k = 0; k < c; k++) this.#sure[k] += masses[node * c + k] * sure;
    if (this.#count === this.#leaves.length) this.#grow();
    this.#leaves[this.#count] = node - ((1 << level) - 1);
    this.#exponents[this.#count++] = near - this.#growth(far);
  }

  /**
   * Leaves out the farthest leaves as far as half the tolerance goes: shells of equal exponent, the
   * farthest first.
   */
  #trim(): void {
    const { c, points, masses, request } = this.#task;
    const firstLeaf = (1 << points.depth) - 1;
    const shells = this.#shells.fill(0);
    for (let i = 0; i < this.#count; i++) {
      const exponent = this.#exponents[i];
      const shell = shellOf(exponent);
      const most = Math.exp(-exponent);
      const mass = (firstLeaf + this.#leaves[i]) * c;
      for (let k = 0; k < c; k++) shells[shell * c + k] += most * masses[mass + k];
    }
    this.#left.fill(0);
    let spared = SHELLS;
    for (let spare = true; spare && spared > 0; ) {
      for (let k = 0; k < c; k++) {
        this.#left[k] += shells[(spared - 1) * c + k];
        if (this.#left[k] > (request.tolerance / 2) * this.#sure[k]) spare = false;
      }
      if (spare) spared--;
    }
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      if (shellOf(this.#exponents[i]) < spared) this.#leaves[kept++] = this.#leaves[i];
    }
    this.#count = kept;
  }

  #grow(): void {
    const leaves = new Int32Array(2 * this.#leaves.length);
    const exponents = new Float64Array(leaves.length);
    leaves.set(this.#leaves);
    exponents.set(this.#exponents);
    this.#leaves = leaves;
    this.#exponents = exponents;
  }
}

function shellOf(exponent: number): number {
  return exponent <= 0 ? 0 : Math.min(SHELLS - 1, Math.floor(exponent * SHELLS_PER_UNIT));
}
