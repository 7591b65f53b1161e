// The local polynomial of one query from the points themselves, for the designs whose moments would
// lose too many digits: at borders, far from the data, with few points in reach.
//
//   min over polynomials P of degree g:  Σ_i ω_i (v_i − P(x_i))²
//
// Weights may differ by any factor: a point that weighs e^(−10⁵) of another decides what the heavier
// ones leave open. So P is written in functions n_0, n_1, … that come one after the other, each with
// a point b_k of its own where it is 1 and all later ones are 0; b_k is the point where √ω·|n_k|
// would be largest. In one dimension n_k is a product of differences x − x_b, exact to rounding;
// in several a function that the ones before leave nothing of (linearly dependent columns) is left
// out. √ω_i n_k(x_i) is nowhere above its value at b_k, which keeps the normal equations of these
// functions as well behaved as an orthogonal factorisation. O(points in reach · terms²).
//
// The degree falls only where fewer distinct places than terms carry weight at all. A ridge (ridge.ts) is
// one more row for each term that it pulls: what it sees of a function is the coefficient of that term.
//
// See Peters and Wilkinson (1970), The least squares problem and pseudo-inverses; Powell and Reid
// (1969) for weights of very different size.

import { dot } from '../loops/dot.js';
import { exponents, powers } from '../sums/powers.js';

/** What a design is made of: which observations, and the logarithms of their weights. */
export interface Reach {
  readonly indices: Int32Array;
  /** log ω beside the heaviest, at most 0. */
  readonly logs: Float64Array;
  readonly count: number;
  readonly heaviest: number;
  /** Of a signed kernel, whose ω here is |ω|: 1 or −1. */
  readonly signs?: Float64Array | undefined;
}

/** A ridge at one query. */
export interface LocalRidge {
  /** log of its weight beside the heaviest point. */
  readonly log: number;
  /** By which a coefficient in powers of x − q is multiplied, [terms]; 0 for terms that are not pulled. */
  readonly lengths: Float64Array;
}

/** Points that together set the unit of each dimension weigh at least e^this. */
const IN_SCALE = Math.log(1e-14);
/** Distances in units must not overflow when they are cubed. */
const LEAST_UNIT = 1e-100;
const SMALLEST_UNIT = 1e-290;
/** Weights further apart than e^this are not held by one number. */
const TIER = 600;
/** What is left of a function that the ones before make up, beside its size. */
const ROUNDING = 1e-12;
/** Weights of both signs cancel when less than this is left of their absolute values. */
const CANCELLED = 1e-9;
/** What an observation that alone carries a function leaves of its weight is rounding. */
const ALONE = 1e-10;

/** Solves one query after another in memory of its own. */
export class LocalDesign {
  /** The degree that the points carry. */
  degree = 0;
  /** Σ_i ℓ_i²/ω_i: the variance of the fit when v_i has the variance 1/ω_i. */
  corner = 0;
  /** Whether weights of both signs leave nothing to divide by. */
  cancels = false;
  readonly #d: number;
  readonly #terms: number;
  readonly #counts: readonly number[];
  readonly #parent: readonly number[];
  readonly #variable: readonly number[];
  /** Where the power α·u_j stands, [terms, d]; −1 beyond the degree. */
  readonly #times: Int32Array;
  /** 1/unit of each dimension, [d]; 0 where the points in reach do not differ. */
  readonly #over: Float64Array;
  /** Differences below this, in units, are none, [d]. */
  readonly #least: Float64Array;
  /** 1/unit^α, [terms]. */
  readonly #units: Float64Array;
  /** Functions that are carried, by their leading power, in the order they were taken. */
  readonly #order: number[] = [];
  /** The point b of each, [terms]: a position in reach. */
  readonly #base: Int32Array;
  /** n at the points in reach and in the rows of the ridge, a column for each leading power. */
  #values: Float64Array[] = [];
  /** ω_i/ω_b·n_k(x_i), the same. */
  #pulled: Float64Array[] = [];
  /** n in powers of (x − q)/unit, [terms, terms]. */
  readonly #series: Float64Array;
  /** The factored normal equations, [terms, terms] in the order of `#order`. */
  readonly #factors: Float64Array;
  readonly #solution: Float64Array;
  readonly #work: Float64Array;
  /** log ω of the points in reach and of the rows of the ridge. */
  #logs = new Float64Array(0);
  /** How many these are. */
  #rows = 0;
  #ridge: LocalRidge | undefined;
  #roots = new Float64Array(0);
  #top = 0;
  #right = new Float64Array(0);
  #pulls = new Float64Array(0);
  /** How many observations are in reach. */
  #count = 0;
  /** Of which power of x − q the weights were taken last, −1 for none. */
  #pulledTerm = -1;

  /**
   * @param d - dimensions
   * @param degree - highest of the polynomial
   */
  constructor(d: number, degree: number) {
    const { counts, parent, variable } = powers(d, degree);
    this.#d = d;
    this.#terms = parent.length;
    this.#counts = counts;
    this.#parent = parent;
    this.#variable = variable;
    this.#times = productsOf(d, degree);
    this.#over = new Float64Array(d);
    this.#least = new Float64Array(d);
    this.#units = new Float64Array(parent.length);
    this.#base = new Int32Array(parent.length);
    this.#series = new Float64Array(parent.length ** 2);
    this.#factors = new Float64Array(parent.length ** 2);
    this.#solution = new Float64Array(parent.length);
    this.#work = new Float64Array(parent.length);
  }

  /**
   * Factors the design of a query.
   *
   * @param points - [n, d]
   * @param query - holds the query
   * @param at - from here on
   * @param reach - what counts, at least one observation
   * @param ridge - what keeps higher terms small
   */
  factor(
    points: Float64Array,
    query: Float64Array,
    at: number,
    reach: Reach,
    ridge?: LocalRidge,
  ): void {
    this.#reserve(reach.count + this.#terms);
    this.#beginRows(reach, ridge);
    const slack = this.#measure(points, reach);
    this.#begin(reach);
    this.degree = 0;
    for (let block = 1; block < this.#counts.length; block++) {
      const open = this.#open(block, points, query, at, reach, slack);
      const before = this.#order.length;
      while (open.length > 0 && this.#carryBest(open, reach, slack));
      // With a point for each function what is left open is not dependent but unknown.
      const unknown = open.length > 0 && this.#order.length === reach.count;
      if (unknown || this.#order.length === before) {
        this.#order.length = before;
        break;
      }
      this.degree = block;
    }
    this.#factorEquations(reach);
    this.#corner(reach);
  }

  /**
   * Makes of the factored design that of a lower degree.
   *
   * @param degree - the highest that is kept
   * @param reach - as for `factor`
   */
  lower(degree: number, reach: Reach): void {
    if (degree >= this.degree) return;
    while (this.#order[this.#order.length - 1] >= this.#counts[degree]) this.#order.pop();
    this.degree = degree;
    this.#corner(reach);
  }

  #corner(reach: Reach): void {
    this.#pulledTerm = -1;
    this.#solveFor(0);
    this.corner = 0;
    for (let k = 0; k < this.#order.length; k++) {
      const a = this.#order[k];
      const part = this.#solution[k] * this.#series[a * this.#terms];
      if (part !== 0)
        this.corner += part * Math.exp(-this.#logs[this.#base[a]]) * signAt(reach, this.#base[a]);
    }
    // Of a weight too small for numbers even the sign may be lost.
    if (!(this.corner >= 0) && !reach.signs) this.corner = Infinity;
  }

  /** The weights ℓ with which the fit at the query takes the observations in reach, in their order. */
  get pulls(): Float64Array {
    return this.pullsOf(0);
  }

  /**
   * The same of any coefficient of the factored design.
   *
   * @param term - which power of x − q
   */
  pullsOf(term: number): Float64Array {
    const pulls = this.#pulls;
    if (this.#pulledTerm === term) return pulls;
    this.#pulledTerm = term;
    this.#solveFor(term);
    pulls.fill(0, 0, this.#count);
    for (let k = 0; k < this.#order.length; k++)
      addScaled(this.#solution[k], this.#pulled[this.#order[k]], this.#count, pulls);
    return pulls;
  }

  /** How a coefficient takes the carried functions. */
  #solveFor(term: number): void {
    const c = this.#solution;
    for (let k = 0; k < this.#order.length; k++)
      c[k] = this.#series[this.#order[k] * this.#terms + term] * this.#units[term];
    this.#solveTransposed(c);
  }

  /** How many a polynomial has. */
  get terms(): number {
    return this.#terms;
  }

  /** How many functions the points carry. */
  get carried(): number {
    return this.#order.length;
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
    { indices, heaviest, count }: Reach,
    out: Float64Array,
    to: number,
    step: number,
  ): void {
    const order = this.#order;
    const right = this.#right;
    const u = this.#work;
    const middle = values[first + heaviest]; // equal values stay equal to the last digit
    for (let i = 0; i < count; i++) right[i] = values[first + indices[i]] - middle;
    for (let k = 0; k < order.length; k++) u[k] = dot(this.#pulled[order[k]], right, count);
    this.#solve(u);
    for (let a = 0; a < this.#terms; a++) {
      let sum = a === 0 ? middle : 0;
      for (let k = 0; k < order.length; k++)
        sum += u[k] * this.#series[order[k] * this.#terms + a] * this.#units[a];
      out[to + a * step] = sum;
    }
    for (let k = 0; k < order.length; k++) addScaled(-u[k], this.#values[order[k]], count, right);
  }

  /**
   * How the fit of the output solved last changes when an observation at a point in reach is left out:
   *
   *   −ℓ_i e_i / (1 − L_i),   e_i and L_i residual and leverage within the local regression of the query
   *
   * @param i - position of the point in `reach.indices`
   * @param share - the part of the weight there that is the observation's
   * @param beyond - its value less that of the point
   * @returns NaN where an observation alone carries a function
   */
  leaveOut(i: number, share: number, beyond: number): number {
    const order = this.#order;
    const u = this.#work;
    for (let k = 0; k < order.length; k++) u[k] = this.#pulled[order[k]][i];
    this.#solve(u);
    let rest = 1;
    for (let k = 0; k < order.length; k++) rest -= share * u[k] * this.#values[order[k]][i];
    return rest > ALONE ? (-share * this.pulls[i] * (this.#right[i] + beyond)) / rest : Number.NaN;
  }

  #reserve(count: number): void {
    if (this.#pulls.length >= count) return;
    const room = Math.max(16, 2 * count);
    const column = () => new Float64Array(room);
    this.#values = Array.from({ length: this.#terms }, column);
    this.#pulled = Array.from({ length: this.#terms }, column);
    this.#pulls = column();
    this.#logs = column();
    this.#roots = column();
    this.#right = column();
  }

  /** The points in reach, and after them a row for each term that the ridge pulls. */
  #beginRows({ logs, count }: Reach, ridge: LocalRidge | undefined): void {
    this.#ridge = ridge;
    this.#rows = count;
    this.#count = count;
    for (let i = 0; i < count; i++) this.#logs[i] = logs[i];
    for (let a = 0; ridge && a < this.#terms; a++)
      if (ridge.lengths[a] > 0) this.#logs[this.#rows++] = ridge.log;
  }

  /** The unit of each dimension; returns what is rounding in a function of the points. */
  #measure(points: Float64Array, { indices, logs, count, heaviest }: Reach): number {
    const d = this.#d;
    let slack = ROUNDING;
    for (let j = 0; j < d; j++) {
      const origin = points[heaviest * d + j];
      let [near, far, size] = [0, 0, Math.abs(origin)];
      for (let i = 0; i < count; i++) {
        const x = points[indices[i] * d + j];
        const distance = Math.abs(x - origin);
        if (distance > far) far = distance;
        if (distance > near && logs[i] >= IN_SCALE) near = distance;
        if (Math.abs(x) > size) size = Math.abs(x);
      }
      // Places that are so close beside the others are one.
      this.#least[j] = near > 0 && near < far * LEAST_UNIT ? 1 : 0;
      const unit = near > 0 ? Math.max(near, far * LEAST_UNIT) : far;
      this.#over[j] = unit > 0 ? 1 / Math.max(unit, SMALLEST_UNIT) : 0;
      if (unit > 0) slack = Math.max(slack, 4 * Number.EPSILON * (size / unit));
    }
    this.#units[0] = 1;
    for (let a = 1; a < this.#terms; a++)
      this.#units[a] = this.#units[this.#parent[a]] * this.#over[this.#variable[a]];
    return slack;
  }

  /** The constant, whose point is the heaviest. */
  #begin(reach: Reach): void {
    this.#series.fill(0);
    this.#order.length = 0;
    this.#top = Number.NaN;
    this.#tier(0);
    let best = 0;
    for (let i = 1; i < reach.count; i++) if (reach.logs[i] > reach.logs[best]) best = i;
    for (let i = 0; i < this.#rows; i++) this.#values[0][i] = i < reach.count ? 1 : 0;
    this.#series[0] = 1;
    this.#carry(0, best, reach);
  }

  /**
   * The functions of a degree: each a carried one of the degree before times a difference that is 0
   * at its point, without what the carried ones make up.
   */
  #open(
    block: number,
    points: Float64Array,
    query: Float64Array,
    at: number,
    { indices, count }: Reach,
    slack: number,
  ): number[] {
    const d = this.#d;
    const k = this.#terms;
    const open: number[] = [];
    for (let a = this.#counts[block - 1]; a < this.#counts[block]; a++) {
      const parent = this.#parent[a];
      const j = this.#variable[a];
      const over = this.#over[j];
      if (over === 0 || !this.#order.includes(parent)) continue;
      const base = this.#base[parent];
      const origin = base < count ? points[indices[base] * d + j] : query[at + j];
      const before = this.#values[parent];
      const values = this.#values[a];
      for (let i = 0; i < count; i++) {
        const t = (points[indices[i] * d + j] - origin) * over;
        values[i] = Math.abs(t) < this.#least[j] ? 0 : before[i] * t;
      }
      const toQuery = (query[at + j] - origin) * over;
      for (let b = 0; b < this.#counts[block - 1]; b++) {
        const part = this.#series[parent * k + b];
        this.#series[a * k + b] += part * toQuery;
        this.#series[a * k + this.#times[b * d + j]] += part;
      }
      this.#seeRidge(a, count);
      for (let c = 0; c < this.#order.length; c++)
        this.#subtract(a, this.#order[c], this.#rows, slack);
      open.push(a);
    }
    return open;
  }

  /** What the rows of the ridge see of a function: its coefficients in powers of x − q. */
  #seeRidge(a: number, count: number): void {
    const lengths = this.#ridge?.lengths;
    for (let term = 0, row = count; lengths && term < this.#terms; term++)
      if (lengths[term] > 0)
        this.#values[a][row++] =
          this.#series[a * this.#terms + term] * this.#units[term] * lengths[term];
  }

  /** Takes out of a function what a carried one makes up of it. */
  #subtract(a: number, carried: number, rows: number, slack: number): void {
    const values = this.#values[a];
    const factor = values[this.#base[carried]];
    if (factor === 0) return;
    const others = this.#values[carried];
    for (let i = 0; i < rows; i++) {
      const left = values[i] - factor * others[i];
      values[i] = Math.abs(left) <= slack * Math.abs(values[i]) ? 0 : left;
    }
    addScaledPart(-factor, this.#series, carried * this.#terms, this.#terms, a * this.#terms);
  }

  /** Carries the open function that some point sees most of; false when none sees any. */
  #carryBest(open: number[], reach: Reach, slack: number): boolean {
    const logs = this.#logs;
    const rows = this.#rows;
    let top = -Infinity;
    for (const a of open)
      for (let i = 0; i < rows; i++) if (logs[i] > top && this.#values[a][i] !== 0) top = logs[i];
    if (top === -Infinity) return false;
    this.#tier(top);
    const roots = this.#roots;
    let best = open[0];
    let row = 0;
    let most = -1;
    for (const a of open) {
      const values = this.#values[a];
      for (let i = 0; i < rows; i++) {
        const size = roots[i] * Math.abs(values[i]);
        if (size <= most) continue;
        most = size;
        row = i;
        best = a;
      }
    }
    if (!(most > 0)) return false;
    open.splice(open.indexOf(best), 1);
    this.#carry(best, row, reach);
    for (const a of open) this.#subtract(a, best, rows, slack);
    return true;
  }

  /** Makes 1 of a function at its point. */
  #carry(a: number, row: number, reach: Reach): void {
    const rows = this.#rows;
    const k = this.#terms;
    const values = this.#values[a];
    const pulled = this.#pulled[a];
    const size = values[row];
    const over = 1 / this.#roots[row];
    for (let i = 0; i < rows; i++) {
      values[i] /= size;
      const ratio = this.#roots[i] * over;
      pulled[i] = ratio * values[i] * ratio;
      if (reach.signs) pulled[i] *= signAt(reach, i) * signAt(reach, row);
    }
    for (let b = 0; b < k; b++) this.#series[a * k + b] /= size;
    this.#base[a] = row;
    this.#order.push(a);
  }

  /** √ω beside the heaviest point that still has a say. */
  #tier(top: number): void {
    if (top <= this.#top && top > this.#top - TIER) return;
    this.#top = top;
    for (let i = 0; i < this.#rows; i++)
      this.#roots[i] = Math.exp(Math.min(0, this.#logs[i] - top) / 2);
  }

  /** The normal equations B_kl = Σ_i ω_i/ω_k·n_k n_l as a product LU, without exchanges. */
  #factorEquations({ count, signs }: Reach): void {
    const rows = this.#rows;
    const order = this.#order;
    const k = order.length;
    const t = this.#terms;
    const lu = this.#factors;
    this.cancels = false;
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++)
        lu[a * t + b] = dot(this.#pulled[order[a]], this.#values[order[b]], rows);
    for (let c = 0; c < k; c++)
      for (let a = c + 1; a < k; a++) {
        const factor = lu[a * t + c] / lu[c * t + c];
        lu[a * t + c] = factor;
        for (let b = c + 1; b < k; b++) lu[a * t + b] -= factor * lu[c * t + b];
      }
    for (let a = 0; signs && a < k; a++) {
      const size = sizeOf(this.#pulled[order[a]], this.#values[order[a]], count);
      if (!(Math.abs(lu[a * t + a]) > CANCELLED * size)) this.cancels = true;
    }
  }

  /** B x = u in place. */
  #solve(u: Float64Array): void {
    const k = this.#order.length;
    const t = this.#terms;
    const lu = this.#factors;
    for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) u[a] -= lu[a * t + b] * u[b];
    for (let a = k - 1; a >= 0; a--) {
      for (let b = a + 1; b < k; b++) u[a] -= lu[a * t + b] * u[b];
      u[a] /= lu[a * t + a];
    }
  }

  /** Bᵀ x = f in place. */
  #solveTransposed(f: Float64Array): void {
    const k = this.#order.length;
    const t = this.#terms;
    const lu = this.#factors;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < a; b++) f[a] -= lu[b * t + a] * f[b];
      f[a] /= lu[a * t + a];
    }
    for (let a = k - 1; a >= 0; a--) for (let b = a + 1; b < k; b++) f[a] -= lu[b * t + a] * f[b];
  }
}

/** Where each power times each variable stands, [terms, d]; −1 beyond the degree. */
function productsOf(d: number, degree: number): Int32Array {
  const all = exponents(d, degree);
  const places = new Map<string, number>();
  for (let a = 0; a * d < all.length; a++) places.set(all.subarray(a * d, (a + 1) * d).join(), a);
  const out = new Int32Array(all.length);
  for (let at = 0; at < all.length; at++) {
    const a = Math.floor(at / d);
    const product = all.slice(a * d, (a + 1) * d);
    product[at % d]++;
    out[at] = places.get(product.join()) ?? -1;
  }
  return out;
}

/** Σ |a_i b_i| */
function sizeOf(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.abs(a[i] * b[i]);
  return sum;
}

/** Of a point in reach; rows of a ridge have none. */
function signAt({ signs, count }: Reach, at: number): number {
  return signs && at < count ? signs[at] : 1;
}

/** out += factor·values */
function addScaled(factor: number, values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) out[i] += factor * values[i];
}

/** values[to…] += factor·values[from…] */
function addScaledPart(
  factor: number,
  values: Float64Array,
  from: number,
  count: number,
  to: number,
): void {
  for (let i = 0; i < count; i++) values[to + i] += factor * values[from + i];
}
