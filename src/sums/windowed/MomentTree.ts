// Binary tree of moments over sorted keys, each node about its own middle and in units of its own
// half width, so that it serves windows of every width. Two uses:
//
// Windows that the faster ways cannot promise: near the edge of the window only, in crowded cells,
// across extreme weights. A node inside the window is taken whole when it is small against its
// distance to the edge, so its expansion keeps its relative error whatever K is there; the rest is
// summed point by point.
//   |Σ_m τ_m t^m| terms <= (1+θ)^p / (1−θ)^p of their sum where K has a zero of order p and node radius <= θ·(1 − |s|)
//
// Moments of a run of keys about any centre, for queries that share it (sumVaried).
//
// O(log n) nodes a query or a run.

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
type AddRun = (q: number, w: number, from: number, to: number, skip: number, at: number) => void;

/** Node r of level l covers keys [r·LEAF·2^l, (r+1)·LEAF·2^l). */
export class MomentTree {
  readonly #index: LineIndex;
  readonly #polynomial: CompactPolynomial;
  readonly #layout: WindowLayout;
  readonly #addRun: AddRun;
  readonly #levels: Float64Array[] = [];
  /** Units of the nodes of each level. */
  readonly #units: Float64Array[] = [];
  readonly #tau: Float64Array;
  readonly #scaled: Float64Array;

  constructor(
    index: LineIndex,
    polynomial: CompactPolynomial,
    layout: WindowLayout,
    addRun: AddRun,
  ) {
    this.#index = index;
    this.#polynomial = polynomial;
    this.#layout = layout;
    this.#addRun = addRun;
    const size = layout.degree + layout.maxPower + 1;
    this.#tau = new Float64Array(size);
    this.#scaled = new Float64Array(layout.momentStart[layout.columns]);
    do this.#grow(this.#levels.length);
    while (LEAF * 2 ** (this.#levels.length - 1) < index.places);
  }

  /** Adds the sums of query q with the inverse bandwidth w, leaving out the key `skip`, to `out`. */
  addInto(q: number, w: number, skip: number, out: Float64Array, at: number): void {
    this.#visit(this.#levels.length - 1, 0, q, w, skip, out, at);
  }

  /**
   * Adds the moments Σ c ((x − centre)·w)^j of the keys [from, to), in the places of the layout.
   *
   * @param out - shape [momentStart[columns]]
   */
  addMomentsInto(from: number, to: number, centre: number, w: number, out: Float64Array): void {
    let at = from;
    while (at < to) {
      // The largest node that begins here and ends within.
      let level = -1;
      let width = 1;
      while (level + 1 < this.#levels.length) {
        const next = LEAF * 2 ** (level + 1);
        if (at % next !== 0 || at + next > to) break;
        level++;
        width = next;
      }
      if (level < 0) {
        const end = Math.min(to, (Math.floor(at / LEAF) + 1) * LEAF);
        this.#addKeys(at, end, centre, w, out);
        at = end;
        continue;
      }
      this.#addNode(level, at / width, centre, w, out);
      at += width;
    }
  }

  #addKeys(from: number, to: number, centre: number, w: number, out: Float64Array): void {
    const { keys, columns, places } = this.#index;
    const { columns: c, momentStart } = this.#layout;
    for (let k = 0; k < c; k++) {
      const [first, size] = [momentStart[k], momentStart[k + 1] - momentStart[k]];
      windowMomentsInto(keys, columns, k * places, from, to, centre, w, size, out, first);
    }
  }

  /** From the unit and middle of a node to w and a centre. */
  #addNode(level: number, node: number, centre: number, w: number, out: Float64Array): void {
    const { columns: c, momentStart } = this.#layout;
    const width = LEAF * 2 ** level;
    const t = (this.#centre(node * width, width) - centre) * w;
    const ratio = this.#units[level][node] * w;
    const scaled = this.#scaled;
    const moments = this.#levels[level];
    const base = node * momentStart[c];
    for (let k = 0; k < c; k++) {
      const [first, size] = [momentStart[k], momentStart[k + 1] - momentStart[k]];
      for (let j = 0, power = 1; j < size; j++, power *= ratio)
        scaled[first + j] = moments[base + first + j] * power;
      shiftMomentsInto(size, t, scaled, first, out, first);
    }
  }

  #visit(
    level: number,
    node: number,
    q: number,
    w: number,
    skip: number,
    out: Float64Array,
    at: number,
  ): void {
    const width = LEAF * 2 ** level;
    const first = node * width;
    const end = Math.min(first + width, this.#index.places);
    if (first >= end) return;
    const keys = this.#index.keys;
    const low = (keys[first] - q) * w;
    const high = (keys[end - 1] - q) * w;
    if (low > 1 || high < -1) return;
    const radius = (high - low) / 2;
    const room = 1 - Math.max(Math.abs(low), Math.abs(high));
    const resolved = room >= 0 && (this.#layout.degree === 0 || radius <= THETA * room);
    const oneSided = low >= 0 || high <= 0 || this.#polynomial.smooth;
    const apart = skip < first || skip >= end;
    if (resolved && oneSided && apart && radius <= MAX_RADIUS) {
      this.#takeWhole(level, node, q, w, low + high >= 0 ? 1 : -1, out, at);
    } else if (level === 0) {
      this.#addRun(q, w, first, end, skip, at);
    } else {
      this.#visit(level - 1, 2 * node, q, w, skip, out, at);
      this.#visit(level - 1, 2 * node + 1, q, w, skip, out, at);
    }
  }

  #takeWhole(
    level: number,
    node: number,
    q: number,
    w: number,
    side: number,
    out: Float64Array,
    at: number,
  ): void {
    const { columns, maxPower, degree, sumStart, momentStart } = this.#layout;
    const moments = this.#levels[level];
    const base = node * momentStart[columns];
    const s = (this.#centre(node * LEAF * 2 ** level, LEAF * 2 ** level) - q) * w;
    const ratio = this.#units[level][node] * w;
    for (let power = 0; power <= maxPower; power++) {
      this.#polynomial.taylorInto(power, side, Math.abs(s), this.#tau);
      for (let m = 1, scale = ratio; m <= degree + power; m++, scale *= ratio)
        this.#tau[m] *= scale;
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

  /** Half the width of a node as a power of two, so that products with it are exact. */
  #unit(first: number, width: number): number {
    const keys = this.#index.keys;
    const half = (keys[Math.min(first + width, this.#index.places) - 1] - keys[first]) / 2;
    return half > 0 ? 2 ** Math.max(-1000, Math.ceil(Math.log2(half))) : 1;
  }

  /**
   * Moments of all nodes of a level about their middles: of the points for leaves, shifted from the
   * children above.
   */
  #grow(level: number): void {
    const { places: n } = this.#index;
    const { momentStart, columns: c } = this.#layout;
    const size = momentStart[c];
    const width = LEAF * 2 ** level;
    const nodes = Math.ceil(n / width);
    const moments = new Float64Array(nodes * size);
    const units = new Float64Array(nodes);
    for (let node = 0; node < nodes; node++) {
      const first = node * width;
      const centre = this.#centre(first, width);
      units[node] = this.#unit(first, width);
      const out = moments.subarray(node * size, (node + 1) * size);
      const w = 1 / units[node];
      if (level === 0) this.#addKeys(first, Math.min(first + width, n), centre, w, out);
      else
        for (let child = 2 * node; child <= 2 * node + 1 && (child * width) / 2 < n; child++)
          this.#addNode(level - 1, child, centre, w, out);
    }
    this.#levels.push(moments);
    this.#units.push(units);
  }
}
