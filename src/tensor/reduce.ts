import { optionError, shapeError } from '../arrays/optionError.js';
import { expectChoice, expectOptions } from '../arrays/readOptions.js';
import { divide, exp, subtract } from './elementwise.js';
import { ndarray, ops } from './ndarray.js';
import {
  type Operand,
  readAxis,
  readTensor,
  sizeOf,
  type Tensor,
  type TensorInput,
  wrapTensor,
} from './tensor.js';

/** Options of reductions along an axis. */
export interface ReduceOptions {
  /** Whether the reduced axis stays, with length 1. @defaultValue false */
  readonly keepDims?: boolean;
}

function readKeepDims(where: string, options: ReduceOptions | undefined): boolean {
  const { keepDims = false } = expectOptions(where, options, ['keepDims']);
  return expectChoice(where, 'keepDims', keepDims, [true, false]);
}

/** Checks the options of a reduction over all entries, where nothing can be kept. */
function expectNoOptions(where: string, options: ReduceOptions | undefined): void {
  if (!readKeepDims(where, options)) return;
  throw optionError(where, 'keepDims must come with an axis', 'none');
}

/** Combines the slices along an axis into `start`-filled memory, slice after slice. */
function reduceAxis(
  where: string,
  operand: Operand,
  axis: number,
  options: ReduceOptions | undefined,
  start: number,
  combine: typeof ops.addeq,
): { data: Float64Array; shape: number[] } {
  const keepDims = readKeepDims(where, options);
  const at = readAxis(where, axis, operand.shape.length);
  const rest = operand.shape.filter((_, i) => i !== at);
  const out = ndarray(new Float64Array(sizeOf(rest)).fill(start), rest);
  for (let i = 0; i < operand.shape[at]; i++) {
    combine(out, operand.array.pick(...operand.shape.map((_, k) => (k === at ? i : null))));
  }
  const shape = keepDims ? operand.shape.map((length, i) => (i === at ? 1 : length)) : rest;
  return { data: out.data, shape };
}

/**
 * Sum of all entries.
 *
 * @param t - any array
 * @returns a number; 0 when there are no entries
 * @example
 * ```ts
 * import { sum, toNestedArray } from 'nadaraya';
 *
 * console.log(sum([[1, 2], [3, 4]])); // → 10
 * console.log(toNestedArray(sum([[1, 2], [3, 4]], -1))); // → [ 3, 7 ]
 * ```
 */
export function sum(t: TensorInput): number;
/**
 * Sum along one axis.
 *
 * @param t - any array
 * @param axis - the axis to sum along, negative from the end
 * @param options - `keepDims`
 * @returns a tensor without that axis, or with length 1 there
 * @throws {@link ShapeError} when there is no such axis
 */
export function sum(t: TensorInput, axis: number, options?: ReduceOptions): Tensor;
export function sum(t: TensorInput, axis?: number, options?: ReduceOptions): number | Tensor {
  const operand = readTensor('sum', 't', t);
  if (axis === undefined) expectNoOptions('sum', options);
  if (axis === undefined) return ops.sum(operand.array);
  const { data, shape } = reduceAxis('sum', operand, axis, options, 0, ops.addeq);
  return wrapTensor(data, shape, operand.float32);
}

/**
 * Mean of all entries.
 *
 * @param t - any array
 * @throws {@link ShapeError} when there is nothing to average
 * @example
 * ```ts
 * import { mean } from 'nadaraya';
 *
 * console.log(mean([[1, 2], [3, 6]]), mean([[1, 2], [3, 6]], 0)); // → 3 tensor([2., 4.])
 * ```
 */
export function mean(t: TensorInput): number;
/**
 * Mean along one axis.
 *
 * @param t - any array
 * @param axis - the axis to reduce, negative from the end
 * @param options - `keepDims`
 * @returns a tensor without that axis, or with length 1 there
 * @throws {@link ShapeError} when there is nothing to average, or no such axis
 */
export function mean(t: TensorInput, axis: number, options?: ReduceOptions): Tensor;
export function mean(t: TensorInput, axis?: number, options?: ReduceOptions): number | Tensor {
  const operand = readTensor('mean', 't', t);
  if (axis === undefined) expectNoOptions('mean', options);
  const count = expectEntries('mean', operand, axis);
  if (axis === undefined) return ops.sum(operand.array) / count;
  const { data, shape } = reduceAxis('mean', operand, axis, options, 0, ops.addeq);
  for (let i = 0; i < data.length; i++) data[i] /= count;
  return wrapTensor(data, shape, operand.float32);
}

/**
 * Largest of all entries; NaN if any is NaN.
 *
 * @param t - any array
 * @throws {@link ShapeError} when there is nothing to compare
 * @example
 * ```ts
 * import { max } from 'nadaraya';
 *
 * console.log(max([[1, 2], [3, 0]]), max([[1, 2], [3, 0]], 1)); // → 3 tensor([2., 3.])
 * ```
 */
export function max(t: TensorInput): number;
/**
 * Largest along one axis; NaN if any is NaN.
 *
 * @param t - any array
 * @param axis - the axis to reduce, negative from the end
 * @param options - `keepDims`
 * @returns a tensor without that axis, or with length 1 there
 * @throws {@link ShapeError} when there is nothing to compare, or no such axis
 */
export function max(t: TensorInput, axis: number, options?: ReduceOptions): Tensor;
export function max(t: TensorInput, axis?: number, options?: ReduceOptions): number | Tensor {
  const operand = readTensor('max', 't', t);
  if (axis === undefined) expectNoOptions('max', options);
  expectEntries('max', operand, axis);
  if (axis === undefined) return operand.array.data.reduce((a, b) => Math.max(a, b), -Infinity);
  const { data, shape } = reduceAxis('max', operand, axis, options, -Infinity, ops.maxeq);
  return wrapTensor(data, shape, operand.float32);
}

function expectEntries(where: string, { shape }: Operand, axis: number | undefined): number {
  const count = axis === undefined ? sizeOf(shape) : shape[readAxis(where, axis, shape.length)];
  if (count === 0) throw shapeError(where, 't must have entries to reduce', 'none');
  return count;
}

/**
 * exp(t) divided by its sum along an axis, so that every row sums to 1.
 *
 *   softmax(t)ᵢ = exp(tᵢ − max t) / Σⱼ exp(tⱼ − max t)
 *
 * @param t - scores; −∞ gives weight 0
 * @param axis - the axis that sums to 1. Default the last.
 * @returns a tensor of the same shape; as in PyTorch a row of −∞ alone is NaN
 * @throws {@link ShapeError} when the axis does not exist
 * @example
 * ```ts
 * import { softmax, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(softmax([1000, 1000, -Infinity]))); // → [ 0.5, 0.5, 0 ]
 * ```
 */
export function softmax(t: TensorInput, axis = -1): Tensor {
  const operand = readTensor('softmax', 't', t);
  const at = readAxis('softmax', axis, operand.shape.length);
  if (sizeOf(operand.shape) === 0)
    return wrapTensor(new Float64Array(0), operand.shape, operand.float32);
  const weights = exp(subtract(operand.array, max(operand.array, at, { keepDims: true })));
  const { data, shape } = readTensor(
    'softmax',
    't',
    divide(weights, sum(weights, at, { keepDims: true })),
  ).array;
  return wrapTensor(data, shape, operand.float32);
}
