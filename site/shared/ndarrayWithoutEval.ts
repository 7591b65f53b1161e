// Stands for ndarray in the scripts of the site: the library's own file builds a class for each rank and type from a
// string, which the policy of these pages forbids. Views, `get` and `set` are all that attention, models and optimizers
// ask of it.

type Numbers = Float64Array | Float32Array;

/** Numbers in row-major order with a shape. */
class View {
  readonly data: Numbers;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly dimension: number;
  readonly size: number;
  readonly dtype: string;

  constructor(data: Numbers, shape: readonly number[], stride?: readonly number[], offset = 0) {
    this.data = data;
    this.shape = shape;
    this.stride = stride ?? shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    this.offset = offset;
    this.dimension = shape.length;
    this.size = sizeOf(shape);
    this.dtype = data instanceof Float32Array ? 'float32' : 'float64';
  }

  index(...at: number[]): number {
    return this.stride.reduce((place, step, axis) => place + step * at[axis]!, this.offset);
  }

  get(...at: number[]): number {
    return this.data[this.index(...at)]!;
  }

  set(...given: number[]): number {
    const value = given[this.dimension]!;
    this.data[this.index(...given)] = value;
    return value;
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** As `ndarray(data, shape, stride, offset)`. */
export function ndarray(
  data: Numbers,
  shape: readonly number[],
  stride?: readonly number[],
  offset?: number,
): View {
  return new View(data, shape, stride, offset);
}

/** Arithmetic of whole tensors, of which the site uses none. */
export const ops: Readonly<Record<string, never>> = {};
