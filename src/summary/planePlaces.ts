// A summary of two predictors as observations. Those that a cell keeps are themselves, ties put together. Of
// a cell with many its places and weights are, and what else there is takes there the values of a polynomial:
// with p_a orthonormal at the places,
//
//   V_j = Σ_a p_a(z_j) Σ w_i v_i p_a(x_i),   so that   Σ w_i v_i P(x_i) = Σ W_j V_j P(z_j)
//
// up to degree 10. What is smooth over a cell, at most half a bandwidth wide, cannot tell the two apart: of what
// a cell adds sums lose less than 1e-13 next to it and 2e-11 six bandwidths away. A polynomial that is
// nothing at the places is nothing at the observations, and left out. O(places).

import { dot, lengthOf, subtract } from '../loops/dot.js';
import type { Observations } from '../smoothers/Observations.js';
import { placesOf } from '../smoothers/placesOf.js';
import { type CellPlaces, layoutOfParts, mergedPlaces } from './mergedPlaces.js';
import {
  addProducts,
  insideCell,
  type PlaneCell,
  type PlaneCells,
  partsInto,
  SUM_DEGREE,
  SUM_TERMS,
} from './PlaneCells.js';

/** Orthogonal parts below this beside a polynomial are nothing. */
const NOTHING = 1e-10;
/** Of one that is left with less than this orthogonality is made good once more. */
const CANCELLED = 0.1;

/**
 * The places of all cells.
 *
 * @param least - the smallest bandwidths that cannot tell them from the observations
 */
export function planePlaces(plane: PlaneCells, least: readonly [number, number]): Observations {
  const { shift, weighted, heaviest, low, high } = plane;
  const each = plane.cells.map((cell) =>
    cell.y ? keptPlaces(plane, cell, cell.y) : summedPlaces(plane, cell, cell.sums!),
  );
  return mergedPlaces(each, 2, shift.length, {
    weighted,
    heaviest,
    least: Float64Array.from(least),
    origin: new Float64Array(2),
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  });
}

/** Of observations that are kept: ties are one place, about the first of them. */
function keptPlaces(
  { shift, weighted }: PlaneCells,
  { x, weights }: PlaneCell,
  y: Float64Array,
): CellPlaces {
  const p = shift.length;
  const { sample, index } = placesOf({
    n: weights.length,
    d: 2,
    c: 1,
    points: x,
    columns: weights,
  });
  const layout = layoutOfParts(p, weighted);
  const { width } = layout;
  const firstAt = (place: number) => index.order[index.start[place]];
  const taken = Float64Array.from(
    { length: sample.n * p },
    (_, at) => y[firstAt(Math.floor(at / p)) * p + (at % p)],
  );
  const parts = new Float64Array(sample.n * width);
  const own = new Float64Array(width);
  weights.forEach((w, i) => {
    const place = index.place[i];
    partsInto(own, layout, y, i * p, taken.subarray(place * p, (place + 1) * p), w);
    for (let b = 0; b < width; b++) parts[place * width + b] += own[b];
  });
  return { x: sample.points, weights: sample.columns, taken, parts };
}

/** The polynomials of sums, by their degree. */
const BY_DEGREE = /* @__PURE__ */ Uint32Array.from({ length: SUM_TERMS }, (_, term) => term).sort(
  (a, b) => degreeOf(a) - degreeOf(b) || a - b,
);

function degreeOf(term: number): number {
  let [a, rest] = [0, term];
  while (rest > SUM_DEGREE - a) rest -= SUM_DEGREE + 1 - a++;
  return a + rest;
}

/** Of sums: the values of polynomials at the places. */
function summedPlaces(plane: PlaneCells, cell: PlaneCell, sums: Float64Array): CellPlaces {
  const { shift, weighted, exponents } = plane;
  const { id, x, weights } = cell;
  const n = weights.length;
  const { width } = layoutOfParts(shift.length, weighted);
  const roots = weights.map(Math.sqrt);
  const values = new Float64Array(n * SUM_TERMS);
  const inside = insideCell(x, exponents, id);
  roots.forEach((root, j) => {
    addProducts(SUM_DEGREE, inside[2 * j], inside[2 * j + 1], root, values, j * SUM_TERMS);
  });
  const basis: { readonly values: Float64Array; readonly sums: Float64Array }[] = [];
  for (const term of BY_DEGREE) {
    const own = Float64Array.from({ length: n }, (_, j) => values[j * SUM_TERMS + term]);
    const ownSums = Float64Array.from({ length: width }, (_, b) => sums[b * SUM_TERMS + term]);
    const whole = lengthOf(own);
    let [before, length] = [whole, 0];
    for (;;) {
      for (const each of basis) {
        const part = dot(own, each.values);
        subtract(own, part, each.values);
        subtract(ownSums, part, each.sums);
      }
      length = lengthOf(own);
      if (!(length < CANCELLED * before) || length <= NOTHING * whole) break;
      before = length;
    }
    if (length <= NOTHING * whole) continue;
    basis.push({ values: own.map((v) => v / length), sums: ownSums.map((v) => v / length) });
  }
  const parts = new Float64Array(n * width);
  for (const each of basis)
    for (let j = 0; j < n; j++)
      for (let b = 0; b < width; b++)
        parts[j * width + b] += roots[j] * each.values[j] * each.sums[b];
  const taken = Float64Array.from(
    { length: n * shift.length },
    (_, at) => shift[at % shift.length],
  );
  return { x, weights, taken, parts };
}
