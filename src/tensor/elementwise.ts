// Entry by entry, with broadcasting, through the loops that ndarray-ops compiles.

import type { NdArray } from 'ndarray';
import { broadcastShape, broadcastTo } from './broadcast.js';
import { ndarray, ops } from './ndarray.js';
import { readTensor, sizeOf, type Tensor, type TensorInput, wrapTensor } from './tensor.js';

type Binary = (out: NdArray, a: NdArray, b: NdArray) => unknown;
type Unary = (out: NdArray, a: NdArray) => unknown;

function binary(where: string, op: Binary, left: TensorInput, right: TensorInput): Tensor {
  const a = readTensor(where, 'a', left);
  const b = readTensor(where, 'b', right);
  const shape = broadcastShape(where, a.shape, b.shape);
  const out = ndarray(new Float64Array(sizeOf(shape)), shape);
  op(out, broadcastTo(a.array, shape), broadcastTo(b.array, shape));
  const float32 = (a.float32 || a.bare) && (b.float32 || b.bare) && !(a.bare && b.bare);
  return wrapTensor(out.data, shape, float32);
}

function unary(where: string, op: Unary, input: TensorInput): Tensor {
  const { array, shape, float32 } = readTensor(where, 't', input);
  const out = ndarray(new Float64Array(array.size), [...shape]);
  op(out, array);
  return wrapTensor(out.data, shape, float32);
}

/**
 * a + b, entry by entry, broadcasting as NumPy does.
 *
 * @param a - any array or a number
 * @param b - any array or a number
 * @returns a tensor of the broadcast shape
 * @throws {@link ShapeError} when the shapes do not broadcast
 * @example
 * ```ts
 * import { add, toNestedArray } from 'nadaraya';
 *
 * console.log(toNestedArray(add([[1], [2]], [10, 20]))); // → [ [ 11, 21 ], [ 12, 22 ] ]
 * ```
 */
export function add(a: TensorInput, b: TensorInput): Tensor {
  return binary('add', ops.add, a, b);
}

/**
 * a − b, entry by entry, broadcasting.
 *
 * @param a - any array or a number
 * @param b - any array or a number
 * @throws {@link ShapeError} when the shapes do not broadcast
 * @example
 * ```ts
 * import { subtract } from 'nadaraya';
 *
 * console.log(subtract([5, 7], [1, 2])); // → tensor([4., 5.])
 * ```
 */
export function subtract(a: TensorInput, b: TensorInput): Tensor {
  return binary('subtract', ops.sub, a, b);
}

/**
 * a · b, entry by entry, broadcasting.
 *
 * @param a - any array or a number
 * @param b - any array or a number
 * @throws {@link ShapeError} when the shapes do not broadcast
 * @example
 * ```ts
 * import { multiply } from 'nadaraya';
 *
 * console.log(multiply([5, 7], 2)); // → tensor([10., 14.])
 * ```
 */
export function multiply(a: TensorInput, b: TensorInput): Tensor {
  return binary('multiply', ops.mul, a, b);
}

/**
 * a / b, entry by entry, broadcasting; division by 0 as in IEEE 754.
 *
 * @param a - any array or a number
 * @param b - any array or a number
 * @throws {@link ShapeError} when the shapes do not broadcast
 * @example
 * ```ts
 * import { divide } from 'nadaraya';
 *
 * console.log(divide([5, 7], 2)); // → tensor([2.5, 3.5])
 * ```
 */
export function divide(a: TensorInput, b: TensorInput): Tensor {
  return binary('divide', ops.div, a, b);
}

/**
 * aᵇ, entry by entry, broadcasting.
 *
 * @param a - any array or a number
 * @param b - any array or a number
 * @throws {@link ShapeError} when the shapes do not broadcast
 * @example
 * ```ts
 * import { power } from 'nadaraya';
 *
 * console.log(power([5, 7], 2)); // → tensor([25., 49.])
 * ```
 */
export function power(a: TensorInput, b: TensorInput): Tensor {
  return binary('power', ops.pow, a, b);
}

/**
 * eᵗ, entry by entry.
 *
 * @param t - any array or a number
 * @example
 * ```ts
 * import { exp } from 'nadaraya';
 *
 * console.log(exp([0, -Infinity])); // → tensor([1., 0.])
 * ```
 */
export function exp(t: TensorInput): Tensor {
  return unary('exp', ops.exp, t);
}

/**
 * sin t, entry by entry.
 *
 * @param t - any array or a number
 * @example
 * ```ts
 * import { sin } from 'nadaraya';
 *
 * console.log(sin([0, Math.PI / 2])); // → tensor([0., 1.])
 * ```
 */
export function sin(t: TensorInput): Tensor {
  return unary('sin', ops.sin, t);
}

/**
 * |t|, entry by entry.
 *
 * @param t - any array or a number
 * @example
 * ```ts
 * import { abs } from 'nadaraya';
 *
 * console.log(abs([-2, 3])); // → tensor([2., 3.])
 * ```
 */
export function abs(t: TensorInput): Tensor {
  return unary('abs', ops.abs, t);
}
