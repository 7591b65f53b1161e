// A line with few places for wide bandwidths. In each box of the line the observations become
// `order` places with weights above 0: the nodes of the Gauss quadrature of their weights, so that
//
//   Σ w_i P(x_i) = Σ W_j P(z_j)  for polynomials below degree 2·order
//   Σ w_i y_i P(x_i) = Σ T_j P(z_j)  below degree order, and the same for y² and the noise
//
// and whatever is smooth over a box, like a kernel that is twice as wide, cannot tell the two apart.
// A place z_j then stands for W_j observations there with the mean T_j/W_j. O(n·order), and from a
// finer line of the same kind O(places·order).
//
// The nodes are the eigenvalues of the recurrence of orthogonal polynomials (Golub, Welsch 1969),
// which is made from the places themselves (Lanczos), so it is right for any weights and layout.

import { dot } from '../loops/dot.js';
import { eigenvaluesInto } from '../loops/eigenvalues.js';
import type { Boxes, Line } from './Line.js';

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

/** A line is made coarser where that saves this share of its places. */
const SAVED = 0.15;

/**
 * The same observations on fewer places, or the line itself where that would save little.
 *
 * @param exponent - boxes are 2^exponent wide
 * @param order - places of a box; one with no more than half as many again keeps what it has
 */
export function coarserLine(line: Line, exponent: number, order: number): Line {
  const { m, p, x } = line;
  const edges = edgesOf(x, exponent);
  const isCrowded = (count: number) => 2 * count > 3 * order;
  let room = 0;
  for (let b = 1; b < edges.length; b++) {
    const count = edges[b] - edges[b - 1];
    room += isCrowded(count) ? order : count;
  }
  if (room > (1 - SAVED) * m) return line;
  const out = roomFor(m, p);
  const reduced = new Reduction(order, p);
  const start = new Int32Array(edges.length);
  let at = 0;
  // Places before this one are copied or reduced.
  let done = 0;
  for (let b = 1; b < edges.length; b++) {
    const [from, to] = [edges[b - 1], edges[b]];
    if (isCrowded(to - from) && reduced.take(line, from, to)) {
      copyInto(out, start[b - 1] - (from - done), line, done, from - done);
      copyInto(out, start[b - 1], reduced, 0, order);
      done = to;
      at += order;
    } else at += to - from;
    start[b] = at;
  }
  copyInto(out, at - (m - done), line, done, m - done);
  const counts = out.counts.slice(0, at);
  return {
    ...line,
    m: at,
    x: out.x.slice(0, at),
    columns: firstOf(out.columns, m, at),
    scatter: firstOf(out.scatter, m, at),
    counts,
    noise: line.noise === line.counts ? counts : out.noise.slice(0, at),
    own: new Float64Array(at).fill(line.even ? 1 : Number.NaN),
    boxes: { start, first: line.boxes ? firstsOf(line.boxes, edges) : edges },
    members: undefined,
  };
}

/** What a line says of its places. */
type Places = Pick<Line, 'm' | 'p' | 'x' | 'columns' | 'scatter' | 'counts' | 'noise'>;

function roomFor(m: number, p: number): Places {
  const columns = new Float64Array((1 + p) * m);
  const scatter = new Float64Array(p * m);
  const [x, counts, noise] = [0, 0, 0].map(() => new Float64Array(m)) as Float64Array[];
  return { m, p, x, columns, scatter, counts, noise };
}

function copyInto(out: Places, at: number, places: Places, from: number, count: number): void {
  const { m, p } = places;
  copy(out.x, at, places.x, from, count);
  copy(out.counts, at, places.counts, from, count);
  copy(out.noise, at, places.noise, from, count);
  for (let k = 0; k <= p; k++)
    copy(out.columns, k * out.m + at, places.columns, k * m + from, count);
  for (let k = 0; k < p; k++)
    copy(out.scatter, k * out.m + at, places.scatter, k * m + from, count);
}

/** As `set` with `subarray`, which take longer for the few places of a box. */
function copy(to: Float64Array, at: number, values: Float64Array, from: number, count: number) {
  for (let j = 0; j < count; j++) to[at + j] = values[from + j];
}

/** Where boxes 2^exponent wide begin that hold places, and m. */
function edgesOf(x: Float64Array, exponent: number): Int32Array {
  const scale = 2 ** -exponent;
  const edges = new Int32Array(x.length + 1);
  let count = 0;
  let edge = -Infinity;
  for (let j = 0; j < x.length; j++) {
    if (x[j] < edge) continue;
    edges[count++] = j;
    edge = (Math.floor(x[j] * scale) + 1) / scale;
  }
  edges[count++] = x.length;
  return edges.slice(0, count);
}

/** The places of the first line at which boxes begin that hold whole boxes of a finer one. */
function firstsOf({ start, first }: Boxes, edges: Int32Array): Int32Array {
  let box = 0;
  return edges.map((edge) => {
    while (start[box] < edge) box++;
    return first[box];
  });
}

/** The first `kept` entries of rows of length m. */
function firstOf(rows: Float64Array, m: number, kept: number): Float64Array {
  const out = new Float64Array((rows.length / m) * kept);
  for (let k = 0; k * m < rows.length; k++) out.set(rows.subarray(k * m, k * m + kept), k * kept);
  return out;
}

/** The few places of one box after another. */
class Reduction implements Places {
  readonly x: Float64Array;
  readonly columns: Float64Array;
  readonly scatter: Float64Array;
  readonly counts: Float64Array;
  readonly noise: Float64Array;
  /** Diagonal of the recurrence, then what is beside it. */
  readonly #alpha: Float64Array;
  readonly #beta: Float64Array;
  /** First entries of the eigenvectors. */
  readonly #first: Float64Array;
  /** Σ c·p_k of the outputs, then of the squares, then of the noise, [2p + 1, order]. */
  readonly #moments: Float64Array;
  /** What becomes of these at a place, [2p + 1]. */
  readonly #atNode: Float64Array;
  /** Σ W·p_k at the nodes. */
  readonly #means: Float64Array;
  /** Σ w·p_k² of the polynomials. */
  readonly #sizes: Float64Array;
  #t = new Float64Array(0);
  #squares = new Float64Array(0);
  #polynomials: Float64Array[] = [];

  /**
   * @param m - places of a box
   * @param p - outputs
   */
  constructor(
    readonly m: number,
    readonly p: number,
  ) {
    const order = m;
    this.x = new Float64Array(order);
    this.columns = new Float64Array((1 + p) * order);
    this.scatter = new Float64Array(p * order);
    this.counts = new Float64Array(order);
    this.noise = new Float64Array(order);
    this.#alpha = new Float64Array(order);
    this.#beta = new Float64Array(order);
    this.#first = new Float64Array(order);
    this.#moments = new Float64Array((2 * p + 1) * order);
    this.#atNode = new Float64Array(2 * p + 1);
    this.#means = new Float64Array(order);
    this.#sizes = new Float64Array(order + 1);
  }

  /** Reduces the places [from, to) of a line; false when they are as good as fewer. */
  take(line: Line, from: number, to: number): boolean {
    const order = this.m;
    const { p } = this;
    const { x, columns, counts } = line;
    const count = to - from;
    const middle = x[from] + (x[to - 1] - x[from]) / 2;
    const half = (x[to - 1] - x[from]) / 2;
    if (this.#t.length < count) {
      this.#t = new Float64Array(2 * count);
      this.#squares = new Float64Array(2 * count * p);
      this.#polynomials = [];
    }
    for (let i = 0; i < count; i++) this.#t[i] = (x[from + i] - middle) / half;
    const weights = columns.subarray(from, to);
    let [mass, number] = [0, 0];
    for (let i = 0; i < count; i++) mass += weights[i];
    for (let i = from; i < to; i++) number += counts[i];
    if (!this.#recur(line, from, weights, count, mass)) return false;
    this.x.set(this.#alpha);
    if (!eigenvaluesInto(this.x, this.#beta.slice(), this.#first)) return false;
    // p_k at the nodes, and with them what the moments of the outputs become.
    const means = this.#means.fill(0);
    for (let j = 0; j < order; j++) {
      const weight = mass * this.#first[j] ** 2;
      this.columns[j] = weight;
      this.counts[j] = (weight / mass) * number;
      const sums = this.#atNode.fill(0);
      let before = 0;
      let now = 1 / Math.sqrt(mass);
      for (let a = 0; a < order; a++) {
        for (let k = 0; k < sums.length; k++) sums[k] += this.#moments[k * order + a] * now;
        means[a] += weight * now;
        const next =
          ((this.x[j] - this.#alpha[a]) * now - (a > 0 ? this.#beta[a - 1] : 0) * before) /
          this.#beta[a];
        before = now;
        now = next;
      }
      for (let k = 0; k < p; k++) {
        this.columns[(k + 1) * order + j] = weight * sums[k];
        this.scatter[k * order + j] = weight * (sums[p + k] - sums[k] * sums[k]);
      }
      this.noise[j] = weight * sums[2 * p];
      this.x[j] = middle + half * this.x[j];
    }
    const most = LOST * Math.sqrt(mass);
    for (let a = 1; a < order; a++) if (!(Math.abs(means[a]) <= most)) return false;
    return true;
  }

  /**
   * The recurrence, and the moments of the outputs. Polynomials are monic here: their sizes stand
   * beside them.
   */
  #recur(line: Line, from: number, weights: Float64Array, count: number, mass: number): boolean {
    const order = this.m;
    const { p } = this;
    const { m, columns, counts, noise } = line;
    const t = this.#t;
    const column = (k: number): Float64Array => {
      this.#polynomials[k] ??= new Float64Array(t.length);
      return this.#polynomials[k];
    };
    let isClustered = false;
    const squares = this.#squaresInto(line, from, weights, count);
    const sizes = this.#sizes;
    column(0).fill(1, 0, count);
    sizes[0] = mass;
    for (let a = 0; a < order; a++) {
      const now = column(a);
      const over = 1 / Math.sqrt(sizes[a]);
      for (let k = 0; k < p; k++) {
        const first = dot(now, columns, count, (k + 1) * m + from);
        this.#moments[k * order + a] = first * over;
        this.#moments[(p + k) * order + a] = dot(now, squares, count, k * t.length) * over;
      }
      if (noise !== counts) this.#moments[2 * p * order + a] = dot(now, noise, count, from) * over;
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

  /** Σ w·y² of each place, shape [p, count]. */
  #squaresInto({ m, columns, scatter }: Line, from: number, weights: Float64Array, count: number) {
    const stride = this.#t.length;
    const squares = this.#squares;
    for (let k = 0; k < this.p; k++) {
      const at = (k + 1) * m + from;
      const off = k * m + from;
      for (let i = 0; i < count; i++)
        squares[k * stride + i] = columns[at + i] ** 2 / weights[i] + scatter[off + i];
    }
    return squares;
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
