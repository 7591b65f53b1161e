import { unsupportedError } from '../arrays/optionError.js';
import { sizeOf, type Tensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { PoolingOptions } from './AttentionOptions.js';
import {
  type AttentionProblem,
  type PooledEntry,
  type PooledValues,
  pooledEntriesOf,
  type SumsChoice,
} from './AttentionProblem.js';
import { poolQueryInto, poolRowsInto } from './attendRow.js';
import { isKernelSum, poolBySums, type SumsTask, sumsTask } from './poolBySums.js';
import { readPooling, wrapPooled } from './resolveProblem.js';

/** Up to this many pairs, measured, rows cost less than preparing sums. */
const FEW_PAIRS = 400;

/**
 * Attention pooling, which is the Nadaraya–Watson estimator: for each query the mean of the values,
 * weighted by how much the query attends to their keys.
 *
 *   ŷ(q) = Σ_i α_i(q) v_i
 *
 * @param queries - shape [m] or [m, d]; or a batch, [b, m, d]
 * @param keys - shape [n] or [n, d], shared by all queries; or one axis more, [m, n] or [m, n, d],
 *   a set for each query. For a batch [b, n, d], a set for each entry; [b, m, n, d], a set for each
 *   query; or [n, d], shared by all
 * @param values - one for each key, in the shape of the keys without d: [n], [m, n], [b, n] or
 *   [b, m, n]; with an axis p behind it for several outputs
 * @param options - kernel, bandwidth or w, mask and so on: {@link PoolingOptions}
 * @returns shape [m], or [b, m] for a batch; with an axis p behind it where values have one
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @throws {@link NumericalError} when an input is not finite, or as `emptyWindow: 'throw'` asks; keys
 *   and values that no query may attend to may hold anything
 * @remarks O(m·n·(d + p)) time at most, O(n + m) memory: no [m, n] matrix is made. With keys that
 *   all queries share, kernel sums do the work, and far faster where the kernel and the dimension
 *   allow: see `method`; each entry of a batch goes the same way. A query however far from all keys gets the value of the nearest one, the
 *   limit of the formula.
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
  const task = readPooling('attentionPooling', queries, keys, values, options);
  return wrapPooled(task.problem, task.values, pool(task.problem, task.values, task.choice).pooled);
}

/**
 * Pools the values of a checked problem: by kernel sums where they apply, else row by row.
 *
 * @returns [batch, m, p], and for each entry of the batch what was prepared for the sums, where they
 *   did it
 * @throws {@link UnsupportedError} when the chosen method cannot serve the problem
 */
export function pool(
  problem: AttentionProblem,
  values: PooledValues,
  choice: SumsChoice,
): { readonly pooled: Float64Array; readonly entries: readonly (PooledEntry & SumsOfEntry)[] } {
  const pooled = new Float64Array(sizeOf(values.resultShape));
  const entries = pooledEntriesOf(problem, values).map((entry, e) => {
    const size = entry.problem.m * values.p;
    const task = poolEntryInto(entry, choice, pooled.subarray(e * size, (e + 1) * size));
    return { ...entry, task };
  });
  return { pooled, entries };
}

/** What was prepared for the sums of an entry. */
interface SumsOfEntry {
  readonly task: SumsTask | undefined;
}

/** @param out - [m, p] */
function poolEntryInto(
  { problem, values }: PooledEntry,
  choice: SumsChoice,
  out: Float64Array,
): SumsTask | undefined {
  const { m, n, where } = problem;
  const auto = choice.method === 'auto';
  if (isKernelSum(problem) && !(auto && m * n <= FEW_PAIRS)) {
    const task = sumsTask(problem, values, choice);
    if (task) {
      poolEmptyInto(problem, values, poolBySums(task, out), out);
      return task;
    }
  } else if (!auto && choice.method !== 'direct') {
    const rule = 'must have keys, mask and weights that all queries share';
    throw unsupportedError(where, `method ${choice.method} ${rule}`, 'others');
  }
  poolRowsInto(problem, values, out);
  return undefined;
}

/**
 * Queries whose sums are 0: outside a compact kernel they are NaN where that is wanted, else a row
 * decides.
 */
function poolEmptyInto(
  problem: AttentionProblem,
  values: PooledValues,
  empty: readonly number[],
  out: Float64Array,
): void {
  const { n, kernel, emptyWindow } = problem;
  const { p } = values;
  if (emptyWindow === 'nan' && kernel.support < Infinity) {
    for (const i of empty) out.fill(NaN, i * p, (i + 1) * p);
    return;
  }
  const row = new Float64Array(empty.length > 0 ? n : 0);
  for (const i of empty) poolQueryInto(problem, values, i, row, 0, out);
}
