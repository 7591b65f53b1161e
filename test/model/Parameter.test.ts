import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectError } from '../expectError.js';

describe('Parameter', () => {
  it('has a name, a value, and a gradient of zeros in the same shape', () => {
    const w = new Parameter('w', [
      [1, 2],
      [3, 4],
    ]);
    expect([w.name, toNestedArray(w.value), toNestedArray(w.grad)]).toEqual([
      'w',
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ]);
  });

  it('copies its start value', () => {
    const start = Float64Array.of(1);
    const w = new Parameter('w', start);
    start[0] = 9;
    expect(w.value.get(0)).toBe(1);
    w.value.set(0, 5);
    expect(start[0]).toBe(9);
  });

  it('gathers its gradient in 64 bits, whatever its value has', () => {
    const w = new Parameter('w', Float32Array.of(1));
    expect([w.value.dtype, w.grad.dtype]).toEqual(['float32', 'float64']);
  });

  it('zeroGrad forgets the gradient, not the value', () => {
    const w = new Parameter('w', [1, 2]);
    w.grad.set(1, 5);
    w.zeroGrad();
    expect([toNestedArray(w.grad), toNestedArray(w.value)]).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it.each(['1', null, undefined, 1n, {}])('refuses the value %o', (value) => {
    expectError(() => new Parameter('w', value as never), OptionError, /must be an array.*, got /);
  });
});
