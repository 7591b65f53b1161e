// A line with few places for wide bandwidths. In each box of the line the observations become
// `order` places with weights above 0: the nodes of the Gauss quadrature of their weights, so that
//
//   Σ w_i P(x_i) = Σ W_j P(z_j)  for polynomials below degree 2·order
//   Σ w_i y_i P(x_i) = Σ T_j P(z_j)  below degree order, for outputs, their squares, or whatever else stands in a row
//
// and whatever is smooth over a box, like a kernel that is twice as wide, cannot tell the two apart.
// A place z_j then stands for W_j observations there with the mean T_j/W_j. O(n·order), and from a
// finer line of the same kind O(places·order).
//
// The nodes are the eigenvalues of the recurrence of orthogonal polynomials (Golub, Welsch 1969),
// which is made from the places themselves (Lanczos), so it is right for any weights and layout.

import { dot } from '../loops/dot.js';
import { eigenvaluesInto } from '../loops/eigenvalues.js';

/**
 * Beside a box from −1 to 1 the recurrence of even places goes on by steps of 0.5. Once a step is
 * smaller than this, places lie in clusters and polynomials are made orthogonal twice.
 */
const SMALL_STEP = 0.3;

/**
 * Polynomials that the nodes do not hold orthogonal to the constant to this part have lost their digits: most weight lies in a
 * small part of the box.
 */
const LOST = 1e-12;

/** Places are made fewer where that saves this share of them. */
const SAVED = 0.15;

/** Places of a line with sums over the observations that lie there. */
export interface PlacesOfLine {
  /** Ascending, [m]. */
  readonly x: Float64Array;
  /** Above 0, [m]. */
  readonly weights: Float64Array;
  /** Of weight·output and the like, [m] each. */
  readonly rows: readonly Float64Array[];
}

/** Fewer places. */
export interface CoarserPlaces extends PlacesOfLine {
  /** Where boxes begin among them, [boxes + 1]. */
  readonly start: Int32Array;
  /** The same among the places that there were. */
  readonly edges: Int32Array;
  /** 1 where a box got places of its own, 0 where it keeps what it had, [boxes]. */
  readonly isMade: Uint8Array;
}

/**
 * The same observations on fewer places; `undefined` where that would save little.
 *
 * @param exponent - boxes are 2^exponent wide
 * @param order - places of a box; one with no more than half as many again keeps what it has
 */
export function coarserPlaces(
  places: PlacesOfLine,
  exponent: number,
  order: number,
): CoarserPlaces | undefined {
  const m = places.x.length;
  const edges = edgesOf(places.x, exponent);
  const boxes = edges.length - 1;
  const isCrowded = (count: number) => 2 * count > 3 * order;
  let room = 0;
  for (let b = 0; b < boxes; b++) {
    const count = edges[b + 1] - edges[b];
    room += isCrowded(count) ? order : count;
  }
  if (room > (1 - SAVED) * m) return undefined;
  const from = [places.x, places.weights, ...places.rows];
  const to = from.map(() => new Float64Array(m));
  const quadrature = new Quadrature(places, order);
  const made = [quadrature.nodes, quadrature.weights, ...quadrature.rows];
  const start = new Int32Array(boxes + 1);
  const isMade = new Uint8Array(boxes);
  for (let b = 0; b < boxes; b++) {
    const [first, count, at] = [edges[b], edges[b + 1] - edges[b], start[b]];
    isMade[b] = isCrowded(count) && quadrature.take(first, count) ? 1 : 0;
    const kept = isMade[b] === 1 ? order : count;
    for (let r = 0; r < to.length; r++) {
      if (isMade[b] === 1) copy(to[r], at, made[r], 0, kept);
      else copy(to[r], at, from[r], first, kept);
    }
    start[b + 1] = at + kept;
  }
  const [x, weights, ...rows] = to.map((row) => row.slice(0, start[boxes]));
  return { x, weights, rows, start, edges, isMade };
}

/** As `set` with `subarray`, which take longer for the few places of a box. */
function copy(to: Float64Array, at: number, values: Float64Array, from: number, count: number) {
  for (let j = 0; j < count; j++) to[at + j] = values[from + j];
}

/** Where the box ends in which a place is, of boxes 1/scale wide. */
export function boxEnd(at: number, scale: number): number {
  return (Math.floor(at * scale) + 1) / scale;
}

/** Where boxes 2^exponent wide begin that hold places, and how many places there are. */
function edgesOf(x: Float64Array, exponent: number): Int32Array {
  const scale = 2 ** -exponent;
  const edges = new Int32Array(x.length + 1);
  let count = 0;
  let edge = -Infinity;
  for (let j = 0; j < x.length; j++) {
    if (x[j] < edge) continue;
    edges[count++] = j;
    edge = boxEnd(x[j], scale);
  }
  edges[count++] = x.length;
  return edges.slice(0, count);
}

/** The few places of one box after another. */
class Quadrature {
  /** z, W and each T of the last box, [order]. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  readonly rows: readonly Float64Array[];
  readonly #places: PlacesOfLine;
  readonly #order: number;
  /** Diagonal of the recurrence, then what is beside it. */
  readonly #alpha: Float64Array;
  readonly #beta: Float64Array;
  /** First entries of the eigenvectors. */
  readonly #first: Float64Array;
  /** Σ T·p_k of each row, [order]. */
  readonly #moments: readonly Float64Array[];
  /** Σ W·p_k at the nodes. */
  readonly #means: Float64Array;
  /** Σ w·p_k² of the polynomials. */
  readonly #sizes: Float64Array;
  #t = new Float64Array(0);
  #polynomials: Float64Array[] = [];

  constructor(places: PlacesOfLine, order: number) {
    const ofOrder = () => new Float64Array(order);
    this.#places = places;
    this.#order = order;
    this.nodes = ofOrder();
    this.weights = ofOrder();
    this.rows = places.rows.map(ofOrder);
    this.#alpha = ofOrder();
    this.#beta = ofOrder();
    this.#first = ofOrder();
    this.#moments = places.rows.map(ofOrder);
    this.#means = ofOrder();
    this.#sizes = new Float64Array(order + 1);
  }

  /** Takes `count` places from `from` on; false when they are as good as fewer. */
  take(from: number, count: number): boolean {
    const { nodes, weights, rows } = this;
    const order = this.#order;
    const { x, weights: all } = this.#places;
    const middle = x[from] + (x[from + count - 1] - x[from]) / 2;
    const half = (x[from + count - 1] - x[from]) / 2;
    if (this.#t.length < count) {
      this.#t = new Float64Array(2 * count);
      this.#polynomials = [];
    }
    for (let i = 0; i < count; i++) this.#t[i] = (x[from + i] - middle) / half;
    let mass = 0;
    for (let i = 0; i < count; i++) mass += all[from + i];
    if (!this.#recur(from, count, mass)) return false;
    nodes.set(this.#alpha);
    if (!eigenvaluesInto(nodes, this.#beta.slice(), this.#first)) return false;
    // p_k at the nodes, and with them what the moments of the rows become.
    const means = this.#means.fill(0);
    for (const row of rows) row.fill(0);
    for (let j = 0; j < order; j++) {
      const weight = mass * this.#first[j] ** 2;
      weights[j] = weight;
      let before = 0;
      let now = 1 / Math.sqrt(mass);
      for (let a = 0; a < order; a++) {
        for (let r = 0; r < rows.length; r++) rows[r][j] += this.#moments[r][a] * now;
        means[a] += weight * now;
        const next =
          ((nodes[j] - this.#alpha[a]) * now - (a > 0 ? this.#beta[a - 1] : 0) * before) /
          this.#beta[a];
        before = now;
        now = next;
      }
      for (const row of rows) row[j] *= weight;
      nodes[j] = middle + half * nodes[j];
    }
    const most = LOST * Math.sqrt(mass);
    for (let a = 1; a < order; a++) if (!(Math.abs(means[a]) <= most)) return false;
    return true;
  }

  /**
   * The recurrence, and the moments of the rows. Polynomials are monic here: their sizes stand
   * beside them.
   */
  #recur(from: number, count: number, mass: number): boolean {
    const { weights: all, rows } = this.#places;
    const weights = all.subarray(from, from + count);
    const t = this.#t;
    const column = (k: number): Float64Array => {
      this.#polynomials[k] ??= new Float64Array(t.length);
      return this.#polynomials[k];
    };
    let isClustered = false;
    const sizes = this.#sizes;
    column(0).fill(1, 0, count);
    sizes[0] = mass;
    for (let a = 0; a < this.#order; a++) {
      const now = column(a);
      const over = 1 / Math.sqrt(sizes[a]);
      for (let r = 0; r < rows.length; r++)
        this.#moments[r][a] = dot(now, rows[r], count, from) * over;
      const alpha = middleOf(weights, t, now, count) / sizes[a];
      this.#alpha[a] = alpha;
      const next = column(a + 1);
      const before = a > 0 ? column(a - 1) : now;
      const factor = a > 0 ? sizes[a] / sizes[a - 1] : 0;
      let size = stepInto(next, weights, t, now, before, alpha, factor, count);
      isClustered ||= size < SMALL_STEP ** 2 * sizes[a];
      if (isClustered) {
        for (let b = a; b >= 0; b--) takeOut(next, weights, column(b), sizes[b], count);
        size = 0;
        for (let i = 0; i < count; i++) size += weights[i] * next[i] * next[i];
      }
      sizes[a + 1] = size;
      this.#beta[a] = Math.sqrt(size / sizes[a]);
      if (!(this.#beta[a] > 1e-12)) return false;
    }
    return true;
  }
}

/** Σ w·t·now² */
function middleOf(weights: Float64Array, t: Float64Array, now: Float64Array, count: number) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i] * t[i] * now[i] * now[i];
  return sum;
}

/** The next polynomial of the recurrence; returns its size. */
function stepInto(
  next: Float64Array,
  weights: Float64Array,
  t: Float64Array,
  now: Float64Array,
  before: Float64Array,
  alpha: number,
  factor: number,
  count: number,
): number {
  let size = 0;
  for (let i = 0; i < count; i++) {
    const value = (t[i] - alpha) * now[i] - factor * before[i];
    next[i] = value;
    size += weights[i] * value * value;
  }
  return size;
}

/** Makes a polynomial orthogonal to another of a known size. */
function takeOut(
  next: Float64Array,
  weights: Float64Array,
  other: Float64Array,
  size: number,
  count: number,
): void {
  let part = 0;
  for (let i = 0; i < count; i++) part += weights[i] * next[i] * other[i];
  part /= size;
  for (let i = 0; i < count; i++) next[i] -= part * other[i];
}
