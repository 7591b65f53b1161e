// The log loss under narrow Gaussians along one predictor, from some of the observations: to know that a
// bandwidth is too narrow it takes no more. About each of them the sums go outwards, over all and over its
// class, relative to the nearest:
//
//   log P₋ᵢ = −(b² − a²)/2h² + log Σ_{own} e^{−(u² − b²)/2h²} − log Σ_{all} e^{−(u² − a²)/2h²}
//
// with the distances a and b to the nearest of all and of its class.

import { countBelow, sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import type { LineTrial } from './searchLine.js';

/** Places that are looked at, where there are so many times as many. */
const ROWS = 2048;
const SAVING = 4;
/** Half-width of windows in bandwidths, and the most places in them on average. */
const REACH = 6;
const MOST = 400;
/** Terms below this part of a sum are left out, as a logarithm. */
const LEFT_OUT = Math.log(1e-5);
/** Standard errors that the mean is said to be off, and the medians at which losses are cut off for it. */
const ERRORS = 4;
const LARGE = 20;

/** Observations along one predictor by class, in the order of x, ties of a class at one place. */
export class ClassLine {
  /** [m] */
  readonly #x: Float64Array;
  readonly #mass: Float64Array;
  /** The weight of one observation of a place. */
  readonly #own: Float64Array;
  /** Places of the same class before and after, −1 and m where there is none. */
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #m: number;
  /** What observations weigh of which the class has others. */
  readonly #total: number;
  /** Whether a place has observations of different weight. */
  readonly #differ: boolean;

  /** @param counts - 1 for observations that are not the only ones of their class, [n] */
  constructor({ n, x, y, weights }: Observations, counts: Uint8Array) {
    const { order } = sortedOrder(x);
    const classes = 1 + y.reduce((a, b) => Math.max(a, b), 0);
    const last = new Int32Array(classes).fill(-1);
    const places = new Float64Array(n);
    const mass = new Float64Array(n);
    const own = new Float64Array(n);
    const before = new Int32Array(n);
    const after = new Int32Array(n);
    let [m, total, differ] = [0, 0, false];
    for (let r = 0; r < n; r++) {
      const i = order[r];
      const weight = weights ? weights[i] : 1;
      if (counts[i] === 1) total += weight;
      const known = last[y[i]];
      if (known >= 0 && places[known] === x[i]) {
        if (own[known] !== weight) differ = true;
        mass[known] += weight;
        continue;
      }
      [places[m], mass[m], own[m], before[m]] = [x[i], weight, counts[i] * weight, known];
      if (known >= 0) after[known] = m;
      last[y[i]] = m++;
    }
    for (const j of last) if (j >= 0) after[j] = m;
    this.#x = places.subarray(0, m);
    [this.#mass, this.#own, this.#before, this.#after] = [mass, own, before, after];
    [this.#m, this.#total, this.#differ] = [m, total, differ];
  }

  /** The log loss at a bandwidth, where it is certainly above the least that is known. */
  estimate(h: number, least: number): LineTrial | undefined {
    const m = this.#m;
    if (m < SAVING * ROWS || this.#differ || !(this.#windowOf(h) <= MOST)) return undefined;
    const losses = new Float64Array(ROWS);
    let mean = 0;
    for (let s = 0; s < ROWS; s++) {
      const j = Math.floor(((s + 0.5) * m) / ROWS);
      const share = (this.#mass[j] * m) / this.#total;
      losses[s] = this.#own[j] > 0 ? share * this.#lossAt(j, h) : 0;
      mean += losses[s] / ROWS;
    }
    const below = atLeast(losses);
    return below > least ? { h, degree: 0, value: mean, error: mean - below } : undefined;
  }

  /** How many places a window holds on average. */
  #windowOf(h: number): number {
    const x = this.#x;
    const looks = 64;
    let sum = 0;
    for (let s = 0; s < looks; s++) {
      const at = x[Math.floor(((s + 0.5) * x.length) / looks)];
      sum += countBelow(x, at + REACH * h) - countBelow(x, at - REACH * h);
    }
    return sum / looks;
  }

  /** −log P of the class of a place when one of its observations is left out. */
  #lossAt(j: number, h: number): number {
    const mates = this.#mass[j] - this.#own[j];
    const all = this.#around(j, h, mates, j - 1, j + 1, true);
    const own = this.#around(j, h, mates, this.#before[j], this.#after[j], false);
    const [a, b] = [all.nearest, own.nearest];
    return Math.max(0, ((b - a) / h) * ((b + a) / h) * 0.5 + all.log - own.log);
  }

  /** The nearest, and the logarithm of the sum beside it. */
  #around(j: number, h: number, mates: number, from: number, to: number, isAll: boolean) {
    const [x, mass, m] = [this.#x, this.#mass, this.#m];
    let [left, right, sum, nearest] = [from, to, mates, mates > 0 ? 0 : -1];
    for (;;) {
      const below = left >= 0 ? x[j] - x[left] : Infinity;
      const above = right < m ? x[right] - x[j] : Infinity;
      const distance = below < above ? below : above;
      if (distance === Infinity) break;
      if (nearest < 0) nearest = distance;
      const log = -0.5 * ((distance - nearest) / h) * ((distance + nearest) / h);
      const term = Math.exp(log);
      if (sum > 0 && term * this.#total < sum * Math.exp(LEFT_OUT)) break;
      const at = below < above ? left : right;
      sum += term * mass[at];
      if (below < above) left = isAll ? left - 1 : this.#before[left];
      else right = isAll ? right + 1 : this.#after[right];
    }
    return { nearest, log: Math.log(sum) };
  }
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
