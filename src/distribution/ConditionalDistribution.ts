// The distribution of values at a place, as steps that a normal distribution smooths:
//
//   F(v|q) = Σ_i α_i(q) Φ((v − v_i)/h),   α_i = K((x_i − q)/h_x) s_i / Σ_j K((x_j − q)/h_x) s_j
//
// Values are in order, and cut into cells (ValueCells.ts). A query takes sums over each cell from the waist; a
// cell whole bandwidths below v counts fully, one above it not at all, and what lies between is read
// from moments of narrow cells,
//
//   Σ_i α_i Φ(z − t_i) = α [Φ(z) − φ(z) Σ_{k≥1} μ_k/k! He_{k−1}(z)],   z = (v − c)/h,  t = (v_i − c)/h
//
// which for |t| ≤ 1/2 and k ≤ 15 is off by less than 4e-13 of the cell, since |He_{k−1} φ| is at most
// 0.44 √(k−1)! (Cramér), and in wide cells, where values lie apart, step by step. A few values, and
// queries that sums do not tell (far from all, nothing in reach), are one wide cell. O(n + m) sums in
// each cell.
//
// Li, Racine (2008), Nonparametric estimation of conditional CDF and quantile functions

import { firstWhere } from '../arrays/firstWhere.js';
import { millsRatio } from '../kernels/normal.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { LOST_LOGARITHM, smootherRequest, smootherSums } from '../smoothers/smootherSums.js';
import { Near } from '../sums/Near.js';
import type { KernelSums, Sample } from '../sums/types.js';
import { type Cell, MOMENTS, type ValueCells, valueCells } from './ValueCells.js';

/** The normal distribution is 0 or 1 to the last digit so many bandwidths away. */
const REACH = 8.3;
/** And 0 in doubles. */
const NOTHING = 40;
/** So many sums are held at once. */
const HELD = 2 ** 22;
/** A level is reached by steps when it is missed by rounding alone. */
const ROUNDING = 1e-13;
/** Rounds of Newton's method at most, halving included. */
const ROUNDS = 200;

/** Of (t/½)^k: (½)^k/k!. */
const FACTORS = /* @__PURE__ */ Float64Array.from({ length: MOMENTS.size }, (_, k) => {
  let factor = 1;
  for (let i = 1; i <= k; i++) factor *= MOMENTS.half / i;
  return factor;
});

/** What a distribution is mixed with: another of the same values, and how much of it each query takes, [m]. */
export interface Mixture {
  /** Turned to its query. */
  readonly other: ConditionalDistribution;
  readonly shares: Float64Array;
}

/** Distributions at one query after another. */
export class ConditionalDistribution {
  readonly #where: string;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  readonly #all: ValueCells;
  readonly #mixture: Mixture | undefined;
  /** Steps of each cell, and of all in one. */
  readonly #steps: readonly Steps[];
  readonly #wholeSteps: Steps;
  /** Queries from one on whose sums over each cell are held. */
  #first = 0;
  #held = 0;
  #sums: readonly KernelSums[] = [];
  /** The query that is asked about, and which cells it uses. */
  #query = -1;
  #isWhole = false;
  /** What each cell weighs for it, and all before it; what its sums are to be multiplied by. */
  readonly #mass: Float64Array;
  readonly #before: Float64Array;
  readonly #scale: Float64Array;
  /** Where it was looked last: F and h times its density. */
  #below = 0;
  #slope = 0;

  /**
   * @param observations - places with one value each
   * @param spec - which makes the weights, as those of a local mean
   * @param h - bandwidth of values, at least 0
   * @param queries - [m, d]
   */
  constructor(
    where: string,
    observations: Observations,
    spec: SmootherSpec,
    h: number,
    queries: Float64Array,
    mixture?: Mixture,
  ) {
    this.#mixture = mixture;
    this.#where = where;
    this.#spec = { ...spec, degree: 0 };
    this.#queries = queries;
    this.#all = valueCells(observations, h);
    const { cells, whole } = this.#all;
    this.#wholeSteps = new Steps(whole.sample, this.#spec, queries);
    this.#steps =
      cells.length === 1
        ? [this.#wholeSteps]
        : cells.map(({ sample }) => new Steps(sample, this.#spec, queries));
    this.#mass = new Float64Array(cells.length);
    this.#before = new Float64Array(cells.length + 1);
    this.#scale = new Float64Array(cells.length);
  }

  /** Turns to a query; false where nothing is in reach. */
  turnTo(q: number): boolean {
    this.#query = q;
    this.#isWhole = this.#all.cells.length === 1 || !this.#weighCells(q);
    if (!this.#isWhole) return true;
    this.#mass[0] = 1;
    this.#before[1] = 1;
    return this.#wholeSteps.turnTo(q, 1);
  }

  /** F at a value, less `middle`. */
  distribution(value: number, middle = 0): number {
    const { values, h } = this.#all;
    // Steps are where quantiles are: a difference may be rounded below one.
    const isAbove = (i: number) => middle + values[i] > value;
    const last = h > 0 ? -1 : firstWhere(0, values.length, isAbove) - 1;
    this.#look(last < 0 ? value - middle : values[last]);
    return this.#below;
  }

  /** The density at a value, for a bandwidth above 0. */
  density(value: number): number {
    this.#look(value);
    return this.#slope / this.#all.h;
  }

  /**
   * The least value at which F has reached a level between 0 and 1.
   *
   * @param least - one that is known to be no higher
   */
  quantile(level: number, least = -Infinity): number {
    const { values, h } = this.#all;
    const start = h === 0 && this.#share > 0 ? this.#mixedStep(level) : this.#stepAt(level);
    if (h === 0) return Math.max(least, start);
    const n = values.length;
    let low = Math.max(least, values[0] - NOTHING * h);
    let high = Math.max(low, values[n - 1] + NOTHING * h);
    let value = Math.max(low, start);
    for (let round = 0; round < ROUNDS && low < high; round++) {
      this.#look(value);
      const over = this.#below - level;
      if (over === 0) return value;
      if (over > 0) high = value;
      else low = value;
      const next = value - (over / this.#slope) * h;
      const to = next > low && next < high ? next : low / 2 + high / 2;
      if (to === low || to === high) return high;
      if (Math.abs(to - value) <= 2 ** -52 * Math.max(Math.abs(value), h)) return to;
      value = to;
    }
    return value;
  }

  get #cells(): readonly Cell[] {
    return this.#isWhole ? [this.#all.whole] : this.#all.cells;
  }

  /** How much of the other distribution the query takes. */
  get #share(): number {
    return this.#mixture ? this.#mixture.shares[this.#query] : 0;
  }

  /** The least value whose steps in both distributions reach a level. */
  #mixedStep(level: number): number {
    const { values } = this.#all;
    const reaches = (i: number) => this.distribution(values[i]) >= level - ROUNDING;
    return values[firstWhere(0, values.length - 1, reaches)];
  }

  /** The least value whose step reaches a level; in a narrow cell about there. */
  #stepAt(level: number): number {
    const { values } = this.#all;
    const cells = this.#cells;
    const c = firstWhere(0, cells.length - 1, (i) => this.#before[i + 1] >= level - ROUNDING);
    const { from, to, isNarrow } = cells[c];
    const rest = level - ROUNDING - this.#before[c];
    if (isNarrow) {
      const share = Math.max(0, Math.min(1, rest / this.#mass[c]));
      return values[from + Math.floor(share * (to - from - 1))];
    }
    const sums = this.#stepsOf(c);
    return values[from + firstWhere(0, to - from - 1, (i) => sums[i + 1] >= rest)];
  }

  /** Reads F and its density at a value. */
  #look(value: number): void {
    const { values, h } = this.#all;
    const cells = this.#cells;
    const [low, high] = [value - REACH * h, value + REACH * h];
    let c = firstWhere(0, cells.length, (i) => values[cells[i].to - 1] > low);
    this.#below = this.#before[c];
    this.#slope = 0;
    for (; c < cells.length && values[cells[c].from] <= high; c++) {
      if (!(this.#mass[c] > 0)) continue;
      if (cells[c].isNarrow) this.#addMoments(c, (value - cells[c].middle) / h);
      else this.#addSteps(c, value, low, high);
    }
    this.#below = Math.min(1, Math.max(0, this.#below));
    this.#slope = Math.max(0, this.#slope);
    const share = this.#share;
    if (!(share > 0) || !this.#mixture) return;
    const { other } = this.#mixture;
    other.#look(value);
    this.#below += share * (other.#below - this.#below);
    this.#slope += share * (other.#slope - this.#slope);
  }

  /** Adds what a wide cell says of a value, of which steps between `low` and `high` are smoothed. */
  #addSteps(c: number, value: number, low: number, high: number): void {
    const { values, h } = this.#all;
    const { from, to } = this.#cells[c];
    const sums = this.#stepsOf(c);
    let i = firstWhere(from, to, (at) => values[at] > low);
    let [below, slope] = [sums[i - from], 0];
    for (; i < to && values[i] <= high; i++) {
      const weight = sums[i + 1 - from] - sums[i - from];
      if (weight === 0) continue;
      const z = (value - values[i]) / h;
      const density = normalDensity(z);
      below += weight * distributionOf(z, density);
      slope += weight * density;
    }
    this.#below += below;
    this.#slope += slope;
  }

  /** Adds what a narrow cell says, z from its middle. */
  #addMoments(c: number, z: number): void {
    const { sums } = this.#sums[c];
    const at = (this.#query - this.#first) * MOMENTS.size;
    const scale = this.#scale[c];
    const density = normalDensity(z);
    let [before, now] = [0, 1]; // He_{k−2} and He_{k−1}
    let [low, slope] = [0, sums[at]];
    for (let k = 1; k < MOMENTS.size; k++) {
      const moment = FACTORS[k] * sums[at + k];
      low += moment * now;
      const next = z * now - (k - 1) * before;
      before = now;
      now = next;
      slope += moment * now;
    }
    this.#below += scale * (sums[at] * distributionOf(z, density) - density * low);
    this.#slope += scale * density * slope;
  }

  /** Sums of the weights of a cell up to each of its values. */
  #stepsOf(c: number): Float64Array {
    const steps = this.#isWhole ? this.#wholeSteps : this.#steps[c];
    steps.turnTo(this.#query, this.#mass[c]);
    return steps.sums;
  }

  /** What each cell weighs for a query; false where sums do not tell. */
  #weighCells(q: number): boolean {
    if (!(q >= this.#first && q < this.#first + this.#held)) this.#hold(q);
    const { cells } = this.#all;
    const row = q - this.#first;
    const mass = this.#mass;
    let largest = -Infinity;
    for (let c = 0; c < cells.length; c++) {
      const { logScale, sums } = this.#sums[c];
      mass[c] = sums[row * (cells[c].isNarrow ? MOMENTS.size : 1)];
      if (Number.isNaN(mass[c])) return false;
      if (mass[c] > 0) largest = Math.max(largest, logScale[row] + Math.log(mass[c]));
    }
    if (!(Math.abs(largest) < LOST_LOGARITHM)) return false;
    let total = 0;
    for (let c = 0; c < cells.length; c++) {
      this.#scale[c] = mass[c] > 0 ? Math.exp(this.#sums[c].logScale[row] - largest) : 0;
      mass[c] *= this.#scale[c];
      total += mass[c];
    }
    for (let c = 0; c < cells.length; c++) {
      mass[c] /= total;
      this.#scale[c] /= total;
      this.#before[c + 1] = this.#before[c] + mass[c];
    }
    return true;
  }

  /** Takes the sums of queries from one on. */
  #hold(q: number): void {
    const all = this.#all;
    const { d } = all.whole.sample;
    const m = this.#queries.length / d;
    this.#first = q;
    this.#held = Math.min(m - q, Math.max(1, Math.floor(HELD / (all.cells.length * MOMENTS.size))));
    const queries = this.#queries.subarray(q * d, (q + this.#held) * d);
    this.#sums = all.cells.map((cell) => {
      const sample = all.columnsOf(cell);
      const request = smootherRequest(sample, this.#spec, queries);
      return smootherSums(this.#where, sample, queries, request, this.#spec.method);
    });
  }
}

/** Observations in order of their values, by what they weigh for one query after another. */
class Steps {
  /** Sums of the weights up to each value, from 0. */
  readonly sums: Float64Array;
  readonly #sample: Sample;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  #near: Near | undefined;
  #query = -1;
  #isReached = false;

  constructor(sample: Sample, spec: SmootherSpec, queries: Float64Array) {
    this.sums = new Float64Array(sample.n + 1);
    this.#sample = sample;
    this.#spec = spec;
    this.#queries = queries;
  }

  /** Weighs each observation, all together as much as `mass`; false where none is in reach. */
  turnTo(q: number, mass: number): boolean {
    if (this.#query === q) return this.#isReached;
    this.#query = q;
    const { sums } = this;
    this.#near ??= new Near(
      this.#sample,
      this.#queries,
      smootherRequest(this.#sample, this.#spec, this.#queries),
    );
    const near = this.#near;
    near.findOr(this.#spec.emptyWindow, q, -1);
    sums.fill(0);
    for (let at = 0; at < near.count; at++) sums[near.indices[at] + 1] = near.weights[at];
    for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    const total = sums[sums.length - 1];
    // sums may see an observation at the very edge of a window that is not in it
    this.#isReached = total > 0;
    for (let i = 1; i < sums.length && total > 0; i++) sums[i] *= mass / total;
    return this.#isReached;
  }
}

/** φ(z) */
function normalDensity(z: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * z * z);
}

/** Φ(z) by φ(z). */
function distributionOf(z: number, density: number): number {
  const tail = Math.min(0.5, density * millsRatio(Math.abs(z)));
  return z > 0 ? 1 - tail : tail;
}
