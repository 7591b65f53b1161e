import type { Observations } from '../smoothers/Observations.js';
import { OrthogonalColumns } from '../smoothers/OrthogonalColumns.js';

/** What a constant or a plane leaves of several columns of values. */
export interface PlaneResiduals {
  /** [n, p]; 0 for observations of weight 0. */
  readonly rest: Float64Array;
  /** [n] */
  readonly leverage: Float64Array;
}

/**
 * Residuals of weighted least squares on a constant, or on a constant and x; O(n·(d² + d·p)).
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
  const design = planeDesign(x, d, root, hasSlopes);
  const leverage = new Float64Array(n);
  for (const a of design.order) {
    for (let i = 0; i < n; i++) leverage[i] += design.columns[a][i] ** 2;
  }
  const rest = new Float64Array(n * p);
  const right = new Float64Array(n);
  const solution = new Float64Array(design.width);
  for (let k = 0; k < p; k++) {
    for (let i = 0; i < n; i++) right[i] = root[i] * values[i * p + k];
    design.solveInto(right, solution);
    for (let i = 0; i < n; i++) rest[i * p + k] = root[i] > 0 ? right[i] / root[i] : 0;
  }
  return { rest, leverage };
}

/** The columns √s and √s·x_j, made orthogonal; those that depend on the ones before are left out. */
function planeDesign(
  x: Float64Array,
  d: number,
  root: Float64Array,
  hasSlopes: boolean,
): OrthogonalColumns {
  const width = hasSlopes ? d + 1 : 1;
  const design = new OrthogonalColumns(Array.from({ length: width }, (_, a) => a + 1));
  const absent = new Uint8Array(width);
  for (let dropped = 0; dropped <= d; dropped++) {
    design.reserve(root.length);
    design.columns[0].set(root);
    for (let a = 1; a < width; a++) {
      const [middle, half] = rangeOf(x, d, a - 1);
      for (let i = 0; i < root.length; i++) {
        design.columns[a][i] = (root[i] * (x[i * d + a - 1] - middle)) / half;
      }
    }
    design.factor(absent);
    if (design.order.length + dropped === width) return design;
    absent[design.complete + 1] = 1;
  }
  return design;
}

/** Middle and half width of a column of x; half 1 where it does not vary. */
function rangeOf(x: Float64Array, d: number, j: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = j; at < x.length; at += d) {
    low = Math.min(low, x[at]);
    high = Math.max(high, x[at]);
  }
  return [low / 2 + high / 2, high > low ? high / 2 - low / 2 : 1];
}
