// The local polynomial of one query from the points themselves, for the designs whose moments would lose too many digits:
// at borders, far from the data, with few points in reach.
//
//   min_γ Σ_i ω_i (v_i − Σ_α γ_α t_i^α)²      t = (x − c)/s about the weighted mean c of the points in reach
//
// by an orthogonalisation of the columns √ω·t^α in the order of their degree. A column that the ones before leave almost
// nothing of (fewer distinct points than terms, or no weight where it matters) is given the coefficient 0, so the degree
// falls to what the data carry.

import { powers } from '../sums/powers.js';
import type { PointsInReach } from './PointsInReach.js';
import { type ShiftedPower, shiftedPowers } from './shiftedPowers.js';

/** A column is carried when what is left of it is at least this beside the root of all weight. */
const CARRIED = 1e-7;

/** Points that together set the scale s: a weight below the square of `CARRIED` carries nothing. */
const IN_SCALE = CARRIED * CARRIED;

/** Solves one query after another in memory of its own. */
export class LocalDesign {
  /** The highest degree all of whose terms the points carry. */
  degree = 0;
  /** Σ_i ℓ_i², of the weights ℓ with which the fit at the query takes the observations. */
  normSquared = 0;
  /** ℓ of the observations in reach, in the order of `reach.indices`. */
  pulls = new Float64Array(0);
  readonly #d: number;
  readonly #highest: number;
  readonly #counts: readonly number[];
  readonly #parent: readonly number[];
  readonly #variable: readonly number[];
  readonly #shift: readonly ShiftedPower[];
  readonly #center: Float64Array;
  readonly #scale: Float64Array;
  readonly #place: Float64Array; // t^α at the query, [terms]
  readonly #over: Float64Array; // 1/s^α, [terms]
  readonly #upper: Float64Array; // R, [terms, terms], column b from b·terms on
  readonly #solution: Float64Array;
  #columns: Float64Array[] = [];
  #order: number[] = [];
  #count = 0;

  /**
   * @param d - dimensions
   * @param degree - highest of the polynomial
   */
  constructor(d: number, degree: number) {
    const { counts, parent, variable } = powers(d, degree);
    const k = parent.length;
    this.#d = d;
    this.#highest = degree;
    this.#counts = counts;
    this.#parent = parent;
    this.#variable = variable;
    this.#shift = shiftedPowers(d, degree);
    this.#center = new Float64Array(d);
    this.#scale = new Float64Array(d);
    this.#place = new Float64Array(k);
    this.#over = new Float64Array(k);
    this.#upper = new Float64Array(k * k);
    this.#solution = new Float64Array(k);
  }

  /**
   * Factors the design of a query.
   *
   * @param points - [n, d]
   * @param query - holds the query
   * @param at - from here on
   * @param reach - what counts, at least one observation
   */
  factor(points: Float64Array, query: Float64Array, at: number, reach: PointsInReach): void {
    this.#count = reach.count;
    this.#localise(points, query, at, reach);
    this.#fillColumns(points, reach);
    this.#orthogonalise();
    this.#pull();
  }

  /**
   * Coefficients of one output in powers of x − q.
   *
   * @param values - of all observations, from `first` on
   * @param reach - as for `factor`
   * @param out - receives them from `to` on, every `step`
   */
  solveInto(
    values: Float64Array,
    first: number,
    { indices, heaviest }: PointsInReach,
    out: Float64Array,
    to: number,
    step: number,
  ): void {
    const k = this.#parent.length;
    const root = this.#columns[k];
    const rest = this.#columns[k + 1];
    const gamma = this.#solution.fill(0);
    const middle = values[first + heaviest]; // equal values stay equal to the last digit
    for (let i = 0; i < this.#count; i++) rest[i] = root[i] * (values[first + indices[i]] - middle);
    for (const b of this.#order) {
      gamma[b] = dot(this.#columns[b], rest, this.#count);
      subtract(rest, gamma[b], this.#columns[b], this.#count);
    }
    for (let o = this.#order.length - 1; o >= 0; o--) {
      const b = this.#order[o];
      for (let later = o + 1; later < this.#order.length; later++) {
        gamma[b] -= this.#upper[this.#order[later] * k + b] * gamma[this.#order[later]];
      }
      gamma[b] /= this.#upper[b * k + b];
    }
    for (let a = 0; a < k; a++) out[to + a * step] = 0;
    out[to] = middle;
    for (const { from, into, lead, binomial } of this.#shift) {
      if (gamma[from] === 0) continue;
      out[to + into * step] += binomial * gamma[from] * this.#place[lead] * this.#over[into];
    }
  }

  /** Centre and scale of the points in reach, and the powers of t at the query. */
  #localise(points: Float64Array, query: Float64Array, at: number, reach: PointsInReach): void {
    const { indices, weights, count, heaviest } = reach;
    const d = this.#d;
    for (let j = 0; j < d; j++) {
      const origin = points[heaviest * d + j];
      let total = 0;
      let sum = 0;
      for (let i = 0; i < count; i++) {
        total += weights[i];
        sum += weights[i] * (points[indices[i] * d + j] - origin);
      }
      this.#center[j] = origin + sum / total;
      let [low, high] = [origin, origin];
      for (let i = 0; i < count; i++) {
        if (weights[i] < IN_SCALE) continue;
        const x = points[indices[i] * d + j];
        if (x < low) low = x;
        if (x > high) high = x;
      }
      this.#scale[j] = high - low;
    }
    const k = this.#parent.length;
    this.#over[0] = 1;
    this.#place[0] = 1;
    for (let a = 1; a < k; a++) {
      const j = this.#variable[a];
      const over = this.#scale[j] > 0 ? 1 / this.#scale[j] : 0;
      this.#over[a] = this.#over[this.#parent[a]] * over;
      this.#place[a] = this.#place[this.#parent[a]] * ((query[at + j] - this.#center[j]) * over);
    }
  }

  /** √ω·t^α by columns, and √ω once more. */
  #fillColumns(points: Float64Array, { indices, weights, count }: PointsInReach): void {
    const d = this.#d;
    const k = this.#parent.length;
    if (this.#columns.length === 0 || this.#columns[0].length < count) {
      const room = Math.max(16, 2 * count);
      this.#columns = Array.from({ length: k + 2 }, () => new Float64Array(room));
      this.pulls = new Float64Array(room);
    }
    const columns = this.#columns;
    for (let i = 0; i < count; i++) {
      const root = Math.sqrt(weights[i]);
      columns[0][i] = root;
      columns[k][i] = root;
    }
    for (let a = 1; a < k; a++) {
      const j = this.#variable[a];
      const parent = columns[this.#parent[a]];
      const over = this.#scale[j] > 0 ? 1 / this.#scale[j] : 0;
      const column = columns[a];
      for (let i = 0; i < count; i++) {
        column[i] = parent[i] * ((points[indices[i] * d + j] - this.#center[j]) * over);
      }
    }
  }

  /** Gram–Schmidt, twice for each column, the largest of a degree first. */
  #orthogonalise(): void {
    const k = this.#parent.length;
    const count = this.#count;
    const upper = this.#upper.fill(0);
    this.#order = [];
    const whole = norm(this.#columns[0], count);
    let complete = true;
    for (let g = 0, first = 0; g <= this.#highest; first = this.#counts[g++]) {
      const open = new Set<number>();
      for (let b = first; b < this.#counts[g]; b++) open.add(b);
      while (open.size > 0) {
        let best = -1;
        let largest = -1;
        for (const b of open) {
          this.#project(b);
          const left = norm(this.#columns[b], count);
          if (left > largest) [largest, best] = [left, b];
        }
        if (!(largest >= CARRIED * whole)) break;
        open.delete(best);
        this.#project(best);
        const length = norm(this.#columns[best], count);
        const column = this.#columns[best];
        for (let i = 0; i < count; i++) column[i] /= length;
        upper[best * k + best] = length;
        this.#order.push(best);
      }
      if (open.size > 0) complete = false;
      if (complete) this.degree = g;
      if (open.size === this.#counts[g] - first) break; // nor will a higher degree be carried
    }
  }

  /** Takes the part in the columns kept so far out of a column. */
  #project(b: number): void {
    const k = this.#parent.length;
    for (const a of this.#order) {
      const part = dot(this.#columns[a], this.#columns[b], this.#count);
      this.#upper[b * k + a] += part;
      subtract(this.#columns[b], part, this.#columns[a], this.#count);
    }
  }

  /** ℓ = √ω·Q·R⁻ᵀφ(q). */
  #pull(): void {
    const k = this.#parent.length;
    const count = this.#count;
    const v = new Float64Array(k);
    const root = this.#columns[k];
    const pulls = this.pulls.fill(0, 0, count);
    for (const [o, b] of this.#order.entries()) {
      let sum = this.#place[b];
      for (let earlier = 0; earlier < o; earlier++) {
        const a = this.#order[earlier];
        sum -= this.#upper[b * k + a] * v[a];
      }
      v[b] = sum / this.#upper[b * k + b];
      subtract(pulls, -v[b], this.#columns[b], count);
    }
    let total = 0;
    for (let i = 0; i < count; i++) {
      pulls[i] *= root[i];
      total += pulls[i] * pulls[i];
    }
    this.normSquared = total;
  }
}

function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array, count: number): number {
  return Math.sqrt(dot(a, a, count));
}

function subtract(from: Float64Array, factor: number, what: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) from[i] -= factor * what[i];
}
