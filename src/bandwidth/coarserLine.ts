// A line with few places for wide bandwidths. In each box of the line the observations become
// `order` places with weights above 0: the nodes of the Gauss quadrature of their weights, so that
//
//   Σ w_i P(x_i) = Σ W_j P(z_j)  for polynomials below degree 2·order
//   Σ w_i y_i P(x_i) = Σ T_j P(z_j)  below degree order, and the same for y²
//
// and whatever is smooth over a box, like a kernel that is twice as wide, cannot tell the two apart.
// A place z_j then stands for W_j observations there with the mean T_j/W_j. O(n·order), and from a
// finer line of the same kind O(places·order).
//
// The nodes are the eigenvalues of the recurrence of orthogonal polynomials (Golub, Welsch 1969),
// which is made from the places themselves (Lanczos), so it is right for any weights and layout.

import type { Box, Line } from './Line.js';

/**
 * Beside a box from −1 to 1 the recurrence of even places goes on by steps of 0.5. Once a step is
 * smaller than this, places lie in clusters and polynomials are made orthogonal twice.
 */
const SMALL_STEP = 0.3;

/**
 * The same observations on few places.
 *
 * @param exponent - boxes are 2^exponent wide
 * @param order - places of a box; one with no more than half as many again keeps what it has
 */
export function coarserLine(line: Line, exponent: number, order: number): Line {
  const { m, p, x, columns, scatter, counts } = line;
  const scale = 2 ** -exponent;
  const places: Float64Array = new Float64Array(m);
  const out = {
    columns: new Float64Array((1 + p) * m),
    scatter: new Float64Array(p * m),
    counts: new Float64Array(m),
  };
  const reduced = new Reduction(order, p);
  const boxes: Box[] = [];
  let at = 0;
  let old = 0;
  for (let from = 0, to = 0; from < m; from = to) {
    const id = Math.floor(x[from] * scale);
    const edge = (id + 1) / scale;
    to = from + 1;
    while (to < m && x[to] < edge) to++;
    const isCrowded = 2 * (to - from) > 3 * order && reduced.take(line, from, to);
    const count = isCrowded ? order : to - from;
    // Boxes of the finer line that lie in this one.
    if (line.boxes) while (old < line.boxes.length && line.boxes[old].from < from) old++;
    const within = line.boxes?.[old];
    let last = old;
    if (line.boxes) while (last + 1 < line.boxes.length && line.boxes[last + 1].from < to) last++;
    boxes.push({
      from: at,
      to: at + count,
      first: within ? within.first : from,
      end: line.boxes ? line.boxes[last].end : to,
    });
    for (let j = 0; j < count; j++, at++) {
      places[at] = isCrowded ? reduced.x[j] : x[from + j];
      out.counts[at] = isCrowded ? reduced.counts[j] : counts[from + j];
      for (let k = 0; k <= p; k++)
        out.columns[k * m + at] = isCrowded
          ? reduced.columns[k * order + j]
          : columns[k * m + from + j];
      for (let k = 0; k < p; k++)
        out.scatter[k * m + at] = isCrowded
          ? reduced.scatter[k * order + j]
          : scatter[k * m + from + j];
    }
  }
  return {
    ...line,
    m: at,
    x: places.slice(0, at),
    columns: firstOf(out.columns, m, at),
    scatter: firstOf(out.scatter, m, at),
    counts: out.counts.slice(0, at),
    own: new Float64Array(at).fill(line.even ? 1 : Number.NaN),
    boxes,
    members: undefined,
  };
}

/** The first `kept` entries of rows of length m. */
function firstOf(rows: Float64Array, m: number, kept: number): Float64Array {
  const out = new Float64Array((rows.length / m) * kept);
  for (let k = 0; k * m < rows.length; k++) out.set(rows.subarray(k * m, k * m + kept), k * kept);
  return out;
}

/** The few places of one box after another. */
class Reduction {
  readonly x: Float64Array;
  readonly columns: Float64Array;
  readonly scatter: Float64Array;
  readonly counts: Float64Array;
  readonly #order: number;
  readonly #p: number;
  /** Diagonal of the recurrence, then what is beside it. */
  readonly #alpha: Float64Array;
  readonly #beta: Float64Array;
  /** First entries of the eigenvectors. */
  readonly #first: Float64Array;
  /** Σ c·p_k of the outputs, then of the squares, [2p, order]. */
  readonly #moments: Float64Array;
  /** Σ w·p_k² of the polynomials. */
  readonly #sizes: Float64Array;
  #t = new Float64Array(0);
  #squares = new Float64Array(0);
  #polynomials: Float64Array[] = [];

  constructor(order: number, p: number) {
    this.#order = order;
    this.#p = p;
    this.x = new Float64Array(order);
    this.columns = new Float64Array((1 + p) * order);
    this.scatter = new Float64Array(p * order);
    this.counts = new Float64Array(order);
    this.#alpha = new Float64Array(order);
    this.#beta = new Float64Array(order);
    this.#first = new Float64Array(order);
    this.#moments = new Float64Array(2 * p * order);
    this.#sizes = new Float64Array(order + 1);
  }

  /** Reduces the places [from, to) of a line; false when they are as good as fewer. */
  take(line: Line, from: number, to: number): boolean {
    const order = this.#order;
    const p = this.#p;
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
    for (let j = 0; j < order; j++) {
      const weight = mass * this.#first[j] ** 2;
      this.columns[j] = weight;
      this.counts[j] = (weight / mass) * number;
      for (let k = 0; k < p; k++) {
        let sum = 0;
        let squares = 0;
        let before = 0;
        let now = 1 / Math.sqrt(mass);
        for (let a = 0; a < order; a++) {
          sum += this.#moments[k * order + a] * now;
          squares += this.#moments[(p + k) * order + a] * now;
          const next =
            ((this.x[j] - this.#alpha[a]) * now - (a > 0 ? this.#beta[a - 1] : 0) * before) /
            this.#beta[a];
          before = now;
          now = next;
        }
        this.columns[(k + 1) * order + j] = weight * sum;
        this.scatter[k * order + j] = weight * (squares - sum * sum);
      }
      this.x[j] = middle + half * this.x[j];
    }
    return true;
  }

  /**
   * The recurrence, and the moments of the outputs. Polynomials are monic here: their sizes stand
   * beside them.
   */
  #recur(line: Line, from: number, weights: Float64Array, count: number, mass: number): boolean {
    const order = this.#order;
    const p = this.#p;
    const { m, columns } = line;
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
        const first = dot(columns, (k + 1) * m + from, now, count);
        this.#moments[k * order + a] = first * over;
        this.#moments[(p + k) * order + a] = dot(squares, k * t.length, now, count) * over;
      }
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
    for (let k = 0; k < this.#p; k++) {
      const at = (k + 1) * m + from;
      const off = k * m + from;
      for (let i = 0; i < count; i++)
        squares[k * stride + i] = columns[at + i] ** 2 / weights[i] + scatter[off + i];
    }
    return squares;
  }
}

function dot(a: Float64Array, start: number, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[start + i] * b[i];
  return sum;
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

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL steps, ascending, with the first
 * entries of their eigenvectors.
 *
 * @param d - the diagonal; receives the eigenvalues
 * @param e - beside it; is used up
 * @param first - receives the first entries
 * @returns false when there is no end to it
 */
function eigenvaluesInto(d: Float64Array, e: Float64Array, first: Float64Array): boolean {
  const n = d.length;
  first.fill(0);
  first[0] = 1;
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])))
        m++;
      if (m === l) break;
      if (round === 60) return false;
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.sqrt(g * g + 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      let s = 1;
      let c = 1;
      let shift = 0;
      for (let i = m - 1; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        s = f / r;
        c = g / r;
        g = d[i + 1] - shift;
        r = (d[i] - g) * s + 2 * c * b;
        shift = s * r;
        d[i + 1] = g + shift;
        g = c * r - b;
        const v = first[i + 1];
        first[i + 1] = s * first[i] + c * v;
        first[i] = c * first[i] - s * v;
      }
      d[l] -= shift;
      e[l] = g;
      e[m] = 0;
    }
  }
  for (let i = 1; i < n; i++)
    for (let j = i; j > 0 && d[j - 1] > d[j]; j--) {
      swap(d, j - 1);
      swap(first, j - 1);
    }
  return true;
}

function swap(values: Float64Array, i: number): void {
  const value = values[i];
  values[i] = values[i + 1];
  values[i + 1] = value;
}
