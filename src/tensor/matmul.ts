import { formatShape } from '../arrays/formatValue.js';
import { shapeError } from '../arrays/optionError.js';
import { broadcastShape } from './broadcast.js';
import { readTensor, sizeOf, type Tensor, type TensorInput, wrapTensor } from './tensor.js';

/**
 * Matrix product, as NumPy and PyTorch define it: vectors are rows on the left and columns on the
 * right, leading axes are batches and broadcast.
 *
 * @param a - shape […, r, s] or [s]
 * @param b - shape […, s, t] or [s]
 * @returns shape […, r, t]; two vectors give rank 0
 * @throws {@link ShapeError} when the inner lengths differ, the batches do not broadcast, or an
 *   argument is a number
 * @remarks O(batch·r·s·t)
 * @example
 * ```ts
 * import { matmul } from 'nadaraya';
 *
 * console.log(matmul([[1, 2], [3, 4]], [1, 10])); // → tensor([21., 43.])
 * ```
 */
export function matmul(a: TensorInput, b: TensorInput): Tensor {
  return product('matmul', a, b);
}

/**
 * Batched matrix product: one product for each entry of the first axis.
 *
 * @param a - shape [batch, r, s]
 * @param b - shape [batch, s, t]
 * @returns shape [batch, r, t]; any length may be 0
 * @throws {@link ShapeError} when an argument is not of rank 3, or batches or inner lengths differ
 * @example
 * ```ts
 * import { bmm, ones } from 'nadaraya';
 *
 * console.log(bmm(ones([2, 1, 4]), ones([2, 4, 6])).shape); // → [ 2, 1, 6 ]
 * ```
 */
export function bmm(a: TensorInput, b: TensorInput): Tensor {
  const shapes = [readTensor('bmm', 'a', a).shape, readTensor('bmm', 'b', b).shape] as const;
  if (shapes.some((shape) => shape.length !== 3) || shapes[0][0] !== shapes[1][0]) {
    const received = shapes.map(formatShape).join(' and ');
    throw shapeError('bmm', 'a and b must have rank 3 and the same batch length', received);
  }
  return product('bmm', a, b);
}

function product(where: string, left: TensorInput, right: TensorInput): Tensor {
  const a = readTensor(where, 'a', left);
  const b = readTensor(where, 'b', right);
  const aShape = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const bShape = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [r, s] = aShape.slice(-2) as [number, number];
  const [inner, t] = bShape.slice(-2) as [number, number];
  if (aShape.length < 2 || bShape.length < 2 || s !== inner) {
    const received = `${formatShape(a.shape)} and ${formatShape(b.shape)}`;
    throw shapeError(where, 'a and b must have matching inner lengths', received);
  }
  const batch = broadcastShape(where, aShape.slice(0, -2), bShape.slice(0, -2));
  const out = new Float64Array(sizeOf(batch) * r * t);
  for (let k = 0; k < sizeOf(batch); k++) {
    const aAt = batchOffset(k, batch, aShape.slice(0, -2)) * r * s;
    const bAt = batchOffset(k, batch, bShape.slice(0, -2)) * s * t;
    for (let i = 0; i < r; i++) {
      const row = (k * r + i) * t;
      for (let l = 0; l < s; l++) {
        const factor = a.array.data[aAt + i * s + l];
        for (let j = 0; j < t; j++) out[row + j] += factor * b.array.data[bAt + l * t + j];
      }
    }
  }
  const rows = a.shape.length === 1 ? [] : [r];
  const columns = b.shape.length === 1 ? [] : [t];
  return wrapTensor(out, [...batch, ...rows, ...columns], a.float32 && b.float32);
}

/** Which matrix of an operand serves batch k: its index with stretched axes held at 0. */
function batchOffset(k: number, batch: readonly number[], own: readonly number[]): number {
  let [offset, step, rest] = [0, 1, k];
  for (let axis = batch.length - 1, at = own.length - 1; at >= 0; axis--, at--) {
    if (own[at] !== 1) offset += (rest % batch[axis]) * step;
    step *= own[at];
    rest = Math.floor(rest / batch[axis]);
  }
  return offset;
}
