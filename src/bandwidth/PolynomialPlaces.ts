// The places of a line under a kernel that is a polynomial between its edges, and at most a kink in its middle: few where one
// polynomial holds over a box (coarserLine.ts), which its sums cannot tell from the observations there, and the observations
// themselves next to an edge or a kink. Boxes that these cut are opened into narrower ones, down to the places of the line.

import { countBelow } from '../loops/sortedOrder.js';
import { boxEnd } from '../smoothers/coarserPlaces.js';
import type { Line } from './Line.js';

/** So near to an edge, in bandwidths, rounding decides on which side a place lies. */
const ROUNDING = 1e-9;

/** Kernel sums take cells of about so many places, and next to a kink more than this one by one or by a tree. */
const CELL = 10;
const CROWDED = 256;

/** The places about one value after another, for a kernel of support 1. */
export class PolynomialPlaces {
  readonly #line: Line;
  readonly #h: number;
  readonly #slack: number;
  readonly #hasKink: boolean;
  readonly #exponent: number;
  readonly #order: number;
  readonly #levels: () => readonly Line[];
  #known: readonly Line[] | undefined;
  #query = 0;
  readonly #pieces: Piece[] = [];
  #room = new Float64Array(256);

  /**
   * @param hasKink - whether the two halves of the kernel are different polynomials
   * @param exponent - the widest boxes are 2^exponent wide
   * @param order - places of a box
   * @param levels - makes coarser lines, the widest boxes first
   */
  constructor(
    line: Line,
    h: number,
    hasKink: boolean,
    exponent: number,
    order: number,
    levels: () => readonly Line[],
  ) {
    this.#line = line;
    this.#h = h;
    this.#slack = ROUNDING * h;
    this.#hasKink = hasKink;
    this.#exponent = exponent;
    this.#order = order;
    this.#levels = levels;
  }

  /**
   * About how many places there will be in a window; coarser lines are not made for it.
   *
   * @param low - the first place of the line in the window
   * @param high - the place after the last
   * @param most - more do not matter
   */
  mostAbout(low: number, high: number, most: number): number {
    const { x } = this.#line;
    const scale = 2 ** -this.#exponent;
    let count = 0;
    for (let j = low; j < high && count < most; ) {
      const next = Math.max(j + 1, Math.min(high, countBelow(x, boxEnd(x[j], scale), j)));
      count += Math.min(next - j, this.#order);
      j = next;
    }
    return Math.min(count, most);
  }

  /** Whether a kink in a crowd makes kernel sums dear there; of a window as above. */
  isCrowded(q: number, low: number, high: number): boolean {
    if (!this.#hasKink || high - low <= CROWDED) return false;
    const { x } = this.#line;
    const half = (CELL * this.#h) / (high - low);
    return countBelow(x, q + half, low) - countBelow(x, q - half, low) > CROWDED;
  }

  /**
   * The places for a kernel about q; it stays until the next is asked for.
   *
   * @param low - the first place of the line in its window
   * @param high - the place after the last
   */
  about(q: number, low: number, high: number): Line {
    const pieces = this.#pieces;
    pieces.length = 0;
    this.#query = q;
    this.#known ??= this.#levels();
    this.#open(0, low, high);
    let m = 0;
    for (const { from, to } of pieces) m += to - from;
    const { p } = this.#line;
    if (this.#room.length < (2 + p) * m) this.#room = new Float64Array(2 * (2 + p) * m);
    const x = this.#room.subarray(0, m);
    const columns = this.#room.subarray(m, (2 + p) * m);
    let at = 0;
    for (const { source, from, to } of pieces) {
      for (let j = from; j < to; j++, at++) {
        x[at] = source.x[j];
        for (let k = 0; k <= p; k++) columns[k * m + at] = source.columns[k * source.m + j];
      }
    }
    return { ...this.#line, m, x, columns };
  }

  /** Places [low, high) of the line, by the boxes of a level and those that are narrower. */
  #open(level: number, low: number, high: number): void {
    const line = this.#line;
    const source = this.#known?.[level];
    if (!source?.boxes) {
      this.#pieces.push({ source: line, from: low, to: high });
      return;
    }
    const { first, start } = source.boxes;
    let b = countBelow(first, low + 1) - 1;
    // What is cut, by the window or by the kernel, together with its neighbours.
    let cut = low;
    for (; first[b] < high; b++) {
      const [from, to] = [first[b], first[b + 1]];
      const isWhole = from >= low && to <= high && this.#isOne(line.x[from], line.x[to - 1]);
      if (!isWhole) continue;
      if (cut < from) this.#open(level + 1, cut, from);
      this.#pieces.push({ source, from: start[b], to: start[b + 1] });
      cut = to;
    }
    if (cut < high) this.#open(level + 1, cut, high);
  }

  /** Whether the kernel is one polynomial over an interval. */
  #isOne(from: number, to: number): boolean {
    const [half, slack] = [this.#h, this.#slack];
    const q = this.#query;
    if (!(from > q - half + slack && to < q + half - slack)) return false;
    return !this.#hasKink || to < q || from > q;
  }
}

/** Places [from, to) of a line. */
interface Piece {
  readonly source: Line;
  readonly from: number;
  readonly to: number;
}
