import { NumericalError } from '../errors.js';
import { type Tensor, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { AttentionOptions } from './AttentionOptions.js';
import { attendRow, type KeptRows } from './attendRow.js';
import {
  type AttentionProblem,
  type PooledValues,
  readValues,
  resolveProblem,
} from './resolveProblem.js';

/**
 * Attention pooling, which is the Nadaraya–Watson estimator: for each query the mean of the values, weighted by how
 * much the query attends to their keys.
 *
 *   ŷ(q) = Σ_i α_i(q) v_i
 *
 * @param queries - shape [m] or [m, d]
 * @param keys - shape [n] or [n, d], shared by all queries; or one axis more, [m, n] or [m, n, d], a set for each query
 * @param values - shape [n] or [n, p] for shared keys, [m, n] or [m, n, p] otherwise
 * @param options - kernel, bandwidth or w, mask and so on: {@link AttentionOptions}
 * @returns shape [m], or [m, p] when the values have an axis for outputs
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @throws {@link NumericalError} when an input is not finite, or as `emptyWindow: 'throw'` asks
 * @remarks O(m·n·(d + p)) time, O(n) memory beside input and output. A query however far from all keys gets the value
 * of the nearest one, the limit of the formula.
 * @example
 * ```ts
 * import { attentionPooling, toNestedArray } from 'nadaraya';
 *
 * const yHat = attentionPooling([0, 1e6], [-1, 1], [10, 20], { bandwidth: 0.5 });
 * console.log(toNestedArray(yHat)); // → [ 15, 20 ]
 * ```
 * @see Nadaraya (1964); Watson (1964)
 */
export function attentionPooling(
  queries: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  options?: AttentionOptions,
): Tensor {
  const problem = resolveProblem('attentionPooling', queries, keys, options);
  const pooled = readValues(problem, values);
  return wrapPooled(problem, pooled, pool(problem, pooled));
}

/**
 * Pools the values of a checked problem.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param kept - out: the weights, where they are wanted for a backward pass
 * @returns [m, p]
 */
export function pool(
  problem: AttentionProblem,
  values: PooledValues,
  kept?: KeptRows,
): Float64Array {
  const { m, n, where } = problem;
  const out = new Float64Array(m * values.p);
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    const origin = attendRow(problem, i, row);
    if (kept) {
      kept.origins[i] = origin;
      kept.weights.set(row, i * n);
    }
    poolRowInto(row, n, values, i, out);
    if (origin !== 'none') expectFinitePooled(where, out, i, values.p);
  }
  return out;
}

/**
 * out_i ← c + Σ_k α_k (v_k − c), c the value of the key with the largest weight: pooling deviations keeps equal values
 * equal to the last digit.
 */
export function poolRowInto(
  row: Float64Array,
  n: number,
  { array, p, stride }: PooledValues,
  i: number,
  out: Float64Array,
): void {
  const { data } = array;
  const at = i * stride;
  let top = 0;
  for (let k = 1; k < n; k++) if (row[k] > row[top]) top = k;
  for (let c = 0; c < p; c++) {
    const center = n > 0 ? data[at + top * p + c] : NaN;
    let sum = 0;
    for (let k = 0, v = at + c; k < n; k++, v += p) sum += row[k] * (data[v] - center);
    out[i * p + c] = center + sum;
  }
}

/** Wraps pooled values, in 32 bits when everything came so. */
export function wrapPooled(
  { queries, keys }: AttentionProblem,
  { array, resultShape }: PooledValues,
  pooled: Float64Array,
): Tensor {
  return wrapTensor(pooled, resultShape, queries.float32 && keys.float32 && array.float32);
}

function expectFinitePooled(where: string, out: Float64Array, i: number, p: number): void {
  for (let c = i * p; c < (i + 1) * p; c++) {
    if (!Number.isFinite(out[c])) {
      const expected = 'values must differ by less than the largest number';
      throw new NumericalError({ where, expected, received: `${out[c]} for query ${i}` });
    }
  }
}
