// What a summary of two predictors is made of: cells [id, id + 1)·2^exponent on both axes, the same for every
// sample. A cell with few observations keeps them. Of many it keeps
//
//   places and weights there, some of the observed places (recombine.ts), with
//     Σ w_i P(x_i) = Σ W_j P(z_j)      for polynomials of total degree up to 11
//   sums over the observations of T_a(t₁)·T_b(t₂), a + b ≤ 10, t = 2·(x/2^exponent − id) − 1 in [−1, 1],
//     of outputs and what else there is, since those of them are added up
//
// so a cell is no larger than this, whatever it holds, and two of them make one.

import { groupedBy } from '../arrays/groupedBy.js';
import { placesOf } from '../smoothers/placesOf.js';
import { copyRows } from '../sums/types.js';
import { type CellLayout, exponentFor, LEFT, RIGHT, shiftSums } from './CellSums.js';
import { layoutOfParts } from './mergedPlaces.js';
import { recombine } from './recombine.js';

/** Total degree of the polynomials that places and weights keep. */
const PLACE_DEGREE = 11;
/** And of those in sums. */
export const SUM_DEGREE = 10;

/** Polynomials of two variables up to a degree. */
const termsUpTo = (degree: number) => ((degree + 1) * (degree + 2)) / 2;

/** Most places of a cell, and most observations that are kept. */
export const MOST_PLACES = /* @__PURE__ */ termsUpTo(PLACE_DEGREE);
/** Sums of one thing. */
export const SUM_TERMS = /* @__PURE__ */ termsUpTo(SUM_DEGREE);

/** What a cell holds. */
export interface PlaneCell {
  /** Cells are [id, id + 1)·2^exponent along each axis. */
  readonly id: readonly [number, number];
  /** Where observations are, [places, 2]. */
  readonly x: Float64Array;
  /** What they weigh there, [places]. */
  readonly weights: Float64Array;
  /** How many there are. */
  readonly count: number;
  /** Of observations that are kept their outputs, [places, p]. */
  readonly y?: Float64Array;
  /** Of others sums, [sums, SUM_TERMS] in the order of {@link layoutOfParts}. */
  readonly sums?: Float64Array;
}

/** A summary of two predictors. */
export interface PlaneCells {
  /** The widths of the cells are 2^exponent, in units of x. */
  readonly exponents: readonly [number, number];
  /** Whether observations have weights: then there are sums of counts and of squared weights too. */
  readonly weighted: boolean;
  /** What is taken from each output in sums, [p]. */
  readonly shift: Float64Array;
  /** No observation lies outside. */
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  /** No observation weighs more; 1 without weights. */
  readonly heaviest: number;
  /** In order of the first, then of the second number of the cell. */
  readonly cells: readonly PlaneCell[];
}

/** The exponent of the width of cells for bandwidths from one on: the width is in (h/4, h/2]. */
export const planeExponent = (bandwidth: number): number => exponentFor(bandwidth) + 2;

/** What an observation of weight w adds to each of the sums, whose outputs stand in y from a place on. */
export function partsInto(
  out: Float64Array,
  { output, counts, squares, squaredOutput }: CellLayout,
  y: Float64Array,
  at: number,
  shift: Float64Array,
  w: number,
): void {
  const isWeighted = counts > 0;
  for (let k = 0; k < shift.length; k++) {
    const v = y[at + k] - shift[k];
    out[output(k)] = w * v;
    out[output(k) + 1] = w * v * v;
    if (!isWeighted) continue;
    out[squaredOutput(k)] = w * w * v;
    out[squaredOutput(k) + 1] = w * v * (w * v);
  }
  if (!isWeighted) return;
  out[counts] = 1;
  out[squares] = w * w;
}

type Frame = Pick<PlaneCells, 'exponents' | 'weighted' | 'shift'>;

/**
 * One cell of several, of observations that are few and kept, or of sums.
 *
 * @param areQuarters - whether they are quarters of it, and not the same cell
 */
export function joined(
  frame: Frame,
  id: PlaneCell['id'],
  parts: readonly PlaneCell[],
  areQuarters = false,
): PlaneCell {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const x = concat(parts.map((part) => part.x));
  const weights = concat(parts.map((part) => part.weights));
  const areKept = parts.every(({ y }) => y !== undefined);
  if (areKept && count <= MOST_PLACES)
    return { id, x, weights, count, y: concat(parts.map(({ y }) => y!)) };
  const { width } = layoutOfParts(frame.shift.length, frame.weighted);
  const sums = new Float64Array(width * SUM_TERMS);
  for (const part of parts) addPart(frame, id, part, areQuarters, sums);
  return { id, ...fewerPlaces(frame, id, x, weights), count, sums };
}

/** Adds the sums of a part, which lies in the cell. */
function addPart(
  { exponents, shift, weighted }: Frame,
  id: PlaneCell['id'],
  part: PlaneCell,
  isQuarter: boolean,
  sums: Float64Array,
): void {
  if (part.sums) {
    const moved = isQuarter ? quarterInWhole(part.sums, part.id) : part.sums;
    for (let at = 0; at < sums.length; at++) sums[at] += moved[at];
    return;
  }
  const { x, weights, y } = part;
  const inside = insideCell(x, exponents, id);
  const p = shift.length;
  const layout = layoutOfParts(p, weighted);
  const parts = new Float64Array(layout.width);
  for (let i = 0; i < weights.length; i++) {
    partsInto(parts, layout, y!, i * p, shift, weights[i]);
    for (let k = 0; k < parts.length; k++)
      addProducts(SUM_DEGREE, inside[2 * i], inside[2 * i + 1], parts[k], sums, k * SUM_TERMS);
  }
}

/** Where points [n, 2] are in a cell, from −1 to 1. */
export function insideCell(
  x: Float64Array,
  exponents: Frame['exponents'],
  id: PlaneCell['id'],
): Float64Array {
  const out = new Float64Array(x.length);
  for (let j = 0; j < 2; j++) {
    const scale = 2 ** -exponents[j];
    for (let at = j; at < x.length; at += 2) out[at] = 2 * (x[at] * scale - id[j]) - 1;
  }
  return out;
}

/** At most as many places as there are polynomials, no two the same, with the same sums of them. */
function fewerPlaces(
  { exponents }: Frame,
  id: PlaneCell['id'],
  x: Float64Array,
  weights: Float64Array,
): Pick<PlaneCell, 'x' | 'weights'> {
  const n = weights.length;
  const t = insideCell(x, exponents, id);
  const add = (i: number, weight: number, sums: Float64Array, to: number) =>
    addProducts(PLACE_DEGREE, t[2 * i], t[2 * i + 1], weight, sums, to);
  const left = weights.slice();
  recombine(n, MOST_PLACES, add, left);
  const kept = Array.from(left.keys()).filter((i) => left[i] > 0);
  const points = copyRows(x, 2, kept);
  const columns = copyRows(left, 1, kept);
  const { sample } = placesOf({ n: kept.length, d: 2, c: 1, points, columns });
  return { x: sample.points, weights: sample.columns };
}

// Longer than any degree: a sum in the brackets would keep it, unused, in every bundle.
const SECOND = /* @__PURE__ */ new Float64Array(MOST_PLACES);

/** T_b(t) up to a degree. */
function secondInto(degree: number, t: number): Float64Array {
  let [now, next] = [1, t];
  for (let b = 0; b <= degree; b++) {
    SECOND[b] = now;
    const after = 2 * t * next - now;
    now = next;
    next = after;
  }
  return SECOND;
}

/** Adds w·T_a(s)·T_b(t) for all a + b up to a degree, those of one a after the other. */
export function addProducts(
  degree: number,
  s: number,
  t: number,
  w: number,
  sums: Float64Array,
  to: number,
): void {
  const second = secondInto(degree, t);
  let [now, next] = [w, w * s];
  for (let a = 0, at = to; a <= degree; a++) {
    for (let b = 0; a + b <= degree; b++, at++) sums[at] += now * second[b];
    const after = 2 * s * next - now;
    now = next;
    next = after;
  }
}

/** The sums of a quarter of a cell as those of the whole. */
function quarterInWhole(sums: Float64Array, id: PlaneCell['id']): Float64Array {
  const [first, second] = id.map((each) => (each === 2 * Math.floor(each / 2) ? LEFT : RIGHT));
  const out = new Float64Array(sums.length);
  const half = new Float64Array(SUM_TERMS);
  for (let from = 0; from < sums.length; from += SUM_TERMS) {
    half.fill(0);
    for (let a = 0; a <= SUM_DEGREE; a++)
      for (let b = 0; a + b <= SUM_DEGREE; b++)
        for (let c = 0; c <= a; c++) half[termOf(a, b)] += first[a][c] * sums[from + termOf(c, b)];
    for (let a = 0; a <= SUM_DEGREE; a++)
      for (let b = 0; a + b <= SUM_DEGREE; b++)
        for (let c = 0; c <= b; c++) out[from + termOf(a, b)] += second[b][c] * half[termOf(a, c)];
  }
  return out;
}

/** Where the sum of T_a(s)·T_b(t) stands. */
function termOf(a: number, b: number): number {
  return a * (SUM_DEGREE + 1) - (a * (a - 1)) / 2 + b;
}

/** The sums of both samples, which must have the same exponents, outputs and weights or none. */
export function combinedPlanes(a: PlaneCells, b: PlaneCells): PlaneCells {
  type Ends = PlaneCells['low'];
  const ends = (pick: typeof Math.min, x: Ends, y: Ends): Ends => [
    pick(x[0], y[0]),
    pick(x[1], y[1]),
  ];
  return {
    ...a,
    low: ends(Math.min, a.low, b.low),
    high: ends(Math.max, a.high, b.high),
    heaviest: Math.max(a.heaviest, b.heaviest),
    cells: together(a, [...a.cells, ...b.cells.map((cell) => shiftedTo(cell, b, a.shift))], false),
  };
}

/** In cells twice as wide. */
export function widenedPlane(plane: PlaneCells): PlaneCells {
  const exponents = [plane.exponents[0] + 1, plane.exponents[1] + 1] as const;
  return { ...plane, exponents, cells: together({ ...plane, exponents }, plane.cells, true) };
}

/** Cells that are the same, or quarters of the same, put together, in order. */
function together(frame: Frame, cells: readonly PlaneCell[], areQuarters: boolean): PlaneCell[] {
  const wholeOf = ({ id }: PlaneCell): PlaneCell['id'] =>
    areQuarters ? [Math.floor(id[0] / 2), Math.floor(id[1] / 2)] : id;
  const wholes = groupedBy(cells, (cell) => wholeOf(cell).join()).values();
  const all = Array.from(wholes, (parts) =>
    parts.length === 1 && !areQuarters
      ? parts[0]
      : joined(frame, wholeOf(parts[0]), parts, areQuarters),
  );
  return all.sort(byPlace);
}

/** The order of cells. */
export function byPlace({ id: a }: PlaneCell, { id: b }: PlaneCell): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** The same cell with something else taken from the outputs in its sums. */
function shiftedTo(
  cell: PlaneCell,
  { exponents, shift: from, weighted }: Frame,
  to: Float64Array,
): PlaneCell {
  if (!cell.sums || from.every((value, k) => value === to[k])) return cell;
  const { id, x, weights } = cell;
  const p = to.length;
  const sums = cell.sums.slice();
  const masses = new Float64Array(SUM_TERMS);
  const inside = insideCell(x, exponents, id);
  weights.forEach((w, i) => {
    addProducts(SUM_DEGREE, inside[2 * i], inside[2 * i + 1], w, masses, 0);
  });
  const block = (b: number) => sums.subarray(b * SUM_TERMS, (b + 1) * SUM_TERMS);
  const { output, squares, squaredOutput } = layoutOfParts(p, weighted);
  for (let k = 0; k < p; k++) {
    const change = from[k] - to[k];
    const shifted = [{ mass: masses, at: output(k) }];
    if (weighted) shifted.push({ mass: block(squares), at: squaredOutput(k) });
    for (const { mass, at } of shifted) shiftSums(block(at), block(at + 1), mass, change);
  }
  return { ...cell, sums };
}

function concat(lists: readonly Float64Array[]): Float64Array {
  if (lists.length === 1) return lists[0];
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const list of lists) {
    all.set(list, to);
    to += list.length;
  }
  return all;
}
