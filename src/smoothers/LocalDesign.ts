// The local polynomial of one query from the points themselves, for the designs whose moments would lose too many digits:
// at borders, far from the data, with few points in reach.
//
//   min_γ Σ_i ω_i (v_i − Σ_α γ_α t_i^α)²      t = (x − c)/s about the weighted mean c of the points in reach
//
// The columns √ω·t^α are made orthogonal in the order of their degree. Where the ones before leave almost nothing of a term
// (fewer distinct points than terms, or no weight where it matters), the degree falls to what the data carry. Dimensions in
// which the points in reach do not differ take no part.

import { powers } from '../sums/powers.js';
import { type ShiftedPower, shiftedPowers } from '../sums/shiftedPowers.js';
import { CARRIED, OrthogonalColumns } from './OrthogonalColumns.js';
import type { PointsInReach } from './PointsInReach.js';

/** Points that together set the scale s: a smaller weight carries nothing. */
const IN_SCALE = CARRIED * CARRIED;

/** What an observation that alone carries a term leaves of its weight is rounding. */
const ALONE = 1e-10;

/** Solves one query after another in memory of its own. */
export class LocalDesign {
  /** Σ_i ℓ_i² for the weights ℓ with which the fit at the query takes the observations. */
  normSquared = 0;
  /** ℓ of the observations in reach, in the order of `reach.indices`. */
  pulls = new Float64Array(0);
  readonly #d: number;
  readonly #parent: readonly number[];
  readonly #variable: readonly number[];
  readonly #shift: readonly ShiftedPower[];
  readonly #design: OrthogonalColumns;
  readonly #center: Float64Array;
  readonly #over: Float64Array; // 1/s, [d]; 0 where the points in reach do not differ
  readonly #units: Float64Array; // 1/s^α, [terms]
  readonly #place: Float64Array; // t^α at the query, [terms]
  readonly #absent: Uint8Array; // terms in dimensions without extent, [terms]
  readonly #solution: Float64Array; // γ
  #root = new Float64Array(0); // √ω
  #right = new Float64Array(0);

  /**
   * @param d - dimensions
   * @param degree - highest of the polynomial
   */
  constructor(d: number, degree: number) {
    const { counts, parent, variable } = powers(d, degree);
    this.#d = d;
    this.#parent = parent;
    this.#variable = variable;
    this.#shift = shiftedPowers(d, degree);
    this.#design = new OrthogonalColumns(counts);
    this.#center = new Float64Array(d);
    this.#over = new Float64Array(d);
    this.#units = new Float64Array(parent.length);
    this.#place = new Float64Array(parent.length);
    this.#absent = new Uint8Array(parent.length);
    this.#solution = new Float64Array(parent.length);
  }

  /** The degree that the points carry. */
  get degree(): number {
    return this.#design.complete;
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
    this.#localise(points, query, at, reach);
    this.#fillColumns(points, reach);
    this.#design.factor(this.#absent);
    this.#pullBy(this.#place, reach);
  }

  /**
   * Takes the weights ℓ of another coefficient of the factored design.
   *
   * @param term - which power of x − q
   * @param reach - as for `factor`
   */
  pullTerm(term: number, reach: PointsInReach): void {
    const f = new Float64Array(this.#place.length);
    for (const { from, into, lead, binomial } of this.#shift) {
      if (into === term) f[from] += binomial * this.#place[lead] * this.#units[into];
    }
    this.#pullBy(f, reach);
  }

  /** The weights of a combination of γ. */
  #pullBy(f: Float64Array, reach: PointsInReach): void {
    this.#design.rowWeightsInto(f, this.pulls);
    this.normSquared = 0;
    for (let i = 0; i < reach.count; i++) {
      this.pulls[i] *= this.#root[i];
      this.normSquared += this.pulls[i] * this.pulls[i];
    }
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
    { indices, heaviest, count }: PointsInReach,
    out: Float64Array,
    to: number,
    step: number,
  ): void {
    const gamma = this.#solution;
    const right = this.#right;
    const middle = values[first + heaviest]; // equal values stay equal to the last digit
    for (let i = 0; i < count; i++) {
      right[i] = this.#root[i] * (values[first + indices[i]] - middle);
    }
    this.#design.solveInto(right, gamma);
    for (let a = 0; a < gamma.length; a++) out[to + a * step] = 0;
    out[to] = middle;
    for (const { from, into, lead, binomial } of this.#shift) {
      if (gamma[from] === 0) continue;
      out[to + into * step] += binomial * gamma[from] * this.#place[lead] * this.#units[into];
    }
  }

  /**
   * How the fit of the output solved last changes when one observation is left out, for each in reach:
   *
   *   −ℓ_i e_i / (1 − L_i),   e_i and L_i residual and leverage within the local regression of the query
   *
   * @param out - receives them in the order of `reach.indices`; NaN where an observation alone carries a term
   */
  leaveOutInto({ count }: PointsInReach, out: Float64Array): void {
    const { columns, order } = this.#design;
    for (let i = 0; i < count; i++) {
      let rest = 1;
      for (const a of order) rest -= columns[a][i] * columns[a][i];
      const change = (this.pulls[i] * this.#right[i]) / (this.#root[i] * rest);
      out[i] = rest > ALONE ? -change : Number.NaN;
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
      let [low, high] = [origin, origin];
      for (let i = 0; i < count; i++) {
        const x = points[indices[i] * d + j];
        total += weights[i];
        sum += weights[i] * (x - origin);
        if (weights[i] < IN_SCALE) continue;
        if (x < low) low = x;
        if (x > high) high = x;
      }
      this.#center[j] = origin + sum / total;
      this.#over[j] = high > low ? 1 / (high - low) : 0;
    }
    this.#units[0] = 1;
    this.#place[0] = 1;
    for (let a = 1; a < this.#place.length; a++) {
      const j = this.#variable[a];
      const t = (query[at + j] - this.#center[j]) * this.#over[j];
      this.#absent[a] = this.#over[j] === 0 ? 1 : this.#absent[this.#parent[a]];
      this.#units[a] = this.#units[this.#parent[a]] * this.#over[j];
      this.#place[a] = this.#place[this.#parent[a]] * t;
    }
  }

  /** √ω·t^α by columns. */
  #fillColumns(points: Float64Array, { indices, weights, count }: PointsInReach): void {
    const d = this.#d;
    this.#design.reserve(count);
    const { columns } = this.#design;
    if (this.#root.length < count) {
      const room = columns[0].length;
      this.#root = new Float64Array(room);
      this.#right = new Float64Array(room);
      this.pulls = new Float64Array(room);
    }
    for (let i = 0; i < count; i++) {
      this.#root[i] = Math.sqrt(weights[i]);
      columns[0][i] = this.#root[i];
    }
    for (let a = 1; a < columns.length; a++) {
      const j = this.#variable[a];
      const parent = columns[this.#parent[a]];
      const column = columns[a];
      for (let i = 0; i < count; i++) {
        column[i] = parent[i] * ((points[indices[i] * d + j] - this.#center[j]) * this.#over[j]);
      }
    }
  }
}
