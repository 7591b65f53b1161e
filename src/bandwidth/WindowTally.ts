// Leave-one-out fits of a line from the points in a window about each, O(n·window). The kernel once
// for a whole window; where little is left without the own point, point by point
// (LeaveOneOutRow).

import { negativePowersInto } from '../loops/exp.js';
import { countBelow } from './countBelow.js';
import type { Tally } from './criterionValue.js';
import { LeaveOneOutRow } from './LeaveOneOutRow.js';
import type { Line } from './Line.js';
import { pairSumsInto } from './pairSumsInto.js';

/** Edges of windows further apart are looked up. */
const WALK = 8;
/** A nearest other point within √2 bandwidths, or several farther off: enough for plain sums. */
const ENOUGH = 0.37;
/** A local design this much worse than a line through a whole window is left to LeaveOneOutRow. */
const LEAST_VARIANCE = 1e-3;

/** Adds up the leave-one-out fits of the observations `start`, `start + stride`, … at one bandwidth. */
export class WindowTally {
  readonly #line: Line;
  readonly #degree: number;
  readonly #careful: LeaveOneOutRow;
  #row = new Float64Array(256);
  #distance = new Float64Array(256);

  constructor(line: Line, degree: number) {
    this.#line = line;
    this.#degree = degree;
    this.#careful = new LeaveOneOutRow(line, degree);
  }

  /**
   * @param h - bandwidth, finite
   * @param reach - half-width of the windows in bandwidths
   * @param tally - is added to
   * @param rows - receives what each adds, shape [observations added, 1 + 2p]
   * @returns the weight of what was added
   */
  addTo(
    tally: Tally,
    h: number,
    reach: number,
    start = 0,
    stride = 1,
    rows?: Float64Array,
  ): number {
    const { n, p, x, columns, y, even } = this.#line;
    const isLinear = this.#degree > 0;
    const scale = Math.sqrt(Math.LOG2E / 2) / h;
    const width = reach * h;
    const own = new Float64Array(p);
    let weight = 0;
    let low = 0;
    let high = 0;
    const size = tally.length;
    for (let i = start, at = 0; i < n; i += stride, at++) {
      if (rows) {
        if (at > 0) for (let s = 0; s < size; s++) rows[(at - 1) * size + s] += tally[s];
        for (let s = 0; s < size; s++) rows[at * size + s] = -tally[s];
      }
      if (stride > WALK) {
        low = countBelow(x, x[i] - width, low);
        high = countBelow(x, x[i] + width, i + 1);
      } else {
        while (x[i] - x[low] > width) low++;
        if (high < i) high = i;
        while (high < n && x[high] - x[i] <= width) high++;
      }
      const w = columns[i];
      weight += w;
      const count = high - low;
      if (this.#row.length < count) {
        this.#row = new Float64Array(2 * count);
        this.#distance = new Float64Array(2 * count);
      }
      const row = this.#row;
      const distance = this.#distance;
      squaresInto(x, low, count, x[i], scale, row);
      row[i - low] = 1e30;
      const powers = negativePowersInto(row, 0, count);
      const total = even ? powers : dot(row, columns, low, count);
      if (!(total >= ENOUGH)) {
        this.addRow(tally, i, h);
        continue;
      }
      let corner = 1 / total;
      let mean = 0;
      let variance = 1;
      if (isLinear) {
        differencesInto(x, low, count, x[i], 1 / h, row, distance);
        mean = (even ? sum(distance, count) : dot(distance, columns, low, count)) / total;
        variance =
          secondMoment(x, low, count, x[i], 1 / h, distance, columns) / total - mean * mean;
        if (!(variance >= LEAST_VARIANCE)) {
          this.addRow(tally, i, h);
          continue;
        }
        corner *= 1 + (mean * mean) / variance;
      }
      const free = 1 / (1 + w * corner);
      tally[0] += free;
      for (let k = 0; k < p; k++) {
        let value = dot(row, columns, (k + 1) * n + low, count) / total;
        if (isLinear) {
          const slope =
            (dot(distance, columns, (k + 1) * n + low, count) / total - mean * value) / variance;
          value -= slope * mean;
        }
        own[k] = y[k * n + i] - value;
        tally[1 + k] += w * (free * own[k]) ** 2;
        tally[1 + p + k] += w * own[k] ** 2;
      }
    }
    if (rows) for (let s = 0; s < size; s++) rows[rows.length - size + s] += tally[s];
    return weight;
  }

  /**
   * The same for all observations in draft: local means of one output, with equal weights, by pairs.
   *
   * @returns whether that is what this line is
   */
  addPairs(tally: Tally, h: number, reach: number): boolean {
    const { n, p, x, y, even } = this.#line;
    if (this.#degree > 0 || p !== 1 || !even) return false;
    if (this.#row.length < n) {
      this.#row = new Float64Array(n);
      this.#distance = new Float64Array(n);
    }
    const totals = this.#row.fill(0, 0, n);
    const values = this.#distance.fill(0, 0, n);
    pairSumsInto(x, y, h, reach, totals, values);
    let [left, squares, looSquares] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const total = totals[i];
      if (!(total >= ENOUGH)) {
        this.addRow(tally, i, h);
        continue;
      }
      const free = total / (1 + total);
      const residual = y[i] - values[i] / total;
      left += free;
      squares += (free * residual) ** 2;
      looSquares += residual ** 2;
    }
    tally[0] += left;
    tally[1] += squares;
    tally[2] += looSquares;
    return true;
  }

  /** Adds one observation point by point. */
  addRow(tally: Tally, i: number, h: number): void {
    const { p, columns } = this.#line;
    const careful = this.#careful;
    careful.find(i, h);
    tally[0] += careful.free;
    for (let k = 0; k < p; k++) {
      tally[1 + k] += columns[i] * careful.errors[k] ** 2;
      tally[1 + p + k] += columns[i] * careful.residuals[k] ** 2;
    }
  }
}

function squaresInto(
  x: Float64Array,
  low: number,
  count: number,
  q: number,
  scale: number,
  row: Float64Array,
): void {
  for (let a = 0; a < count; a++) {
    const u = (x[low + a] - q) * scale;
    row[a] = u * u;
  }
}

/** K·u */
function differencesInto(
  x: Float64Array,
  low: number,
  count: number,
  q: number,
  scale: number,
  row: Float64Array,
  out: Float64Array,
): void {
  for (let a = 0; a < count; a++) out[a] = row[a] * ((x[low + a] - q) * scale);
}

function secondMoment(
  x: Float64Array,
  low: number,
  count: number,
  q: number,
  scale: number,
  distance: Float64Array,
  columns: Float64Array,
): number {
  let total = 0;
  for (let a = 0; a < count; a++)
    total += distance[a] * ((x[low + a] - q) * scale) * columns[low + a];
  return total;
}

function dot(row: Float64Array, columns: Float64Array, start: number, count: number): number {
  let total = 0;
  for (let a = 0; a < count; a++) total += row[a] * columns[start + a];
  return total;
}

function sum(row: Float64Array, count: number): number {
  let total = 0;
  for (let a = 0; a < count; a++) total += row[a];
  return total;
}
