// One observation left out, from the points themselves: exact however small the bandwidth, since
// weights are taken relative to that of the nearest other point. Local constant or linear, Gaussian.
//
// About the nearest point, with v = x_j − x_near and relative weights ω:
//   m = Σωv/Σω    s² = Σωv²/Σω − m²    ŷ₋ᵢ = ȳ + slope·(xᵢ − x_near − m)    a = (1 + (xᵢ − x_near − m)²/s²)/Σω
// and the leverage is κa/(1 + κa) with the own weight κ.

import type { Line } from './Line.js';

/** Weights below this beside the largest do not count. */
const LEAST = 1e-36;
/** As in smoothers: a line is carried when s is at least 1e-7 of the distance of the points that weigh 1e-14 or more. */
const CARRIED = 1e-7;
const IN_SCALE = CARRIED ** 2;

/** What is known of the fit at one observation when it is left out. */
export class LeaveOneOutRow {
  /** 1 − leverage. */
  free = 0;
  /** y − ŷ₋, shape [p]. */
  readonly residuals: Float64Array;
  /** y − ŷ, shape [p]. */
  readonly errors: Float64Array;
  readonly #line: Line;
  readonly #degree: number;
  readonly #sums: Float64Array;
  #first = 0;
  #last = 0;
  #near = 0;
  #total = 0;
  #mean = 0;
  #variance = 0;
  #corner = 0;
  #weights = new Float64Array(64);

  constructor(line: Line, degree: number) {
    this.#line = line;
    this.#degree = degree;
    this.residuals = new Float64Array(line.p);
    this.errors = new Float64Array(line.p);
    this.#sums = new Float64Array(2 * line.p);
  }

  /**
   * Leaves out observation i.
   *
   * @param h - bandwidth, finite
   */
  find(i: number, h: number): void {
    const { n, p, x, y, columns } = this.#line;
    const { residuals, errors } = this;
    if (n < 2) {
      this.free = 0;
      residuals.fill(Number.NaN);
      errors.fill(0);
      return;
    }
    const gap = this.#window(i, h);
    const near = this.#near;
    const own = columns[i] * Math.exp(0.5 * Math.min(1400, (gap / h) ** 2));
    const alone = this.#fit(i, h, 0);
    // The design with the point itself may carry a line where the one without does not.
    const corner = this.#corner;
    this.free = 1 / (1 + own * corner);
    const off = x[i] - x[near];
    for (let k = 0; k < p; k++) {
      residuals[k] = y[k * n + i] - this.#value(k, off);
      errors[k] = this.free * residuals[k];
    }
    if (alone || this.#degree === 0) return;
    this.#fit(i, h, own);
    this.free = Math.max(0, 1 - own * this.#corner);
    for (let k = 0; k < p; k++) errors[k] = y[k * n + i] - this.#value(k, off);
  }

  /** Finds the points that count; returns the distance to the nearest. */
  #window(i: number, h: number): number {
    const { n, x } = this.#line;
    const left = i > 0 ? x[i] - x[i - 1] : Infinity;
    const right = i < n - 1 ? x[i + 1] - x[i] : Infinity;
    const gap = Math.min(left, right);
    this.#near = left <= right ? i - 1 : i + 1;
    const reach = -2 * Math.log(LEAST) * h * h;
    let first = i;
    while (first > 0 && (x[i] - x[first - 1] - gap) * (x[i] - x[first - 1] + gap) <= reach) first--;
    let last = i;
    while (last < n - 1 && (x[last + 1] - x[i] - gap) * (x[last + 1] - x[i] + gap) <= reach) last++;
    this.#first = first;
    this.#last = last;
    return gap;
  }

  /** Moments of the design, with the own weight given (0 leaves it out); returns whether a line is carried. */
  #fit(i: number, h: number, own: number): boolean {
    const { n, p, x, columns, y } = this.#line;
    const near = this.#near;
    const first = this.#first;
    const count = this.#last + 1 - first;
    if (this.#weights.length < count) this.#weights = new Float64Array(2 * count);
    const weights = this.#weights;
    const gap = Math.abs(x[i] - x[near]);
    const over = 0.5 / h / h;
    let heaviest = 0;
    let total = 0;
    let mean = 0;
    for (let a = 0; a < count; a++) {
      const j = first + a;
      const far = Math.abs(x[j] - x[i]);
      const weight = j === i ? own : columns[j] * Math.exp(-(far - gap) * (far + gap) * over);
      weights[a] = weight;
      total += weight;
      mean += weight * (x[j] - x[near]);
      if (weight > heaviest) heaviest = weight;
    }
    mean /= total;
    const sums = this.#sums.fill(0);
    let variance = 0;
    let [low, high] = [Infinity, -Infinity];
    for (let a = 0; a < count; a++) {
      const j = first + a;
      const weight = weights[a];
      const v = x[j] - x[near];
      variance += weight * (v - mean) ** 2;
      if (weight >= IN_SCALE * heaviest) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
      for (let k = 0; k < p; k++) {
        const value = weight * (y[k * n + j] - y[k * n + near]);
        sums[2 * k] += value;
        sums[2 * k + 1] += value * (v - mean);
      }
    }
    variance /= total;
    const carried =
      this.#degree > 0 && high > low && variance > 0 && variance >= (CARRIED * (high - low)) ** 2;
    this.#total = total;
    this.#mean = mean;
    this.#variance = carried ? variance : Infinity;
    const off = x[i] - x[near] - mean;
    this.#corner = (1 + off ** 2 / this.#variance) / total;
    return carried;
  }

  #value(k: number, at: number): number {
    const { n, y } = this.#line;
    const mean = this.#sums[2 * k] / this.#total;
    const slope = this.#sums[2 * k + 1] / this.#total / this.#variance;
    return y[k * n + this.#near] + mean + slope * (at - this.#mean);
  }
}
