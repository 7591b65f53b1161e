// The distribution of values at a place, as steps that a normal distribution smooths:
//
//   F(v|q) = Σ_i α_i(q) Φ((v − v_i)/h),   α_i = K((x_i − q)/h_x) s_i / Σ_j K((x_j − q)/h_x) s_j
//
// Values are put in order once, and cut into cells. A query takes sums over each cell from the waist; a cell
// whole bandwidths below v counts fully, one above it not at all, and what lies between is read from
// moments of narrow cells,
//
//   Σ_i α_i Φ(z − t_i) = α [Φ(z) − φ(z) Σ_{k≥1} μ_k/k! He_{k−1}(z)],   z = (v − c)/h,  t = (v_i − c)/h
//
// which for |t| ≤ 1/5 and k ≤ 10 is off by less than 5e-13 of the cell, since |He_{k−1} φ| is at most
// 0.44 √(k−1)! (Cramér), and in wide cells, where values lie apart, step by step. A few values, and
// queries that sums do not tell (far from all, nothing in reach), are one wide cell.
//
// Li, Racine (2008), Nonparametric estimation of conditional CDF and quantile functions

import { normalDistribution } from '../kernels/normal.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import {
  centredSample,
  LOST_LOGARITHM,
  smootherRequest,
  smootherSums,
} from '../smoothers/smootherSums.js';
import { Near } from '../sums/Near.js';
import { type KernelSums, pointsAt, type Sample, withColumns } from '../sums/types.js';

/** Half the width of a narrow cell in bandwidths, and how many moments it has. */
const HALF = 1 / 5;
const MOMENTS = 11;
/** The normal distribution is 0 or 1 to the last digit so many bandwidths away. */
const REACH = 8.3;
/** Fewer values are one cell; of more there are at most so many cells. */
const FEW = 256;
const MOST_CELLS = 400;
const LEAST_IN_CELL = 32;
/** So many sums are held at once. */
const HELD = 2 ** 22;
/** A level is reached when it is missed by rounding alone. */
const ROUNDING = 1e-13;
/** Rounds of Newton's method, halving included. */
const ROUNDS = 200;

/** The normal density. */
function normalDensity(z: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * z * z);
}

/** Values in order, cut into cells. */
interface Cells {
  readonly count: number;
  /** First value of each, [count + 1]. */
  readonly start: Int32Array;
  /** How many sums each has: moments of a narrow one, of a wide one what it weighs. */
  readonly sums: Uint8Array;
  /** Where moments are taken about. */
  readonly middle: Float64Array;
}

/** Distributions at one query after another. */
export class ConditionalDistribution {
  readonly #where: string;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  readonly #h: number;
  /** In ascending order. */
  readonly #values: Float64Array;
  readonly #d: number;
  readonly #cells: Cells;
  readonly #whole: Cells;
  /** Observations of each cell, once they are needed. */
  readonly #parts: Part[];
  readonly #wholePart: Part;
  /** Queries whose sums are held. */
  #first = 0;
  #held = 0;
  #sums: KernelSums[] = [];
  /** The query that is asked about, by the cells it uses. */
  #query = -1;
  #now: Cells;
  #nowParts: Part[];
  /** Of the query: what each cell weighs, and all before it. */
  readonly #mass: Float64Array;
  readonly #before: Float64Array;
  /** What sums of a cell are to be multiplied by. */
  readonly #scale: Float64Array;
  #distribution = 0;
  #density = 0;

  /**
   * @param observations - places with one value each
   * @param spec - which makes the weights: those of a local mean
   * @param outputBandwidth - h, at least 0
   * @param queries - [m, d]
   */
  constructor(
    where: string,
    observations: Observations,
    spec: SmootherSpec,
    outputBandwidth: number,
    queries: Float64Array,
  ) {
    this.#where = where;
    this.#spec = { ...spec, degree: 0 };
    this.#queries = queries;
    this.#h = outputBandwidth;
    const { keys, order } = sortedOrder(observations.y);
    const { n, d } = observations;
    const { columns } = centredSample({ ...observations, p: 0 }).sample;
    const sorted = pointsAt({ n, d, c: 1, points: observations.x, columns }, order);
    this.#values = keys;
    this.#d = d;
    const part = (from: number, to: number) =>
      new Part(rowsOfSample(sorted, from, to), keys.subarray(from, to), this.#spec, queries);
    this.#whole = {
      count: 1,
      start: Int32Array.of(0, n),
      sums: Uint8Array.of(1),
      middle: new Float64Array(1),
    };
    this.#cells = n > FEW ? cellsOf(keys, outputBandwidth) : this.#whole;
    this.#wholePart = part(0, n);
    const { count, start } = this.#cells;
    this.#parts =
      count === 1
        ? [this.#wholePart]
        : Array.from({ length: count }, (_, c) => part(start[c], start[c + 1]));
    this.#now = this.#cells;
    this.#nowParts = this.#parts;
    this.#mass = new Float64Array(count);
    this.#before = new Float64Array(count + 1);
    this.#scale = new Float64Array(count);
  }

  /** Turns to a query; false where nothing is in reach. */
  turnTo(q: number): boolean {
    this.#query = q;
    if (this.#cells.count > 1 && this.#weighCells(q)) return true;
    this.#now = this.#whole;
    this.#nowParts = [this.#wholePart];
    this.#mass[0] = 1;
    this.#before[0] = 0;
    this.#before[1] = 1;
    return this.#wholePart.load(q, 1);
  }

  /** F at a value. */
  distribution(value: number): number {
    this.#look(value);
    return this.#distribution;
  }

  /** The density at a value, for a bandwidth above 0. */
  density(value: number): number {
    this.#look(value);
    return this.#density;
  }

  /**
   * The least value at which F has reached a level between 0 and 1.
   *
   * @param least - of which it is known that F is no higher there
   */
  quantile(level: number, least = -Infinity): number {
    const values = this.#values;
    const h = this.#h;
    let [low, high] = [values[0] - 2 * ENOUGH * h, values[values.length - 1] + 2 * ENOUGH * h];
    if (least > low) low = Math.min(least, high);
    if (h === 0) return Math.max(least, this.#step(level));
    const { count, start } = this.#now;
    let c = 0;
    while (c < count - 1 && this.#before[c + 1] < level) c++;
    let value = Math.min(high, Math.max(low, values[(start[c] + start[c + 1]) >> 1]));
    for (let round = 0; round < ROUNDS; round++) {
      this.#look(value);
      const over = this.#distribution - level;
      if (over === 0) return value;
      if (over > 0) high = value;
      else low = value;
      const next = value - over / this.#density;
      // twice as near at least, or halved
      const isInside = next > low && next < high;
      const to = isInside ? next : low / 2 + high / 2;
      if (
        Math.abs(to - value) <= 2 ** -52 * Math.max(Math.abs(value), h) ||
        to === low ||
        to === high
      )
        return to;
      value = to;
    }
    return value;
  }

  /** The least value whose step reaches a level. */
  #step(level: number): number {
    const { count, start } = this.#now;
    const before = this.#before;
    let c = 0;
    while (c < count - 1 && before[c + 1] < level - ROUNDING) c++;
    const sums = this.#steps(c);
    let [low, high] = [0, start[c + 1] - start[c] - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before[c] + sums[middle + 1] >= level - ROUNDING) high = middle;
      else low = middle + 1;
    }
    return this.#values[start[c] + low];
  }

  /** Reads F and its density at a value. */
  #look(value: number): void {
    const h = this.#h;
    const values = this.#values;
    const { count, start, sums: sizes, middle } = this.#now;
    const [from, to] = [value - REACH * h, value + REACH * h];
    let c = 0;
    for (let above = count; c < above; ) {
      const at = (c + above) >> 1;
      if (values[start[at + 1] - 1] <= from) c = at + 1;
      else above = at;
    }
    let sum = this.#before[c];
    let slope = 0;
    for (; c < count && values[start[c]] <= to; c++) {
      if (!(this.#mass[c] > 0)) continue;
      if (sizes[c] > 1) {
        const z = (value - middle[c]) / h;
        const [low, density] = this.#expansion(c, z);
        sum += low;
        slope += density;
        continue;
      }
      const sums = this.#steps(c);
      const first = start[c];
      const size = start[c + 1] - first;
      let i = 0;
      for (let above = size; i < above; ) {
        const at = (i + above) >> 1;
        if (values[first + at] <= from) i = at + 1;
        else above = at;
      }
      sum += sums[i];
      for (; i < size && values[first + i] <= to; i++) {
        const weight = sums[i + 1] - sums[i];
        if (weight === 0) continue;
        const z = (value - values[first + i]) / h;
        sum += weight * normalDistribution(z);
        slope += weight * normalDensity(z);
      }
    }
    this.#distribution = Math.min(1, Math.max(0, sum));
    this.#density = Math.max(0, slope / h);
  }

  readonly #pair: [number, number] = [0, 0];

  /** What a narrow cell adds to F and to h times its density. */
  #expansion(c: number, z: number): [number, number] {
    const { sums } = this.#sums[c];
    const at = (this.#query - this.#first) * MOMENTS;
    const scale = this.#scale[c];
    const density = normalDensity(z);
    let [before, now] = [0, 1]; // He_{k−1} and He_k
    let [low, slope] = [0, sums[at]];
    for (let k = 1; k < MOMENTS; k++) {
      const moment = FACTORS[k] * sums[at + k];
      low += moment * now;
      const next = z * now - (k - 1) * before;
      [before, now] = [now, next];
      slope += moment * now;
    }
    this.#pair[0] = scale * (sums[at] * normalDistribution(z) - density * low);
    this.#pair[1] = scale * density * slope;
    return this.#pair;
  }

  /** Sums of the weights of a cell up to each of its values. */
  #steps(c: number): Float64Array {
    const part = this.#nowParts[c];
    part.load(this.#query, this.#mass[c]);
    return part.sums;
  }

  /** What each cell weighs for a query; false where sums do not tell. */
  #weighCells(q: number): boolean {
    if (!(q >= this.#first && q < this.#first + this.#held)) this.#hold(q);
    const { count, sums: sizes } = this.#cells;
    const row = q - this.#first;
    let largest = -Infinity;
    for (let c = 0; c < count; c++) {
      const { logScale, sums } = this.#sums[c];
      const mass = sums[row * sizes[c]];
      if (Number.isNaN(mass)) return false;
      if (mass > 0) largest = Math.max(largest, logScale[row] + Math.log(mass));
    }
    if (!(Math.abs(largest) < LOST_LOGARITHM)) return false;
    let total = 0;
    for (let c = 0; c < count; c++) {
      const { logScale, sums } = this.#sums[c];
      const mass = sums[row * sizes[c]];
      this.#scale[c] = mass > 0 ? Math.exp(logScale[row] - largest) : 0;
      this.#mass[c] = mass > 0 ? mass * this.#scale[c] : 0;
      total += this.#mass[c];
    }
    for (let c = 0; c < count; c++) {
      this.#mass[c] /= total;
      this.#scale[c] /= total;
      this.#before[c + 1] = this.#before[c] + this.#mass[c];
    }
    this.#now = this.#cells;
    this.#nowParts = this.#parts;
    return true;
  }

  /** Takes the sums of queries from one on. */
  #hold(q: number): void {
    const d = this.#d;
    const m = this.#queries.length / d;
    const { count, sums, middle } = this.#cells;
    this.#first = q;
    this.#held = Math.min(m - q, Math.max(1, Math.floor(HELD / (count * MOMENTS))));
    const queries = this.#queries.subarray(q * d, (q + this.#held) * d);
    this.#sums = this.#parts.map((part, c) =>
      part.sumsAt(this.#where, queries, sums[c], middle[c], HALF * this.#h),
    );
  }
}

/** Φ is 0 in doubles from here on. */
const ENOUGH = 20;

/** Of (t/r)^k: r^k/k!. */
const FACTORS = /* @__PURE__ */ Float64Array.from({ length: MOMENTS }, (_, k) => {
  let factor = 1;
  for (let i = 1; i <= k; i++) factor *= HALF / i;
  return factor;
});

/** Cuts values in ascending order: a cell is narrow, or holds few. */
function cellsOf(values: Float64Array, h: number): Cells {
  const n = values.length;
  const least = Math.max(LEAST_IN_CELL, Math.ceil(n / MOST_CELLS));
  const start = [0];
  const middle: number[] = [];
  const sums: number[] = [];
  for (let first = 0; first < n; ) {
    const end = values[first] + 2 * HALF * h;
    let next = first + 1;
    while (next < n && (values[next] <= end || next - first < least)) next++;
    const last = values[next - 1];
    middle.push(values[first] + HALF * h);
    sums.push(h > 0 && last <= end ? MOMENTS : 1);
    start.push(next);
    first = next;
  }
  return {
    count: middle.length,
    start: Int32Array.from(start),
    sums: Uint8Array.from(sums),
    middle: Float64Array.from(middle),
  };
}

/** Points side by side. */
function rowsOfSample({ d, points, columns }: Sample, from: number, to: number): Sample {
  return {
    n: to - from,
    d,
    c: 1,
    points: points.slice(from * d, to * d),
    columns: columns.slice(from, to),
  };
}

/** The observations of a cell. */
class Part {
  /** Sums of the weights up to each value, from 0, for the query that was loaded. */
  readonly sums: Float64Array;
  readonly #sample: Sample;
  readonly #values: Float64Array;
  readonly #spec: SmootherSpec;
  readonly #queries: Float64Array;
  #near: Near | undefined;
  #query = -1;
  #isReached = false;

  constructor(sample: Sample, values: Float64Array, spec: SmootherSpec, queries: Float64Array) {
    this.#sample = sample;
    this.#values = values;
    this.#spec = spec;
    this.#queries = queries;
    this.sums = new Float64Array(sample.n + 1);
  }

  /** Weighs each observation for a query, all together as much as `mass`; false where none is in reach. */
  load(q: number, mass: number): boolean {
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
    let total = 0;
    for (let i = 1; i < sums.length; i++) {
      total += sums[i];
      sums[i] = total;
    }
    // sums may see an observation at the very edge of a window that is not in it
    for (let i = 1; i < sums.length && total > 0; i++) sums[i] *= mass / total;
    this.#isReached = total > 0;
    return this.#isReached;
  }

  /** Sums of weights, of a narrow cell with moments about its middle. */
  sumsAt(
    where: string,
    queries: Float64Array,
    sums: number,
    middle: number,
    half: number,
  ): KernelSums {
    const { method } = this.#spec;
    const plain = this.#sample;
    const sample = sums === 1 ? plain : withColumns(plain, this.#moments(middle, half));
    const request = smootherRequest(sample, this.#spec, queries);
    return smootherSums(where, sample, queries, request, method);
  }

  /** s t^k for t within [−1, 1], [moments, n]. */
  #moments(middle: number, half: number): Float64Array {
    const { n, columns } = this.#sample;
    const out = new Float64Array(MOMENTS * n);
    for (let i = 0; i < n; i++) {
      const t = Math.max(-1, Math.min(1, (this.#values[i] - middle) / half));
      let power = columns[i];
      for (let k = 0; k < MOMENTS; k++, power *= t) out[k * n + i] = power;
    }
    return out;
  }
}
