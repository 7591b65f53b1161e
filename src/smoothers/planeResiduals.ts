import { dot, lengthOf, subtract } from '../loops/dot.js';
import { vectorAt } from '../sums/Differences.js';
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
 * √s·[1, x_j], and what is left of √s·y when their parts are taken out. A category has a constant of its
 * own, a circle sine and cosine, the globe the three coordinates of its places. O(n·(d² + d·p)).
 *
 * @param values - [n, p]
 * @param hasSlopes - whether x takes part
 */
export function planeResiduals(
  observations: Observations,
  values: Float64Array,
  p: number,
  hasSlopes: boolean,
): PlaneResiduals {
  const { n, weights } = observations;
  const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const basis = planeBasis(observations, root, hasSlopes);
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

/**
 * The orthogonal columns themselves, of length 1, but for those that depend on others.
 *
 * @param root - √s, [n]
 */
export function planeBasis(
  observations: Observations,
  root: Float64Array,
  hasSlopes: boolean,
): Float64Array[] {
  const basis: Float64Array[] = [];
  const columns = [() => 1, ...(hasSlopes ? slopesOf(observations) : [])];
  for (const of of columns) {
    const column = root.map((r, i) => r * of(i));
    const before = lengthOf(column);
    takeOut(basis, column);
    const length = lengthOf(column);
    if (length > DEPENDENT * before) basis.push(column.map((value) => value / length));
  }
  return basis;
}

/** What a plane is linear in, at each observation. */
function slopesOf({ d, x, predictors }: Observations): ((i: number) => number)[] {
  return Array.from({ length: d }, (_, j) => {
    const at = (i: number) => x[i * d + j];
    const predictor = predictors?.[j] ?? { kind: 'number' };
    switch (predictor.kind) {
      case 'number':
        return [(i: number) => at(i) - x[j]];
      case 'periodic': {
        const turns = (2 * Math.PI) / predictor.period;
        return [(i: number) => Math.cos(turns * at(i)), (i: number) => Math.sin(turns * at(i))];
      }
      case 'latitude':
      case 'longitude': {
        const first = predictor.kind === 'latitude' ? j : j - 1;
        const vector = (i: number) => vectorAt(x[i * d + first], x[i * d + first + 1]);
        return predictor.kind === 'latitude'
          ? [(i: number) => vector(i)[0], (i: number) => vector(i)[1]]
          : [(i: number) => vector(i)[2]];
      }
      default:
        return Array.from(
          { length: predictor.levels - 1 },
          (_, level) => (i: number) => (at(i) === level ? 1 : 0),
        );
    }
  }).flat();
}

/** Takes the parts in the columns of a basis out of a column, twice for the digits. */
export function takeOut(basis: readonly Float64Array[], column: Float64Array): void {
  for (let round = 0; round < 2; round++) {
    for (const each of basis) subtract(column, dot(each, column), each);
  }
}
