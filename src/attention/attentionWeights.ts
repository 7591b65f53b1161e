import { sizeOf, type Tensor, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { AttentionOptions } from './AttentionOptions.js';
import { type AttentionProblem, entriesOf } from './AttentionProblem.js';
import { attendRow } from './attendRow.js';
import { resolveProblem } from './resolveProblem.js';

/**
 * How much each query attends to each key.
 *
 *   α_i(q) = K(‖W(q − k_i)‖) s_i / Σ_j K(‖W(q − k_j)‖) s_j
 *
 * @param queries - shape [m] or [m, d]; or a batch, [b, m, d]
 * @param keys - shape [n] or [n, d], shared by all queries; or one axis more, [m, n] or [m, n, d],
 *   a set for each query. For a batch [b, n, d], [b, m, n, d] or [n, d]
 * @param options - kernel, bandwidth or w, mask and so on: {@link AttentionOptions}
 * @returns shape [m, n], or [b, m, n] for a batch; rows sum to 1, every weight in [0, 1]
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @throws {@link NumericalError} when an input is not finite, or as `emptyWindow: 'throw'` asks; keys
 *   that no query may attend to may hold anything
 * @remarks O(m·n·d). The one function that holds all m·n weights; {@link attentionPooling} does
 *   not.
 * @example
 * ```ts
 * import { attentionWeights, toNestedArray } from 'nadaraya';
 *
 * const weights = attentionWeights([0], [-1, 1], { bandwidth: 0.5 });
 * console.log(toNestedArray(weights)); // → [ [ 0.5, 0.5 ] ]
 * ```
 * @see Nadaraya (1964); Watson (1964); Zhang et al., Dive into Deep Learning, "Attention Pooling:
 *   Nadaraya–Watson Kernel Regression"
 */
export function attentionWeights(
  queries: ArrayInput,
  keys: ArrayInput,
  options?: AttentionOptions,
): Tensor {
  return weightsOf(resolveProblem('attentionWeights', queries, keys, options));
}

/** The weights of a checked problem; copied where a forward pass kept them. */
export function weightsOf(problem: AttentionProblem, kept?: Float64Array): Tensor {
  const { batch, m, n, queries, keys } = problem;
  const shape = batch === undefined ? [m, n] : [batch, m, n];
  const weights = kept ? kept.slice() : new Float64Array(sizeOf(shape));
  let at = 0;
  for (const entry of kept ? [] : entriesOf(problem)) {
    for (let i = 0; i < entry.m; i++, at += n) attendRow(entry, i, weights.subarray(at, at + n));
  }
  return wrapTensor(weights, shape, queries.float32 && keys.float32);
}
