// What a summary is made of, wherever it was added up: in each cell sums over its observations of
// Chebyshev polynomials T_a(t), t = 2·(x/2^exponent − id) − 1 in [−1, 1]. Cells are
// [id, id + 1)·2^exponent for every sample, so sums that were made apart add; and those of two
// neighbours make those of the cell that holds both.

import { numericalError, optionError } from '../arrays/optionError.js';
import type { OptionError } from '../errors.js';

/** Polynomials in the sums of weights: enough for eight places a cell. */
export const WEIGHT_TERMS = 16;
/** Polynomials in every other sum: values at eight places. */
export const OTHER_TERMS = 8;

/** Sums over the observations of each cell. */
export interface CellSums {
  /** The width of the cells is 2^exponent, in units of x. */
  readonly exponent: number;
  /** Whether observations have weights: then there are sums of counts and of squared weights too. */
  readonly weighted: boolean;
  /** What was taken from each output, [p]. */
  readonly shift: Float64Array;
  /** No observation lies outside. */
  readonly range: readonly [low: number, high: number];
  /** No observation weighs more; 1 without weights. */
  readonly heaviest: number;
  /** Cells with observations, increasing integers, [cells]. */
  readonly ids: Float64Array;
  /** [cells, width], in the order of {@link layoutOf}. */
  readonly sums: Float64Array;
}

/** Where the sums of a cell begin. */
export interface CellLayout {
  /** Of output k: Σ w·v·T_a, then Σ w·v²·T_a, with v = y − shift. Σ w·T_a come first of all. */
  readonly output: (k: number) => number;
  /** Σ T_a, of the first {@link OTHER_TERMS}. */
  readonly counts: number;
  /** Σ w²·T_a. */
  readonly squares: number;
  /** Of output k: Σ w²·v·T_a, then Σ w²·v²·T_a. */
  readonly squaredOutput: (k: number) => number;
  /** How many there are. */
  readonly width: number;
}

/**
 * The order of the sums of a cell; without weights those of counts and squares are those of weights.
 *
 * @param first - polynomials in the sums of weights
 * @param each - and in every other sum
 */
export function layoutOf(
  outputs: number,
  weighted: boolean,
  first = WEIGHT_TERMS,
  each = OTHER_TERMS,
): CellLayout {
  const output = (k: number) => first + 2 * each * k;
  const counts = weighted ? output(outputs) : 0;
  const squares = weighted ? counts + each : 0;
  const squaredOutput = (k: number) => (weighted ? squares + each * (1 + 2 * k) : output(k));
  const width = weighted ? squaredOutput(outputs) : output(outputs);
  return { output, counts, squares, squaredOutput, width };
}

/** The exponent of the width of cells for bandwidths from one on: the width is in (h/16, h/8]. */
export function exponentFor(bandwidth: number): number {
  const near = Math.floor(Math.log2(bandwidth)) - 3; // the logarithm may be rounded up to an integer
  return 2 ** near * 8 > bandwidth ? near - 1 : near;
}

/** How many observations there are in each cell, [cells]. */
export function countsOf({ ids, sums, shift, weighted }: CellSums): Float64Array {
  const { counts, width } = layoutOf(shift.length, weighted);
  return ids.map((_, cell) => sums[cell * width + counts]);
}

/**
 * The sums of both samples, or of the first without the second, which must have the same exponent, outputs
 * and weights, and what was taken from the outputs.
 *
 * @param sign - 1 or −1
 * @throws {@link OptionError} when the second holds observations that the first does not
 */
export function combined(where: string, a: CellSums, b: CellSums, sign: 1 | -1): CellSums {
  const { width, counts } = layoutOf(a.shift.length, a.weighted);
  const most = a.ids.length + (sign > 0 ? b.ids.length : 0);
  const ids = new Float64Array(most);
  const sums = new Float64Array(most * width);
  let cells = 0;
  for (let i = 0, j = 0; i < a.ids.length || j < b.ids.length; ) {
    const id = Math.min(a.ids[i] ?? Infinity, b.ids[j] ?? Infinity);
    const to = cells * width;
    const isFirst = a.ids[i] === id;
    const isSecond = b.ids[j] === id;
    if (sign < 0 && !isFirst) throw notPart(where, id);
    if (isFirst) sums.set(a.sums.subarray(i * width, (i + 1) * width), to);
    if (isSecond) for (let s = 0; s < width; s++) sums[to + s] += sign * b.sums[j * width + s];
    if (isFirst) i++;
    if (isSecond) j++;
    if (sums[to + counts] < -0.5) throw notPart(where, id);
    // What is left of a cell without observations is rounding.
    if (sums[to + counts] < 0.5) sums.fill(0, to, to + width);
    else ids[cells++] = id;
  }
  return {
    ...a,
    range:
      sign > 0 ? [Math.min(a.range[0], b.range[0]), Math.max(a.range[1], b.range[1])] : a.range,
    heaviest: sign > 0 ? Math.max(a.heaviest, b.heaviest) : a.heaviest,
    ids: ids.slice(0, cells),
    sums: sums.slice(0, cells * width),
  };
}

function notPart(where: string, id: number): OptionError {
  const expected = 'what is taken out must be part of the sample';
  return optionError(where, expected, `more observations in cell ${id}`);
}

/** The same sums with something else taken from the outputs. */
export function shiftedTo(cells: CellSums, shift: Float64Array): CellSums {
  if (cells.shift.every((value, k) => value === shift[k])) return cells;
  const { weighted, ids } = cells;
  const { output, squares, squaredOutput, width } = layoutOf(shift.length, weighted);
  const sums = cells.sums.slice();
  for (let k = 0; k < shift.length; k++) {
    const change = cells.shift[k] - shift[k];
    const blocks = weighted
      ? [
          [0, output(k)],
          [squares, squaredOutput(k)],
        ]
      : [[0, output(k)]];
    for (let from = 0; from < ids.length * width; from += width)
      for (const [mass, first] of blocks)
        shiftSums(
          sums.subarray(from + first),
          sums.subarray(from + first + OTHER_TERMS),
          sums.subarray(from + mass, from + mass + OTHER_TERMS),
          change,
        );
  }
  return { ...cells, shift, sums };
}

/**
 * Adds something to the values of sums Σ w·v·P and Σ w·v²·P, in place.
 *
 * @param masses - Σ w·P, as many as there are of each
 */
export function shiftSums(
  firsts: Float64Array,
  seconds: Float64Array,
  masses: Float64Array,
  change: number,
): void {
  for (let a = 0; a < masses.length; a++) {
    seconds[a] += change * (2 * firsts[a] + change * masses[a]);
    firsts[a] += change * masses[a];
  }
}

/** In cells twice as wide. */
export function widened(cells: CellSums): CellSums {
  const { ids, sums, exponent, shift, weighted } = cells;
  const { width } = layoutOf(shift.length, weighted);
  const blocks = [WEIGHT_TERMS, ...Array((width - WEIGHT_TERMS) / OTHER_TERMS).fill(OTHER_TERMS)];
  const wide = new Float64Array(ids.length);
  const out = new Float64Array(sums.length);
  let count = 0;
  ids.forEach((id, cell) => {
    const parent = Math.floor(id / 2);
    if (count === 0 || wide[count - 1] !== parent) wide[count++] = parent;
    const matrix = id === 2 * parent ? LEFT : RIGHT;
    let [from, to] = [cell * width, (count - 1) * width];
    for (const terms of blocks) {
      for (let a = 0; a < terms; a++)
        for (let b = 0; b <= a; b++) out[to + a] += matrix[a][b] * sums[from + b];
      from += terms;
      to += terms;
    }
  });
  return {
    ...cells,
    exponent: exponent + 1,
    ids: wide.slice(0, count),
    sums: out.slice(0, count * width),
  };
}

/** T_a((t + side)/2) = Σ_b matrix[a][b]·T_b(t): what a half of a cell is in the whole. */
function halfMatrix(side: -1 | 1): number[][] {
  const rows = [[1], [side / 2, 1 / 2]];
  for (let a = 2; a < WEIGHT_TERMS; a++) {
    const before = rows[a - 1];
    // (t + side)·before − the one before that, with t·T_b = (T_(b+1) + T_|b−1|)/2
    const row = new Array<number>(a + 1).fill(0);
    before.forEach((value, b) => {
      row[b] += side * value;
      row[b + 1] += value / 2;
      row[Math.abs(b - 1)] += value / 2;
    });
    rows[a - 2].forEach((value, b) => {
      row[b] -= value;
    });
    rows.push(row);
  }
  return rows;
}

/** T_a of a half of a cell, the first 16, as sums over T_b of the whole, b ≤ a: [a][b]. */
export const LEFT = /* @__PURE__ */ halfMatrix(-1);
export const RIGHT = /* @__PURE__ */ halfMatrix(1);

/** Numbers up to here are next to each other by 1. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Checks that values have cells 2^exponent wide. */
export function expectCells(where: string, ends: readonly number[], exponent: number): void {
  const wrong = ends.find((end) => !(Math.abs(end * 2 ** -exponent) < LAST));
  if (wrong === undefined) return;
  const expected = `x must be within 2^53 cells of ${2 ** exponent} of 0, wide enough for the bandwidth`;
  throw numericalError(where, expected, wrong);
}
