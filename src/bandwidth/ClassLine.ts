// The log loss under a Gaussian along one predictor, in the order of x. Each observation needs two sums without
// its own term, over all and over its class: where a window holds many it comes from kernel sums, elsewhere it
// goes outwards, relative to the nearest, so that no chance is too small for its logarithm:
//
//   log P₋ᵢ = −(b² − a²)/2h² + log Σ_class e^{−(u² − b²)/2h²} − log Σ_all e^{−(u² − a²)/2h²}
//
// with the distances a and b to the nearest of all and of its class. Of narrow bandwidths some observations tell
// that they are not the best.

import { gaussian } from '../kernels/gaussian.js';
import { countBelow, sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import { kernelSums } from '../sums/kernelSums.js';
import { pointsAt, type Sample } from '../sums/types.js';
import type { LineTrial } from './searchLine.js';

/** Half-width of windows in bandwidths. */
const REACH = 9;
/** From so many places in a window on kernel sums are cheaper. */
const FEW = 64;
/** Less than this part of a sum that is left without the own term is summed again. */
const LEAST_LEFT = 0.05;
/** Terms below this part of a sum are left out, of an estimate and of all. */
const [ROUGH, EXACT] = [1e-5, 1e-18];
/** Places that an estimate looks at, where there are so many times as many, and the most in their windows on average. */
const ROWS = 2048;
const SAVING = 4;
const MOST = 1200;
/** Standard errors that the mean is said to be off, and the medians at which losses are cut off for it. */
const ERRORS = 4;
const LARGE = 20;

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

  /** The log loss at a narrow bandwidth from some places, where it is certainly above the least that is known. */
  estimate(h: number, least: number): LineTrial | undefined {
    const { x } = this.#all;
    const m = x.length;
    if (m < SAVING * ROWS || !(windowOf(x, h) <= MOST)) return undefined;
    const [all, own] = [emptyOthers(1), emptyOthers(1)];
    const losses = new Float64Array(ROWS);
    let mean = 0;
    for (let s = 0; s < ROWS; s++) {
      const j = Math.floor(((s + 0.5) * m) / ROWS);
      if (this.#counted[j] === 0) continue;
      this.#outwards(this.#all, j, h, ROUGH, all, 0);
      this.#outwards(this.#classes[this.#class[j]], this.#rank[j], h, ROUGH, own, 0);
      losses[s] = ((this.#counted[j] * m) / this.#total) * lossOf(all, 0, own, 0, h);
      mean += losses[s] / ROWS;
    }
    const below = atLeast(losses);
    if (!(below > least)) return undefined;
    return { h, degree: 0, value: mean, error: mean - below, isHigh: true };
  }

  /** At all places of a group. */
  #others(group: Group, h: number, tolerance: number): Others {
    const { x, mass, own } = group;
    const m = x.length;
    const found = emptyOthers(m);
    if (h === Infinity) {
      const total = mass.reduce((sum, each) => sum + each, 0);
      for (let j = 0; j < m; j++) {
        found.nearest[j] = -1;
        found.log[j] = Math.log(total - own[j]);
      }
      return found;
    }
    const crowded = new Int32Array(m);
    // The places within reach of these: far from them are none that count, which would spread the sums wide.
    const near = new Int32Array(m);
    let [count, low, high, among] = [0, 0, 0, 0];
    for (let j = 0; j < m; j++) {
      while (x[j] - x[low] > REACH * h) low++;
      while (high < m && x[high] - x[j] <= REACH * h) high++;
      if (high - low > FEW) {
        crowded[count++] = j;
        for (let i = Math.max(low, among > 0 ? near[among - 1] + 1 : 0); i < high; i++)
          near[among++] = i;
      } else this.#outwards(group, j, h, EXACT, found, j);
    }
    if (count === 0) return found;
    const queries = count === m ? x : Float64Array.from(crowded.subarray(0, count), (j) => x[j]);
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
    for (let s = 0; s < count; s++) {
      const j = crowded[s];
      if (logScale[s] !== scale) {
        scale = logScale[s];
        peak = Math.exp(logPeak - scale);
      }
      const left = sums[s] - own[j] * peak;
      if (left > LEAST_LEFT * sums[s]) {
        found.nearest[j] = -1;
        found.log[j] = logScale[s] - logPeak + Math.log(left);
      } else this.#outwards(group, j, h, EXACT, found, j);
    }
    return found;
  }

  /** At one place of a group, from the nearest on. */
  #outwards(
    { x, mass, own }: Group,
    j: number,
    h: number,
    leftOut: number,
    out: Others,
    to: number,
  ): void {
    const m = x.length;
    let [left, right] = [j - 1, j + 1];
    let sum = mass[j] - own[j];
    let nearest = sum > 0 ? 0 : -1;
    for (;;) {
      const below = left >= 0 ? x[j] - x[left] : Infinity;
      const above = right < m ? x[right] - x[j] : Infinity;
      const distance = below < above ? below : above;
      if (distance === Infinity) break;
      if (nearest < 0) nearest = distance;
      const term = Math.exp(-0.5 * ((distance - nearest) / h) * ((distance + nearest) / h));
      if (term * this.#weight < leftOut * sum) break;
      sum += term * mass[below < above ? left-- : right++];
    }
    out.nearest[to] = Math.max(0, nearest);
    out.log[to] = Math.log(sum);
  }
}

function groupOf(x: Float64Array, mass: Float64Array, own: Float64Array): Group {
  return { x, mass, own, sample: { n: x.length, d: 1, c: 1, points: x, columns: mass } };
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

/** How many places a window holds on average. */
function windowOf(x: Float64Array, h: number): number {
  const looks = 64;
  let sum = 0;
  for (let s = 0; s < looks; s++) {
    const at = x[Math.floor(((s + 0.5) * x.length) / looks)];
    sum += countBelow(x, at + (REACH / 2) * h) - countBelow(x, at - (REACH / 2) * h);
  }
  return sum / looks;
}

/** What the mean of losses is hardly below: they are at least 0, and large ones count less. */
function atLeast(losses: Float64Array): number {
  const m = losses.length;
  const most = 1 + LARGE * losses.slice().sort()[m >> 1];
  const kept = losses.map((loss) => Math.min(loss, most));
  const mean = kept.reduce((a, b) => a + b, 0) / m;
  const squares = kept.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  return mean - (ERRORS * Math.sqrt(squares / m)) / Math.sqrt(m);
}
