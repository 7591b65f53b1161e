import { describe, expect, it } from 'vitest';
import {
  squaredDistancesInto,
  squaredMatrixDistancesInto,
} from '../../src/loops/squaredDistancesInto.js';

const f64 = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

describe('squaredDistancesInto', () => {
  it('in one dimension is (w(q − k))²', () => {
    const out = new Float64Array(3);
    squaredDistancesInto(f64(1), 0, f64(1, 3, -2), 0, 3, 1, f64(2), 1, out);
    expect([...out]).toEqual([0, 16, 36]);
  });

  it('in two dimensions each has its own w', () => {
    const out = new Float64Array(2);
    // q = (1, 2), k = (0, 0) and (4, 2), w = (1, 3): 1 + 36 and 9 + 0
    squaredDistancesInto(f64(1, 2), 0, f64(0, 0, 4, 2), 0, 2, 2, f64(1, 3), 1, out);
    expect([...out]).toEqual([37, 9]);
  });

  it.each([1, 2])('starts at q and k, and writes n entries (d = %i)', (d) => {
    const out = f64(-1, -1, -1);
    const queries = f64(...Array(d).fill(9), ...Array(d).fill(1));
    const keys = f64(...Array(d).fill(9), ...Array(d).fill(2), ...Array(d).fill(4));
    squaredDistancesInto(queries, d, keys, d, 2, d, new Float64Array(d).fill(1), 1, out);
    expect([...out]).toEqual([d, 9 * d, -1]);
  });

  it('without dimensions every distance is 0', () => {
    const out = f64(5, 5);
    squaredDistancesInto(f64(), 0, f64(), 0, 2, 0, f64(), 1, out);
    expect([...out]).toEqual([0, 0]);
  });

  it('is scaled', () => {
    const out = new Float64Array(1);
    squaredDistancesInto(f64(1), 0, f64(3), 0, 1, 1, f64(2), -0.5, out);
    squaredMatrixDistancesInto(f64(1), 0, f64(3), 0, 1, 1, f64(2), -0.5, out);
    expect([...out]).toEqual([-8]);
  });

  it('leaves its inputs', () => {
    const [queries, keys, w] = [f64(1, 2), f64(3, 4), f64(5, 6)];
    squaredDistancesInto(queries, 0, keys, 0, 1, 2, w, 1, f64(0));
    expect([queries, keys, w]).toEqual([f64(1, 2), f64(3, 4), f64(5, 6)]);
  });
});

describe('squaredMatrixDistancesInto', () => {
  it('is ‖W(q − k)‖²', () => {
    const out = new Float64Array(2);
    // W = [[1, 2], [0, 3]]; q − k = (1, 1) and (2, −1): W(q − k) = (3, 3) and (0, −3)
    squaredMatrixDistancesInto(f64(2, 1), 0, f64(1, 0, 0, 2), 0, 2, 2, f64(1, 2, 0, 3), 1, out);
    expect([...out]).toEqual([18, 9]);
  });

  it('reads W by rows, not by columns', () => {
    const out = new Float64Array(1);
    // W = [[0, 1], [0, 0]] takes (0, 5) to (5, 0) and (5, 0) to nothing
    squaredMatrixDistancesInto(f64(0, 5), 0, f64(0, 0), 0, 1, 2, f64(0, 1, 0, 0), 1, out);
    expect(out[0]).toBe(25);
    squaredMatrixDistancesInto(f64(5, 0), 0, f64(0, 0), 0, 1, 2, f64(0, 1, 0, 0), 1, out);
    expect(out[0]).toBe(0);
  });

  it('starts at q and k, and writes n entries', () => {
    const out = f64(-1, -1);
    const identity = f64(1, 0, 0, 1);
    squaredMatrixDistancesInto(f64(9, 9, 1, 1), 2, f64(9, 9, 4, 5), 2, 1, 2, identity, 1, out);
    expect([...out]).toEqual([25, -1]);
  });
});
