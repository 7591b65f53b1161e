import { formatShape } from '../arrays/formatValue.js';
import { shapeError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectNumber } from '../arrays/readOptions.js';
import { readShape, type Tensor, wrapFinite } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';

/**
 * The plain average of the values for every query: what attention improves on.
 *
 *   ŷ(q) = (1/n) Σ_i v_i
 *
 * @param values - shape [n] or [n, p]
 * @param m - number of queries
 * @returns shape [m] or [m, p], every row the same
 * @throws {@link ShapeError} when there are no values, or their rank is not 1 or 2
 * @throws {@link OptionError} when m is not a count
 * @throws {@link NumericalError} when a value is not finite, or values differ by more than the largest
 *   number
 * @example
 * ```ts
 * import { averagePooling, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(averagePooling([1, 2, 6], 2))); // → [ 3, 3 ]
 * ```
 */
export function averagePooling(values: ArrayInput, m: number): Tensor {
  const where = 'averagePooling';
  const { data, shape, float32 } = readArray(where, 'values', values, { ranks: [1, 2] });
  const rows = expectNumber(where, 'm', m, 'count');
  const [n, p = 1] = shape as [number, number?];
  if (n === 0)
    throw shapeError(where, 'values must have at least one row', `shape ${formatShape(shape)}`);
  readShape(where, 'm', [rows, p]);
  const out = new Float64Array(rows * p);
  for (let c = 0; c < p; c++) {
    // deviations from the first value: equal values average to themselves exactly
    const center = data[c];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += data[k * p + c] - center;
    for (let i = 0; i < rows; i++) out[i * p + c] = center + sum / n;
  }
  return wrapFinite(where, 'the mean', out, shape.length === 1 ? [rows] : [rows, p], float32);
}
