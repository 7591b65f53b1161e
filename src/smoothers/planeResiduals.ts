import type { Observations } from './Observations.js';

/** What a constant or a plane leaves of several columns of values. */
export interface PlaneResiduals {
  /** [n, p]; 0 for observations of weight 0. */
  readonly rest: Float64Array;
  /** [n] */
  readonly leverage: Float64Array;
}

/** A column that depends on the ones before, but for so much, adds nothing. */
const DEPENDENT = 1e-9;

/**
 * Residuals of weighted least squares on a constant, or on a constant and x: orthogonal columns
 * √s·[1, x_j], and what is left of √s·y when their parts are taken out. O(n·(d² + d·p)).
 *
 * @param values - [n, p]
 * @param hasSlopes - whether x takes part
 */
export function planeResiduals(
  { n, d, x, weights }: Observations,
  values: Float64Array,
  p: number,
  hasSlopes: boolean,
): PlaneResiduals {
  const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const basis: Float64Array[] = [];
  for (let j = -1; j < (hasSlopes ? d : 0); j++) {
    const middle = j < 0 ? 0 : x[j];
    const column = root.map((r, i) => (j < 0 ? r : r * (x[i * d + j] - middle)));
    const before = Math.sqrt(dot(column, column));
    takeOut(basis, column);
    const length = Math.sqrt(dot(column, column));
    if (length > DEPENDENT * before) basis.push(column.map((value) => value / length));
  }
  const leverage = new Float64Array(n);
  for (const column of basis) {
    for (let i = 0; i < n; i++) leverage[i] += column[i] ** 2;
  }
  const rest = new Float64Array(n * p);
  for (let k = 0; k < p; k++) {
    const left = root.map((r, i) => r * values[i * p + k]);
    takeOut(basis, left);
    for (let i = 0; i < n; i++) rest[i * p + k] = root[i] > 0 ? left[i] / root[i] : 0;
  }
  return { rest, leverage };
}

/** Takes the parts in the columns of a basis out of a column, twice for the digits. */
function takeOut(basis: readonly Float64Array[], column: Float64Array): void {
  for (let round = 0; round < 2; round++) {
    for (const each of basis) {
      const part = dot(each, column);
      for (let i = 0; i < column.length; i++) column[i] -= part * each[i];
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
