// Binary tree of moments over sorted keys, for queries that the lattice cannot promise: near the
// edge of the window only, in crowded cells, across extreme weights. A node inside the window is
// taken whole when it is small against its distance to the edge, so its expansion keeps its
// relative error whatever K is there; the rest is summed point by point.
//   |Σ_m τ_m t^m| terms <= (1+θ)^p / (1−θ)^p of their sum where K has a zero of order p and node radius <= θ·(1 − |s|)
// O(log n) nodes a query.

import { shiftMomentsInto } from '../../loops/translate.js';
import { windowMomentsInto } from '../../loops/windowMoments.js';
import type { LineIndex } from '../LineIndex.js';
import type { CompactPolynomial, WindowLayout } from './CompactPolynomial.js';

const LEAF = 16;
/** θ: largest node radius as a part of the distance to the edge. */
const THETA = 0.4;
/** Largest node radius in bandwidths. */
const MAX_RADIUS = 0.2;

/** Adds what is not taken whole, point by point, to the same sums. */
type AddRun = (q: number, from: number, to: number, skip: number, at: number) => void;

/** Node r of level l covers keys [r·LEAF·2^l, (r+1)·LEAF·2^l). */
export class MomentTree {
  readonly #index: LineIndex;
  readonly #polynomial: CompactPolynomial;
  readonly #layout: WindowLayout;
  readonly #addRun: AddRun;
  readonly #w: number;
  readonly #levels: Float64Array[] = [];
  readonly #tau: Float64Array;

  constructor(
    index: LineIndex,
    polynomial: CompactPolynomial,
    layout: WindowLayout,
    w: number,
    addRun: AddRun,
  ) {
    this.#index = index;
    this.#polynomial = polynomial;
    this.#layout = layout;
    this.#addRun = addRun;
    this.#w = w;
    this.#tau = new Float64Array(layout.degree + layout.maxPower + 1);
    do this.#levels.push(this.#moments(this.#levels.length));
    while (LEAF * 2 ** (this.#levels.length - 1) < index.places);
  }

  /** Adds the sums of query q, leaving out the key `skip`, to `out`. */
  addInto(q: number, skip: number, out: Float64Array, at: number): void {
    this.#visit(this.#levels.length - 1, 0, q, skip, out, at);
  }

  #visit(
    level: number,
    node: number,
    q: number,
    skip: number,
    out: Float64Array,
    at: number,
  ): void {
    const width = LEAF * 2 ** level;
    const first = node * width;
    const end = Math.min(first + width, this.#index.places);
    if (first >= end) return;
    const keys = this.#index.keys;
    const low = (keys[first] - q) * this.#w;
    const high = (keys[end - 1] - q) * this.#w;
    if (low > 1 || high < -1) return;
    const radius = (high - low) / 2;
    const room = 1 - Math.max(Math.abs(low), Math.abs(high));
    const resolved = room >= 0 && (this.#layout.degree === 0 || radius <= THETA * room);
    const oneSided = low >= 0 || high <= 0 || this.#polynomial.smooth;
    const apart = skip < first || skip >= end;
    if (resolved && oneSided && apart && radius <= MAX_RADIUS) {
      this.#takeWhole(level, node, q, low + high >= 0 ? 1 : -1, out, at);
    } else if (level === 0) {
      this.#addRun(q, first, end, skip, at);
    } else {
      this.#visit(level - 1, 2 * node, q, skip, out, at);
      this.#visit(level - 1, 2 * node + 1, q, skip, out, at);
    }
  }

  #takeWhole(
    level: number,
    node: number,
    q: number,
    side: number,
    out: Float64Array,
    at: number,
  ): void {
    const { columns, maxPower, degree, sumStart, momentStart } = this.#layout;
    const moments = this.#levels[level];
    const base = node * momentStart[columns];
    const s = (this.#centre(node * LEAF * 2 ** level, LEAF * 2 ** level) - q) * this.#w;
    for (let power = 0; power <= maxPower; power++) {
      this.#polynomial.taylorInto(power, side, Math.abs(s), this.#tau);
      for (let k = 0; k < columns; k++) {
        const o = sumStart[k] + power;
        if (o >= sumStart[k + 1]) continue;
        const from = base + momentStart[k];
        let sum = 0;
        for (let m = degree + power; m >= 0; m--) sum += this.#tau[m] * moments[from + m];
        out[at + o] += sum;
      }
    }
  }

  #centre(first: number, width: number): number {
    const keys = this.#index.keys;
    const low = keys[first];
    return low + (keys[Math.min(first + width, this.#index.places) - 1] - low) / 2;
  }

  /**
   * Moments of all nodes of a level about their centres: of the points for leaves, shifted from the
   * children above.
   */
  #moments(level: number): Float64Array {
    const { keys, columns, places: n } = this.#index;
    const { momentStart, columns: c } = this.#layout;
    const size = momentStart[c];
    const width = LEAF * 2 ** level;
    const nodes = Math.ceil(n / width);
    const out = new Float64Array(nodes * size);
    for (let node = 0; node < nodes; node++) {
      const first = node * width;
      const centre = this.#centre(first, width);
      const half = width / 2;
      for (let k = 0; k < c; k++) {
        const count = momentStart[k + 1] - momentStart[k];
        const to = node * size + momentStart[k];
        if (level === 0) {
          const end = Math.min(first + width, n);
          windowMomentsInto(keys, columns, k * n, first, end, centre, this.#w, count, out, to);
          continue;
        }
        for (let child = 2 * node; child <= 2 * node + 1 && child * half < n; child++) {
          const t = (this.#centre(child * half, half) - centre) * this.#w;
          const from = child * size + momentStart[k];
          shiftMomentsInto(count, t, this.#levels[level - 1], from, out, to);
        }
      }
    }
    return out;
  }
}
