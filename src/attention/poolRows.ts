// Pooling row by row: any score, mask and bias, with the weights of one query at a time.

import { NumericalError } from '../errors.js';
import { attendRow, type KeptRows, type RowOrigin } from './attendRow.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/**
 * Pools the values for all queries.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param out - [m, p]
 * @param kept - out: the weights, where they are wanted for a backward pass; `kept.pooled` is then `out`
 */
export function poolRowsInto(
  problem: AttentionProblem,
  values: PooledValues,
  out: Float64Array,
  kept?: KeptRows,
): void {
  const { m, n } = problem;
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    const origin = poolQueryInto(problem, values, i, row, out);
    if (!kept) continue;
    kept.origins[i] = origin;
    for (let k = 0, at = i * n; k < n; k++, at++) kept.weights[at] = row[k];
  }
}

/** Pools the values for one query; `row` is left with its weights. */
export function poolQueryInto(
  problem: AttentionProblem,
  values: PooledValues,
  i: number,
  row: Float64Array,
  out: Float64Array,
): RowOrigin {
  const { origin, top } = attendRow(problem, i, row);
  poolRowInto(row, problem.n, top, values, i, out);
  if (origin !== 'none') expectFinitePooled(problem.where, out, i, values.p);
  return origin;
}

/**
 * out_i ← c + Σ_k α_k (v_k − c), c the value of the key with the largest weight: pooling deviations keeps equal values
 * equal to the last digit.
 */
export function poolRowInto(
  row: Float64Array,
  n: number,
  top: number,
  { array, p, stride }: PooledValues,
  i: number,
  out: Float64Array,
): void {
  const { data } = array;
  const at = i * stride;
  for (let c = 0; c < p; c++) {
    const center = n > 0 ? data[at + top * p + c] : NaN;
    let sum = 0;
    for (let k = 0, v = at + c; k < n; k++, v += p) sum += row[k] * (data[v] - center);
    out[i * p + c] = center + sum;
  }
}

function expectFinitePooled(where: string, out: Float64Array, i: number, p: number): void {
  for (let c = i * p; c < (i + 1) * p; c++) {
    if (!Number.isFinite(out[c])) {
      const expected = 'values must differ by less than the largest number';
      throw new NumericalError({ where, expected, received: `${out[c]} for query ${i}` });
    }
  }
}
