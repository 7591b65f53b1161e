import { formatShape, formatValue } from '../arrays/formatValue.js';
import { optionError, shapeError } from '../arrays/optionError.js';
import { readMask } from '../arrays/readMask.js';
import { expectChoice, expectNumber, expectOptions } from '../arrays/readOptions.js';
import type { MaskInput } from '../types.js';
import { broadcastShape, broadcastTo } from './broadcast.js';
import { ndarray, ops } from './ndarray.js';
import {
  readAxis,
  readShape,
  readTensor,
  sizeOf,
  type Tensor,
  type TensorInput,
  wrapTensor,
} from './tensor.js';

/** A number, or arrays of them nested as deep as the tensor has axes. */
export type NestedArray = number | NestedArray[];

/**
 * The same entries in row-major order under another shape.
 *
 * @param t - any array
 * @param shape - the new lengths; one of them may be −1 and is then worked out
 * @throws {@link ShapeError} when the number of entries would change
 * @example
 * ```ts
 * import { reshape, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(reshape([1, 2, 3, 4], [2, -1]))); // → [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export function reshape(t: TensorInput, shape: readonly number[]): Tensor;
export function reshape(
  t: TensorInput,
  shape: readonly number[],
  ...more: readonly unknown[]
): Tensor {
  const where = 'reshape';
  const { array, shape: own, float32 } = readTensor(where, 't', t);
  const free = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  const lengths = readShape(
    where,
    'shape',
    free < 0 ? shape : shape.map((s, i) => (i === free ? 1 : s)),
    more,
  );
  if (free >= 0) lengths[free] = array.size / sizeOf(lengths);
  if (sizeOf(lengths) !== array.size || !Number.isInteger(lengths[free] ?? 0)) {
    const expected = `shape must hold ${array.size} entries of ${formatShape(own)}`;
    throw shapeError(where, expected, formatShape(free < 0 ? lengths : shape));
  }
  return wrapTensor(array.data.slice(), lengths, float32);
}

/**
 * The tensor with its axes in another order.
 *
 * @param t - any array
 * @param axes - for each new axis the old one; reversed when omitted, so that a matrix is
 *   transposed
 * @throws {@link ShapeError} when `axes` is not a permutation of the axes
 * @example
 * ```ts
 * import { toNestedArray, transpose } from 'nadaraya';
 *
 * console.log(toNestedArray(transpose([[1, 2], [3, 4]]))); // → [ [ 1, 3 ], [ 2, 4 ] ]
 * ```
 */
export function transpose(t: TensorInput, axes?: readonly number[]): Tensor {
  const where = 'transpose';
  const { array, shape, float32 } = readTensor(where, 't', t);
  if (axes !== undefined && !Array.isArray(axes))
    throw optionError(where, 'axes must be an array of axes', formatValue(axes));
  const order = (axes ?? shape.map((_, i) => -1 - i)).map((axis) =>
    readAxis(where, axis, shape.length),
  );
  if (new Set(order).size !== shape.length || order.length !== shape.length) {
    const expected = `axes must be a permutation of ${shape.length} axes`;
    throw shapeError(where, expected, formatShape(axes ?? order));
  }
  const turned = order.map((axis) => shape[axis]);
  const out = ndarray(new Float64Array(array.size), turned);
  if (shape.length > 0) ops.assign(out, array.transpose(...order));
  else out.data.set(array.data);
  return wrapTensor(out.data, turned, float32);
}

/**
 * The tensor tiled: `counts[i]` copies along axis i, new axes in front when there are more counts
 * than axes.
 *
 * @param t - any array
 * @param counts - copies along each axis
 * @throws {@link ShapeError} when there are fewer counts than axes
 * @example
 * ```ts
 * import { repeat, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(repeat([1, 2], [2, 1]))); // → [ [ 1, 2 ], [ 1, 2 ] ]
 * ```
 */
export function repeat(t: TensorInput, counts: readonly number[]): Tensor;
export function repeat(
  t: TensorInput,
  counts: readonly number[],
  ...more: readonly unknown[]
): Tensor {
  const where = 'repeat';
  const { array, shape, float32 } = readTensor(where, 't', t);
  const copies = readShape(where, 'counts', counts, more);
  if (copies.length < shape.length) {
    const expected = `counts must have at least ${shape.length} entries`;
    throw shapeError(where, expected, formatShape(copies));
  }
  const padded = [...Array<number>(copies.length - shape.length).fill(1), ...shape];
  // [c₀, s₀, c₁, s₁, …] broadcast, then read as [c₀·s₀, c₁·s₁, …]
  const split = readShape(
    where,
    'counts',
    padded.flatMap((length, axis) => [copies[axis], length]),
  );
  const source = ndarray(
    array.data,
    padded.flatMap((length) => [1, length]),
  );
  const out = ndarray(new Float64Array(sizeOf(split)), split);
  ops.assign(out, broadcastTo(source, split));
  return wrapTensor(
    out.data,
    padded.map((length, axis) => length * copies[axis]),
    float32,
  );
}

/**
 * Every entry repeated in place: [a, b] with count 2 is [a, a, b, b].
 *
 * @param t - any array
 * @param count - copies of each entry
 * @param axis - the axis to repeat along; the flattened tensor when omitted
 * @example
 * ```ts
 * import { repeatInterleave } from 'nadaraya';
 *
 * console.log(repeatInterleave([1, 2], 2)); // → tensor([1., 1., 2., 2.])
 * ```
 */
export function repeatInterleave(t: TensorInput, count: number, axis?: number): Tensor {
  const where = 'repeatInterleave';
  const { array, shape: own, float32 } = readTensor(where, 't', t);
  const copies = expectNumber(where, 'count', count, 'count');
  const shape = axis === undefined ? [array.size] : own;
  const at = axis === undefined ? 0 : readAxis(where, axis, shape.length);
  const inner = sizeOf(shape.slice(at + 1));
  const split = readShape(where, 'count', [sizeOf(shape.slice(0, at + 1)), copies, inner]);
  const out = ndarray(new Float64Array(sizeOf(split)), split);
  ops.assign(out, broadcastTo(ndarray(array.data, [split[0], 1, inner]), split));
  return wrapTensor(
    out.data,
    shape.map((length, i) => (i === at ? length * copies : length)),
    float32,
  );
}

/**
 * The entries where a mask is true, in row-major order.
 *
 * @param t - any array
 * @param mask - booleans (or 0 and 1 in a typed array or ndarray); broadcast against `t`
 * @returns rank 1
 * @example
 * ```ts
 * import { maskedSelect } from 'nadaraya';
 *
 * console.log(maskedSelect([1, 2, 3], [true, false, true])); // → tensor([1., 3.])
 * ```
 */
export function maskedSelect(t: TensorInput, mask: MaskInput): Tensor {
  const where = 'maskedSelect';
  const { array, shape: own, float32 } = readTensor(where, 't', t);
  const flags = readMask(where, mask);
  const shape = broadcastShape(where, own, flags.shape);
  const read = (source: typeof array): Float64Array => {
    const out = ndarray(new Float64Array(sizeOf(shape)), shape);
    ops.assign(out, broadcastTo(source, shape));
    return out.data;
  };
  const keep = read(ndarray(Float64Array.from(flags.data), [...flags.shape]));
  const kept = read(array).filter((_, i) => keep[i] === 1);
  return wrapTensor(kept, [kept.length], float32);
}

/** Options of {@link sort}. */
export interface SortOptions {
  /** Whether the largest comes first. @defaultValue false */
  readonly descending?: boolean;
}

/** What {@link sort} returns. */
export interface Sorted {
  /** The entries in order. */
  readonly values: Tensor;
  /** For each entry the position it came from along the axis. */
  readonly indices: Tensor;
}

/**
 * Sorts along an axis; equal entries keep their order, NaN comes last.
 *
 * @param t - any array
 * @param axis - the axis to sort along. Default the last.
 * @param options - `descending`
 * @returns the sorted values, and for each the position it came from
 * @example
 * ```ts
 * import { sort } from 'nadaraya';
 *
 * const { values, indices } = sort([3, 1, 2]);
 * console.log(values, indices); // → tensor([1., 2., 3.]) tensor([1., 2., 0.])
 * ```
 */
export function sort(t: TensorInput, axis = -1, options?: SortOptions): Sorted {
  const where = 'sort';
  const { descending = false } = expectOptions(where, options, ['descending']);
  expectChoice(where, 'descending', descending, [true, false]);
  const { array, shape, float32 } = readTensor(where, 't', t);
  const at = readAxis(where, axis, shape.length);
  const length = shape[at];
  const inner = sizeOf(shape.slice(at + 1));
  const values = new Float64Array(array.size);
  const indices = new Float64Array(array.size);
  const sign = descending ? -1 : 1;
  for (let first = 0; first < array.size; first += inner * length) {
    for (let k = first; k < first + inner; k++) {
      const entry = (i: number): number => array.data[k + i * inner];
      const order = Array.from({ length }, (_, i) => i).sort((i, j) => {
        const [a, b] = [entry(i), entry(j)];
        if (Number.isNaN(a) || Number.isNaN(b))
          return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
        return a === b ? 0 : sign * (a < b ? -1 : 1);
      });
      for (let i = 0; i < length; i++) {
        values[k + i * inner] = entry(order[i]);
        indices[k + i * inner] = order[i];
      }
    }
  }
  return { values: wrapTensor(values, shape, float32), indices: wrapTensor(indices, shape, false) };
}

/**
 * The tensor as plain nested arrays, for JSON, tables and printing.
 *
 * @param t - any array
 * @returns a number for rank 0, else arrays nested as deep as the rank
 * @example
 * ```ts
 * import { ones, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(ones([2, 1]))); // → [ [ 1 ], [ 1 ] ]
 * ```
 */
export function toNestedArray(t: TensorInput): NestedArray {
  const { array, shape } = readTensor('toNestedArray', 't', t);
  const build = (axis: number, at: number): NestedArray => {
    if (axis === shape.length) return array.data[at];
    const step = sizeOf(shape.slice(axis + 1));
    return Array.from({ length: shape[axis] }, (_, i) => build(axis + 1, at + i * step));
  };
  return build(0, 0);
}
