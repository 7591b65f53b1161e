// Criteria of any smoother in any dimension, from its fits at all observations; with groups the
// errors of each group come from the fit to all others.

import { OptionError, ShapeError } from '../errors.js';
import { fitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { selfFit } from '../smoothers/selfFit.js';
import {
  type BandwidthWish,
  type CriterionName,
  criterionError,
  criterionValue,
  degreesOf,
  emptyTally,
  type Tally,
} from './BandwidthChoice.js';
import type { LineObjective } from './searchLine.js';

const DRAFT_TOLERANCE = 1e-6;
const DRAFT_ERROR = 1e-4;
const FULL_ERROR = 1e-12;
const FULL_FIT_ERROR = 1e-13;

/** A criterion of a smoother at any bandwidth. */
export interface SmootherCriterion {
  /**
   * @param bandwidth - [d]
   * @param degree - of the local polynomials, by default that of the smoother
   * @returns the value, and the tally that it was made of
   */
  at(bandwidth: Float64Array, tolerance: number, degree?: number): { value: number; tally: Tally };
  /** The mean square of the centred outputs. */
  readonly size: number;
  /** The sum of the weights. */
  readonly total: number;
}

/** Prepares the criterion of the smoother that a bandwidth is wished for. */
export function smootherCriterion(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
  criterion: CriterionName,
): SmootherCriterion {
  const { kernel, product, method } = wish;
  const { n, d, p, y, weights } = observations;
  const [first] = degreesOf(wish, d);
  const w = weights ?? new Float64Array(n).fill(1);
  let [count, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (w[i] > 0) count++;
    total += w[i];
  }
  const variances = Float64Array.from({ length: p }, (_, k) => varianceOf(y, p, k, w, total));
  // With several outputs each is divided by its standard deviation.
  const scale = variances.map((variance) => (p > 1 && variance > 0 ? Math.sqrt(variance) : 1));
  const size = variances.reduce((sum, variance, k) => sum + variance / scale[k] ** 2 / p, 0);
  const groups = wish.groups && rowsOfGroups(where, wish.groups, n);
  const at = (bandwidth: Float64Array, tolerance: number, degree = first) => {
    const spec = { kernel, product, bandwidth, degree, method, tolerance };
    const tally = emptyTally(p);
    const add = (place: number, i: number, k: number, fit: number) => {
      if (w[i] > 0) tally[place + k] += w[i] * ((y[i * p + k] - fit) / scale[k]) ** 2;
    };
    if (groups) {
      for (const rows of groups)
        addGroup(where, observations, spec, rows, (i, k, fit) => add(1 + p, i, k, fit));
    } else {
      const { fitted, looFitted, leverage } = selfFit(where, observations, spec);
      for (let i = 0; i < n; i++) {
        if (w[i] > 0) tally[0] += 1 - leverage[i];
        for (let k = 0; k < p; k++) {
          add(1, i, k, fitted[i * p + k]);
          add(1 + p, i, k, looFitted[i * p + k]);
        }
      }
    }
    return { value: criterionValue(criterion, tally, count, total), tally };
  };
  return { at, size, total };
}

/** The criterion along one dimension, of one degree. */
export function alongLine(
  { at, size, total }: SmootherCriterion,
  criterion: CriterionName,
  { kernel, tolerance }: BandwidthWish,
  degree?: number,
): LineObjective {
  return {
    resolution: 1e-8,
    noise: criterion === 'aicc' ? 1e-12 : 1e-24 * size,
    smooth: kernel.support === Infinity,
    trial(h, effort) {
      const isDraft = effort === 'estimate' || effort === 'draft';
      const within = isDraft ? Math.max(tolerance, DRAFT_TOLERANCE) : tolerance;
      const { value, tally } = at(Float64Array.of(h), within, degree);
      const [relative, part] = isDraft
        ? [DRAFT_ERROR, DRAFT_TOLERANCE]
        : [FULL_ERROR, FULL_FIT_ERROR];
      const error = criterionError(criterion, value, tally, total, size, relative, part);
      return { h, ...(degree !== undefined && { degree }), value, error };
    },
  };
}

/** The weighted variance of one output. */
function varianceOf(
  y: Float64Array,
  p: number,
  k: number,
  weights: Float64Array,
  total: number,
): number {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) mean += (weights[i] * y[i * p + k]) / total;
  for (let i = 0; i < weights.length; i++) squares += weights[i] * (y[i * p + k] - mean) ** 2;
  return squares / total;
}

/** The rows of each group. */
function rowsOfGroups(
  where: string,
  groups: ArrayLike<number | string>,
  n: number,
): Iterable<readonly number[]> {
  if (groups.length !== n)
    throw new ShapeError({
      where,
      expected: `groups must have one entry for each of the ${n} observations`,
      received: String(groups.length),
    });
  const rows = new Map<number | string, number[]>();
  for (let i = 0; i < n; i++) {
    const known = rows.get(groups[i]);
    if (known) known.push(i);
    else rows.set(groups[i], [i]);
  }
  if (rows.size < 2)
    throw new OptionError({
      where,
      expected: 'groups must hold at least 2 different groups',
      received: String(rows.size),
    });
  return [...rows.values()];
}

/** Predicts the rows of a group from all others. */
function addGroup(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  rows: readonly number[],
  take: (i: number, k: number, fit: number) => void,
): void {
  const { n, d, p, x } = observations;
  const inside = new Set(rows);
  const outside = Array.from({ length: n }, (_, i) => i).filter((i) => !inside.has(i));
  const queries = new Float64Array(rows.length * d);
  rows.forEach((i, at) => {
    queries.set(x.subarray(i * d, (i + 1) * d), at * d);
  });
  const { coefficients, terms } = fitAt(where, rowsOf(observations, outside), spec, queries);
  rows.forEach((i, at) => {
    for (let k = 0; k < p; k++) take(i, k, coefficients[at * terms * p + k]);
  });
}

function rowsOf({ d, p, x, y, weights }: Observations, rows: readonly number[]): Observations {
  const n = rows.length;
  const some = { n, d, p, x: new Float64Array(n * d), y: new Float64Array(n * p) };
  rows.forEach((i, at) => {
    some.x.set(x.subarray(i * d, (i + 1) * d), at * d);
    some.y.set(y.subarray(i * p, (i + 1) * p), at * p);
  });
  return weights ? { ...some, weights: Float64Array.from(rows, (i) => weights[i]) } : some;
}
