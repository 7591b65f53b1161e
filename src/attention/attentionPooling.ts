import { expectOptions } from '../arrays/expectOptions.js';
import { type Tensor, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import { type PoolingOptions, poolingOptionNames } from './AttentionOptions.js';
import { pool, readSumsChoice } from './pool.js';
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
 * @param options - kernel, bandwidth or w, mask and so on: {@link PoolingOptions}
 * @returns shape [m], or [m, p] when the values have an axis for outputs
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @throws {@link NumericalError} when an input is not finite, or as `emptyWindow: 'throw'` asks
 * @remarks O(m·n·(d + p)) time at most, O(n + m) memory: no [m, n] matrix is made. With keys that all queries share,
 * kernel sums do the work, and far faster where the kernel and the dimension allow: see `method`. A query however far
 * from all keys gets the value of the nearest one, the limit of the formula.
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
  options?: PoolingOptions,
): Tensor {
  const where = 'attentionPooling';
  const given = expectOptions(where, options, poolingOptionNames);
  const { method = 'auto', tolerance, ...attention } = given;
  const problem = resolveProblem(where, queries, keys, attention);
  const pooled = readValues(problem, values);
  const choice = readSumsChoice(problem, method, tolerance);
  return wrapPooled(problem, pooled, pool(problem, pooled, choice));
}

/** Wraps pooled values, in 32 bits when everything came so. */
export function wrapPooled(
  { queries, keys }: AttentionProblem,
  { array, resultShape }: PooledValues,
  pooled: Float64Array,
): Tensor {
  return wrapTensor(pooled, resultShape, queries.float32 && keys.float32 && array.float32);
}
