// One query of a Gaussian far from the points, or among weights of extreme size: everything
// relative to a reference point r.
//   E_i = g·(‖u_i‖² − ‖u_r‖²) = g·Σ_j w_j(r_j − x_ij)·(w_j(q_j − x_ij) + w_j(q_j − r_j))
// keeps the difference of two keys although the squares themselves have lost it. r is the nearest
// point, found by E < 0.
//   S = exp(log K(u_r) + best)·Σ c_i·exp(−E_i − best),  best = max (log c_i − E_i) of the weights
// Nodes are left out under the same certified bound as in the near case.

import type { TreeTask } from './TreeTask.js';

/** Largest exponent that is taken: only terms of zero weight can ask for more. */
const LARGEST = 700;

/** Far queries, one at a time. */
export class GaussianFar {
  readonly #task: TreeTask;
  readonly #g: number;
  readonly #logPeak: number;
  readonly #logMass: Float64Array;
  readonly #best: Float64Array;
  readonly #reference: Float64Array;
  readonly #terms: Float64Array;
  /** The first two points that count; the nearest of those that do is the reference. */
  readonly #live: number[] = [];
  #query: Float64Array;
  #skip = -1;
  #cut = 0;
  #at = 0;

  constructor(task: TreeTask) {
    const { kernel, squared, product } = task.request;
    this.#task = task;
    this.#g = squared ? 1 : 0.5;
    this.#logPeak = kernel.logValue(0) * (product ? task.d : 1) * (squared ? 2 : 1);
    this.#logMass = task.masses.map(Math.log);
    this.#best = new Float64Array(task.c);
    this.#reference = new Float64Array(task.d);
    this.#terms = new Float64Array(task.powers.parent.length);
    this.#query = this.#reference;
    for (let i = 0; i < task.points.n && this.#live.length < 2; i++) {
      if (isLive(task, i)) this.#live.push(i);
    }
  }

  /** Writes the sums and the scale of a query into the result at place `place`. */
  sum(q: Float64Array, skip: number, place: number): void {
    const { d, c, result, size, request, masses } = this.#task;
    this.#query = q;
    this.#skip = skip;
    this.#at = place * size;
    result.sums.fill(0, this.#at, this.#at + size);
    result.logScale[place] = 0;
    const first = this.#live[0] === skip ? this.#live[1] : this.#live[0];
    if (first === undefined) return;
    this.#refer(first);
    this.#nearest(0, 0);
    this.#best.fill(Number.NEGATIVE_INFINITY);
    this.#raise(0, 0);
    if (this.#best[0] === Number.NEGATIVE_INFINITY) return;
    let lowest = 0;
    for (let k = 0; k < c; k++) {
      if (masses[k] > 0 && this.#best[k] > Number.NEGATIVE_INFINITY) {
        lowest = Math.max(lowest, this.#logMass[k] - this.#best[k]);
      }
    }
    this.#cut = lowest - Math.log(request.tolerance);
    this.#add(0, 0);
    let square = 0;
    for (let j = 0; j < d; j++) {
      square += ((q[j] - this.#reference[j]) * request.inverseBandwidth[j]) ** 2;
    }
    result.logScale[place] = this.#logPeak - this.#g * square + this.#best[0];
  }

  /** Makes a point the reference. */
  #refer(i: number): void {
    const { n, d, coordinates } = this.#task.points;
    for (let j = 0; j < d; j++) this.#reference[j] = coordinates[j * n + i];
  }

  /** E of coordinate j at x. */
  #part(j: number, x: number): number {
    const w = this.#task.request.inverseBandwidth[j];
    const r = this.#reference[j];
    const q = this.#query[j];
    return this.#g * ((r - x) * w) * ((q - x + (q - r)) * w);
  }

  #exponent(i: number): number {
    const { n, d, coordinates } = this.#task.points;
    let e = 0;
    for (let j = 0; j < d; j++) e += this.#part(j, coordinates[j * n + i]);
    return e;
  }

  /** Smallest E in the box of a node: each coordinate as near to the query as the box allows. */
  #least(node: number): number {
    const { d, points } = this.#task;
    let e = 0;
    for (let j = 0; j < d; j++) {
      const low = points.boxes[(node * d + j) * 2];
      const high = points.boxes[(node * d + j) * 2 + 1];
      e += this.#part(j, Math.min(Math.max(this.#query[j], low), high));
    }
    return e;
  }

  #nearest(level: number, node: number): void {
    const { points } = this.#task;
    if (!(this.#least(node) < 0)) return;
    if (level < points.depth) {
      const leftFirst = this.#least(2 * node + 1) <= this.#least(2 * node + 2);
      this.#nearest(level + 1, 2 * node + (leftFirst ? 1 : 2));
      this.#nearest(level + 1, 2 * node + (leftFirst ? 2 : 1));
      return;
    }
    const r = node - ((1 << level) - 1);
    const end = points.end(level, r);
    for (let i = points.start(level, r); i < end; i++) {
      if (i !== this.#skip && this.#exponent(i) < 0 && isLive(this.#task, i)) this.#refer(i);
    }
  }

  /** The largest log|c| − E of each column. */
  #raise(level: number, node: number): void {
    const { c, points, columns } = this.#task;
    const least = this.#least(node);
    let promising = false;
    for (let k = 0; k < c; k++) {
      if (this.#logMass[node * c + k] - least > this.#best[k]) promising = true;
    }
    if (!promising) return;
    if (level < points.depth) {
      const leftFirst = this.#least(2 * node + 1) <= this.#least(2 * node + 2);
      this.#raise(level + 1, 2 * node + (leftFirst ? 1 : 2));
      this.#raise(level + 1, 2 * node + (leftFirst ? 2 : 1));
      return;
    }
    const r = node - ((1 << level) - 1);
    const end = points.end(level, r);
    for (let i = points.start(level, r); i < end; i++) {
      if (i === this.#skip) continue;
      const e = this.#exponent(i);
      for (let k = 0; k < c; k++) {
        const size = Math.log(Math.abs(columns[k * points.n + i])) - e;
        if (size > this.#best[k]) this.#best[k] = size;
      }
    }
  }

  #add(level: number, node: number): void {
    const { points, maxDegree } = this.#task;
    // ‖u_i‖² <= ‖u_r‖² + 2E, so a power of u adds at most this to the exponent.
    const least = this.#least(node);
    if (least - (maxDegree / 2) * Math.log1p(2 * Math.max(0, least)) > this.#cut) return;
    if (level < points.depth) {
      this.#add(level + 1, 2 * node + 1);
      this.#add(level + 1, 2 * node + 2);
      return;
    }
    const r = node - ((1 << level) - 1);
    const end = points.end(level, r);
    for (let i = points.start(level, r); i < end; i++) {
      if (i !== this.#skip && isLive(this.#task, i)) this.#addPoint(i);
    }
  }

  #addPoint(i: number): void {
    const { c, columns, points, powers, sumStart, request, result } = this.#task;
    const terms = this.#terms;
    terms[0] = Math.exp(Math.min(LARGEST, -this.#exponent(i) - this.#best[0]));
    for (let a = 1; a < terms.length; a++) {
      const j = powers.variable[a];
      const x = points.coordinates[j * points.n + i];
      terms[a] = terms[powers.parent[a]] * ((x - this.#query[j]) * request.inverseBandwidth[j]);
    }
    for (let k = 0; k < c; k++) {
      const value = columns[k * points.n + i];
      const count = sumStart[k + 1] - sumStart[k];
      for (let a = 0; a < count; a++) {
        result.sums[this.#at + sumStart[k] + a] += terms[a] * value;
      }
    }
  }
}

/**
 * Whether a point counts: far from all others, one of zeros would take their digits as reference.
 */
function isLive({ c, columns, points }: TreeTask, i: number): boolean {
  for (let k = 0; k < c; k++) if (columns[k * points.n + i] !== 0) return true;
  return false;
}
