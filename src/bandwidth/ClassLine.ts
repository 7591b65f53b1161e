// The log loss under a Gaussian along one predictor, in the order of x. Each observation needs two sums without
// its own term, over all and over its class: where a window holds many it comes from kernel sums, elsewhere it
// goes outwards, relative to the nearest, so that no chance is too small for its logarithm:
//
//   log P₋ᵢ = −(b² − a²)/2h² + log Σ_class e^{−(u² − b²)/2h²} − log Σ_all e^{−(u² − a²)/2h²}
//
// with the distances a and b to the nearest of all and of its class. Some observations tell of most
// bandwidths that they are not the best.

import { gaussian } from '../kernels/gaussian.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import { kernelSums } from '../sums/kernelSums.js';
import { pointsAt, type Sample } from '../sums/types.js';
import { nearestDistance, usualWidth } from './Line.js';
import type { LineTrial } from './searchLine.js';

/** Half-width of windows in bandwidths. */
const REACH = 9;
/** From so many places in a window on kernel sums are cheaper. */
const FEW = 64;
/** Less than this part of a sum that is left without the own term is summed again. */
const LEAST_LEFT = 0.05;
/** Terms below this part of a sum are left out. */
const LEFT_OUT = 1e-18;
/** Places that an estimate looks at, where there are so many times as many. */
const ROWS = 2048;
const LONELY = 256;
const SAVING = 4;
/** Standard errors that the mean is said to be off, and the medians at which losses are cut off for it. */
const ERRORS = 4;
const LARGE = [2, 5, 20];

/** Places in ascending order: of all classes, or of one. */
interface Group {
  /** [m] */
  readonly x: Float64Array;
  /** What their observations weigh together. */
  readonly mass: Float64Array;
  /** What each of them weighs. */
  readonly own: Float64Array;
  /** The same as kernel sums take it. */
  readonly sample: Sample;
  /** 0 … m − 1 */
  readonly all: Int32Array;
}

/** Places that an estimate looks at. */
interface Chosen {
  /** Ascending. */
  readonly rows: Int32Array;
  readonly isLonely: Uint8Array;
  /** For each class which of the rows are its own, and their places in its group. */
  readonly ofClass: readonly { readonly asked: Int32Array; readonly ranks: Int32Array }[];
}

/** Logarithms of sums without the own term: beside that of the nearest, or as they are where its distance is −1. */
interface Others {
  readonly nearest: Float64Array;
  readonly log: Float64Array;
}

/** Observations along one predictor by class; those of a class that are tied, with the same weight, are one place. */
export class ClassLine {
  readonly #where: string;
  readonly #all: Group;
  /** The places of each class, and which of all they are. */
  readonly #classes: readonly (Group & { readonly places: Int32Array })[];
  /** For each place which of its class it is, and the class. */
  readonly #rank: Int32Array;
  readonly #class: Int32Array;
  /** What a place counts: nothing where its observation is the only one of its class. */
  readonly #counted: Float64Array;
  readonly #total: number;
  /** What all observations weigh. */
  readonly #weight: number;

  /** @param counts - 1 for observations that are not the only ones of their class, [n] */
  constructor(where: string, { n, x, y, weights }: Observations, counts: Uint8Array) {
    this.#where = where;
    const { order } = sortedOrder(x);
    const last: number[] = [];
    const [at, mass, own] = [0, 1, 2].map(() => new Float64Array(n));
    const [rank, classes] = [new Int32Array(n), new Int32Array(n)];
    const counted = new Float64Array(n);
    const sizes: number[] = [];
    let m = 0;
    let total = 0;
    for (let r = 0; r < n; r++) {
      const i = order[r];
      const weight = weights ? weights[i] : 1;
      if (weight === 0) continue;
      const c = y[i];
      total += counts[i] * weight;
      const known = last[c];
      if (known !== undefined && at[known] === x[i] && own[known] === weight) {
        mass[known] += weight;
        counted[known] += counts[i] * weight;
        continue;
      }
      [at[m], mass[m], own[m], classes[m]] = [x[i], weight, weight, c];
      counted[m] = counts[i] * weight;
      rank[m] = sizes[c] ?? 0;
      sizes[c] = rank[m] + 1;
      last[c] = m++;
    }
    const some = (places: Int32Array): Group & { readonly places: Int32Array } => {
      const [x, masses, owns] = [at, mass, own].map((values) =>
        Float64Array.from(places, (j) => values[j]),
      );
      return { ...groupOf(x, masses, owns), places };
    };
    const places = Array.from(sizes, (size = 0) => new Int32Array(size));
    for (let j = 0; j < m; j++) places[classes[j]][rank[j]] = j;
    this.#all = groupOf(at.slice(0, m), mass.slice(0, m), own.slice(0, m));
    this.#classes = places.map(some);
    this.#weight = this.#all.mass.reduce((sum, each) => sum + each, 0);
    [this.#rank, this.#class, this.#counted, this.#total] = [rank, classes, counted, total];
  }

  /** The log loss at a bandwidth. */
  loss(h: number, tolerance: number): number {
    const all = this.#others(this.#all, h, tolerance);
    let sum = 0;
    for (const group of this.#classes) {
      const own = this.#others(group, h, tolerance);
      for (let k = 0; k < group.places.length; k++) {
        const j = group.places[k];
        if (this.#counted[j] > 0) sum += this.#counted[j] * lossOf(all, j, own, k, h);
      }
    }
    return sum / this.#total;
  }

  /** Whether an estimate is cheaper than the loss. */
  get isLong(): boolean {
    return this.#all.x.length >= SAVING * ROWS;
  }

  /** A rule of thumb, by the quartiles. */
  get usualWidth(): number {
    return usualWidth(this.#all.x);
  }

  /** The log loss at a bandwidth from some places, where it is certainly above the least that is known. */
  estimate(h: number, least: number, tolerance: number): LineTrial | undefined {
    const m = this.#all.x.length;
    this.#some ??= this.#chosen();
    const { rows, isLonely, ofClass } = this.#some;
    const all = this.#others(this.#all, h, tolerance, rows);
    const losses = new Float64Array(rows.length);
    this.#classes.forEach((group, c) => {
      const { asked, ranks } = ofClass[c];
      const own = this.#others(group, h, tolerance, ranks);
      asked.forEach((s, k) => {
        const counted = this.#counted[rows[s]];
        if (counted > 0) losses[s] = counted * lossOf(all, s, own, k, h);
      });
    });
    const alone = losses.filter((_, s) => isLonely[s] === 1);
    const sample = losses.filter((_, s) => isLonely[s] === 0);
    const lonely = alone.reduce((sum, loss) => sum + loss, 0);
    const others = m - alone.length;
    const mean = sample.reduce((sum, loss) => sum + loss, 0) / sample.length;
    const value = (lonely + others * mean) / this.#total;
    const below = (lonely + others * atLeast(sample)) / this.#total;
    return below > least ? { h, degree: 0, value, error: value - below, isHigh: true } : undefined;
  }

  #some: Chosen | undefined;

  /**
   * Places that an estimate looks at: those that are farthest from others of their class, of which a few may hold most
   * of the loss, and a sample of the others; ascending.
   */
  #chosen(): Chosen {
    const m = this.#all.x.length;
    const gaps = new Float64Array(m);
    for (const { x, places, mass, own } of this.#classes)
      places.forEach((j, k) => {
        gaps[j] = mass[k] > own[k] ? 0 : nearestDistance(x, k);
      });
    const least = gaps.slice().sort()[m - LONELY];
    const isLonely = (j: number) => gaps[j] > least;
    const others = this.#all.all.filter((j) => !isLonely(j));
    const sample = Array.from(
      { length: ROWS },
      (_, s) => others[Math.floor(((s + 0.5) * others.length) / ROWS)],
    );
    const rows = Int32Array.from([...this.#all.all.filter(isLonely), ...sample]).sort();
    const ofClass = this.#classes.map((_, c) => {
      const asked = Int32Array.from(rows.keys()).filter((s) => this.#class[rows[s]] === c);
      return { asked, ranks: asked.map((s) => this.#rank[rows[s]]) };
    });
    return { rows, isLonely: Uint8Array.from(rows, (j) => Number(isLonely(j))), ofClass };
  }

  /** At places of a group, ascending: all of them, or those that are asked for. */
  #others(group: Group, h: number, tolerance: number, asked = group.all): Others {
    const { x, mass, own } = group;
    const m = x.length;
    const found = emptyOthers(asked.length);
    if (h === Infinity) {
      const total = mass.reduce((sum, each) => sum + each, 0);
      asked.forEach((j, s) => {
        found.nearest[s] = -1;
        found.log[s] = Math.log(total - own[j]);
      });
      return found;
    }
    const crowded = new Int32Array(asked.length);
    // The places within reach of these: far from them are none that count, which would spread the sums wide.
    const near = new Int32Array(m);
    let [count, low, high, among] = [0, 0, 0, 0];
    for (let s = 0; s < asked.length; s++) {
      const j = asked[s];
      while (x[j] - x[low] > REACH * h) low++;
      while (high < m && x[high] - x[j] <= REACH * h) high++;
      if (high - low > FEW) {
        crowded[count++] = s;
        for (let i = Math.max(low, among > 0 ? near[among - 1] + 1 : 0); i < high; i++)
          near[among++] = i;
      } else this.#outwards(group, j, h, found, s);
    }
    if (count === 0) return found;
    const queries =
      count === m ? x : Float64Array.from(crowded.subarray(0, count), (s) => x[asked[s]]);
    const sample = among === m ? group.sample : pointsAt(group.sample, near.subarray(0, among));
    const request = {
      kernel: gaussian,
      product: false,
      inverseBandwidth: Float64Array.of(1 / h),
      degrees: [0],
      squared: false,
      excludeSelf: false,
      tolerance,
    };
    const { sums, logScale } = kernelSums(this.#where, sample, queries, request);
    const logPeak = gaussian.logValue(0);
    // Scales are mostly those of the place before.
    let [scale, peak] = [Number.NaN, 0];
    for (let q = 0; q < count; q++) {
      const s = crowded[q];
      const j = asked[s];
      if (logScale[q] !== scale) {
        scale = logScale[q];
        peak = Math.exp(logPeak - scale);
      }
      const left = sums[q] - own[j] * peak;
      if (left > LEAST_LEFT * sums[q]) {
        found.nearest[s] = -1;
        found.log[s] = scale - logPeak + Math.log(left);
      } else this.#outwards(group, j, h, found, s);
    }
    return found;
  }

  /** At one place of a group, from the nearest on. */
  #outwards({ x, mass, own }: Group, j: number, h: number, out: Others, to: number): void {
    const m = x.length;
    let [left, right] = [j - 1, j + 1];
    let sum = mass[j] - own[j];
    let nearest = sum > 0 ? 0 : -1;
    for (;;) {
      const below = left >= 0 ? x[j] - x[left] : Infinity;
      const above = right < m ? x[right] - x[j] : Infinity;
      const distance = Math.min(below, above);
      if (distance === Infinity) break;
      if (nearest < 0) nearest = distance;
      const term = Math.exp(-0.5 * ((distance - nearest) / h) * ((distance + nearest) / h));
      if (term * this.#weight < LEFT_OUT * sum) break;
      sum += term * mass[below < above ? left-- : right++];
    }
    out.nearest[to] = Math.max(0, nearest);
    out.log[to] = Math.log(sum);
  }
}

function groupOf(x: Float64Array, mass: Float64Array, own: Float64Array): Group {
  const sample = { n: x.length, d: 1, c: 1, points: x, columns: mass };
  return { x, mass, own, sample, all: Int32Array.from(x.keys()) };
}

function emptyOthers(m: number): Others {
  return { nearest: new Float64Array(m), log: new Float64Array(m) };
}

/** −log P from what others are among all, at `j`, and in the class, at `k`. */
function lossOf(all: Others, j: number, own: Others, k: number, h: number): number {
  const [a, b] = [all.nearest[j], own.nearest[k]];
  const between =
    a < 0 || b < 0 ? exponentOf(b, h) - exponentOf(a, h) : 0.5 * ((b - a) / h) * ((b + a) / h);
  return Math.max(0, between + all.log[j] - own.log[k]);
}

function exponentOf(nearest: number, h: number): number {
  return nearest < 0 ? 0 : 0.5 * (nearest / h) ** 2;
}

/** What the mean of losses is hardly below: they are at least 0, and large ones, which are few, count less. */
function atLeast(losses: Float64Array): number {
  const m = losses.length;
  const median = losses.slice().sort()[m >> 1];
  return Math.max(
    ...LARGE.map((many) => {
      const kept = losses.map((loss) => Math.min(loss, 1 + many * median));
      const mean = kept.reduce((a, b) => a + b, 0) / m;
      const squares = kept.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
      return mean - (ERRORS * Math.sqrt(squares / m)) / Math.sqrt(m);
    }),
  );
}
