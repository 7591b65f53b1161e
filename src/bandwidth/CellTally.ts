// Leave-one-out fits of a line from binned moments. The fit v is a smooth function of position, and
// with equal weights the leverage ℓ is one too. With the Chebyshev points z_j of a cell and the
// weights there that stand for its observations (of 1, y and y²)
//
//   Σᵢ (yᵢ − ŷ₋ᵢ)² = Σ_j (w_j(y²) − 2·w_j(y)·v(z_j) + w_j(1)·v(z_j)²) / (1 − ℓ(z_j))²
//
// so the data are not touched again, O(cells·order·taps) for a bandwidth. Observations of cells with
// few are taken one by one, those with little left without the own term from the points
// (LeaveOneOutRow).

import type { CellField } from '../sums/CellField.js';
import { chebyshevNodes } from '../sums/chebyshev.js';
import { gaussianField } from '../sums/gaussianField.js';
import type { CellLevel } from './CellLevel.js';
import type { Tally } from './criterionValue.js';
import type { Line } from './Line.js';

/** K(0) of the Gaussian. */
const PEAK = 1 / Math.sqrt(2 * Math.PI);
/** Less than this part of a sum left without the own term is summed again. */
const LEAST_LEFT = 0.05;
/** The same for the spread of x in a window. */
const LEAST_VARIANCE = 1e-3;

/** Takes an observation that the field cannot serve. */
export type RowTaker = (tally: Tally, i: number, h: number) => void;

/** Adds up leave-one-out fits of one line from its cells. */
export class CellTally {
  readonly #line: Line;
  readonly #degree: number;
  readonly #takeRow: RowTaker;
  readonly #fits: Float64Array;

  constructor(line: Line, degree: number, takeRow: RowTaker) {
    this.#line = line;
    this.#degree = degree;
    this.#takeRow = takeRow;
    this.#fits = new Float64Array(1 + line.p);
  }

  /**
   * @param tally - is added to
   * @param level - cells for bandwidths from at most h on
   * @param atPoints - whether to take all observations one by one, as leave-one-out needs it with
   *   unequal weights: only then is the tally of leave-one-out errors of use
   */
  addTo(tally: Tally, h: number, level: CellLevel, atPoints: boolean): void {
    const { moments, start } = level;
    const field = this.#field(h, level);
    const nodes = chebyshevNodes(moments.binning.order);
    moments.runs.intervals().forEach(([first, end], r) => {
      const target = field.runs.indexOf(first);
      const source = moments.runs.offsets[r];
      for (let i = 0; i < end - first; i++) {
        const cell = source + i;
        if (level.counts[cell] === 0) continue;
        const byNodes = !atPoints && level.isCrowded(cell);
        if (byNodes && this.#addNodes(tally, field, target + i, level, cell, nodes)) continue;
        for (let row = start[cell]; row < start[cell + 1]; row++)
          this.#addPoint(tally, h, field, target + i, first + i, row);
      }
    });
  }

  /**
   * What the observations `start`, `start + step`, … add.
   *
   * @param rows - receives it, shape [observations, 1 + 2p]; zeros on entry
   */
  rowsInto(rows: Float64Array, h: number, level: CellLevel, start: number, step: number): void {
    const { p } = this.#line;
    const { moments } = level;
    const field = this.#field(h, level);
    const size = 1 + 2 * p;
    let [row, at] = [start, 0];
    moments.runs.intervals().forEach(([first, end], r) => {
      const target = field.runs.indexOf(first);
      const source = moments.runs.offsets[r];
      for (let i = 0; i < end - first; i++)
        for (; row < level.start[source + i + 1]; row += step, at += size)
          this.#addPoint(rows.subarray(at, at + size), h, field, target + i, first + i, row);
    });
  }

  #field(h: number, level: CellLevel): CellField {
    const { p } = this.#line;
    const { sums, moments } = level;
    const degrees = Array<number>(1 + p).fill(this.#degree);
    degrees[0] = 2 * this.#degree;
    const request = { bandwidth: h, peak: PEAK, unit: h, degrees, tolerance: level.tolerance };
    const { field } = gaussianField(sums, request, (runs, patch) => {
      const needed = new Uint8Array(runs.cells / patch);
      moments.runs.intervals().forEach(([first, end], r) => {
        const target = runs.indexOf(first);
        const cell = moments.runs.offsets[r];
        for (let i = 0; i < end - first; i++)
          if (level.counts[cell + i] > 0) needed[Math.floor((target + i) / patch)] = 1;
      });
      return needed;
    });
    return field;
  }

  /** Adds a cell by its Chebyshev points, unless something in it is not certain. */
  #addNodes(
    tally: Tally,
    field: CellField,
    place: number,
    level: CellLevel,
    cell: number,
    nodes: Float64Array,
  ): boolean {
    const { p } = this.#line;
    const { order } = level.moments.binning;
    const fits = this.#fits;
    const c = 1 + 2 * p;
    const first = cell * c * order;
    const values = this.#values(order);
    for (let j = 0; j < order; j++) {
      if (!this.#fitAt(field, place, nodes[j], 0) || !(PEAK * fits[0] < 1 - LEAST_LEFT))
        return false;
      values[j] = fits[0];
      for (let k = 0; k < p; k++) values[(k + 1) * order + j] = fits[k + 1];
    }
    let pulled = 0;
    for (let j = 0; j < order; j++) {
      const pull = PEAK * values[j];
      const weight = level.nodes[first + j];
      pulled += weight * pull;
      for (let k = 0; k < p; k++) {
        const v = values[(k + 1) * order + j];
        const squares =
          level.nodes[first + (1 + p + k) * order + j] -
          2 * v * level.nodes[first + (1 + k) * order + j] +
          v * v * weight;
        tally[1 + k] += squares;
        tally[1 + p + k] += squares / (1 - pull) ** 2;
      }
    }
    tally[0] += level.counts[cell] - pulled;
    return true;
  }

  #memory = new Float64Array(0);

  #values(order: number): Float64Array {
    const size = order * (1 + this.#line.p);
    if (this.#memory.length < size) this.#memory = new Float64Array(size);
    return this.#memory;
  }

  #addPoint(tally: Tally, h: number, field: CellField, place: number, id: number, i: number): void {
    const { n, p, x, y, columns } = this.#line;
    const fits = this.#fits;
    const w = columns[i];
    const t = x[i] * 2 ** -field.binning.exponent - id - 0.5;
    if (!this.#fitAt(field, place, t, PEAK * w, i)) {
      this.#takeRow(tally, i, h);
      return;
    }
    const free = 1 / (1 + PEAK * w * fits[0]);
    tally[0] += free;
    for (let k = 0; k < p; k++) {
      const residual = y[k * n + i] - fits[k + 1];
      tally[1 + k] += w * (free * residual) ** 2;
      tally[1 + p + k] += w * residual ** 2;
    }
  }

  /**
   * The corner a of the inverse design and the fits, without an own weight; false where too little
   * is left to be certain.
   *
   * @param t - place in the cell
   * @param i - whose own output to leave out; −1 leaves out the weight alone, for outputs that are 0
   */
  #fitAt(field: CellField, place: number, t: number, own: number, i = -1): boolean {
    const { n, p, y } = this.#line;
    const fits = this.#fits;
    const isLinear = this.#degree > 0;
    const all = field.valueAt(0, place, t);
    const left = all - own;
    if (!(left >= LEAST_LEFT * all)) return false;
    let mean = 0;
    let variance = 1;
    fits[0] = 1 / left;
    if (isLinear) {
      mean = field.valueAt(1, place, t) / left;
      variance = field.valueAt(2, place, t) / left - mean * mean;
      if (!(variance >= LEAST_VARIANCE)) return false;
      fits[0] *= 1 + (mean * mean) / variance;
    }
    for (let k = 0; k < p; k++) {
      const f = isLinear ? 3 + 2 * k : 1 + k;
      const sum = field.valueAt(f, place, t) - (i < 0 ? 0 : own * y[k * n + i]);
      fits[k + 1] = sum / left;
      if (isLinear) {
        const slope = (field.valueAt(f + 1, place, t) / left - mean * fits[k + 1]) / variance;
        fits[k + 1] -= slope * mean;
      }
    }
    return true;
  }
}
