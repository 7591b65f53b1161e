import { describe, expect, it } from 'vitest';
import { ndarray, ops } from '../../src/tensor/ndarray.js';

describe('ndarray', () => {
  it('makes row-major views on the memory it is given', () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6);
    const matrix = ndarray(data, [2, 3]);
    matrix.set(1, 2, 60);
    expect([matrix.stride, data[5]]).toEqual([[3, 1], 60]);
  });

  it('brings operations that follow strides', () => {
    const matrix = ndarray(Float64Array.of(1, 2, 3, 4), [2, 2]);
    const out = ndarray(new Float64Array(4), [2, 2]);
    ops.assign(out, matrix.transpose(1, 0));
    expect([...out.data]).toEqual([1, 3, 2, 4]);
  });
});
