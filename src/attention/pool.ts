import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { UnsupportedError } from '../errors.js';
import { sumsMethodChoices } from '../sums/kernelSums.js';
import type { SumsMethodChoice } from '../sums/types.js';
import { isKernelSum, poolBySums, type SumsChoice } from './poolBySums.js';
import { poolQueryInto, poolRowsInto } from './poolRows.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/** Up to this many pairs, measured, rows cost less than preparing sums. */
const fewPairs = 400;

/** Checks `method` and `tolerance`; 32-bit input is pooled to six digits unless told otherwise. */
export function readSumsChoice(
  { where, queries, keys }: AttentionProblem,
  method: SumsMethodChoice = 'auto',
  tolerance: number = queries.float32 && keys.float32 ? 5e-6 : 1e-12,
): SumsChoice {
  expectChoice(where, 'method', method, sumsMethodChoices);
  expectNumber(where, 'tolerance', tolerance, 'positive');
  return { method, tolerance };
}

/**
 * Pools the values of a checked problem: by kernel sums where they apply, else row by row.
 *
 * @returns [m, p]
 * @throws {@link UnsupportedError} when the chosen method cannot serve the problem
 */
export function pool(
  problem: AttentionProblem,
  values: PooledValues,
  choice: SumsChoice,
): Float64Array {
  const { m, n, where } = problem;
  const out = new Float64Array(m * values.p);
  const auto = choice.method === 'auto';
  if (isKernelSum(problem) && !(auto && m * n <= fewPairs)) {
    const empty = poolBySums(problem, values, choice, out);
    if (empty) {
      poolEmptyInto(problem, values, empty, out);
      return out;
    }
  } else if (!auto && choice.method !== 'direct') {
    const expected = `method ${choice.method} must have keys, mask and weights that all queries share`;
    throw new UnsupportedError({ where, expected, received: 'others' });
  }
  poolRowsInto(problem, values, out);
  return out;
}

/** Queries whose sums are 0: outside a compact kernel they are NaN where that is wanted, else a row decides. */
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
  for (const i of empty) poolQueryInto(problem, values, i, row, out);
}
