// What NumPy 2.4.6 prints: `'tensor(' + np.array2string(a, separator=', ', prefix='tensor(', suffix=')')`
// with `nanstr='NaN'`, and `, shape=[…])` behind what is not shown whole.

import { inspect } from 'node:util';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { add, ones, tensor } from '../../src/index.js';
import type { Tensor } from '../../src/tensor/tensor.js';

const cases: readonly [name: string, t: Tensor, printed: string][] = [
  ['a vector', tensor([1, 2, 10]), `tensor([ 1.,  2., 10.])`],
  [
    'a matrix',
    tensor([
      [1, 2],
      [3, 4.5],
    ]),
    `tensor([[1. , 2. ],
        [3. , 4.5]])`,
  ],
  [
    'three axes',
    tensor(
      Float64Array.from({ length: 12 }, (_, i) => i),
      [2, 2, 3],
    ),
    `tensor([[[ 0.,  1.,  2.],
         [ 3.,  4.,  5.]],

        [[ 6.,  7.,  8.],
         [ 9., 10., 11.]]])`,
  ],
  [
    'eight digits',
    tensor([0.1 + 0.2, 1 / 3, -2 / 3]),
    `tensor([ 0.3       ,  0.33333333, -0.66666667])`,
  ],
  [
    'large numbers of few digits',
    tensor([90000000.1, 50000.3, 99999.123456789]),
    `tensor([9.00000001e+07, 5.00003000e+04, 9.99991235e+04])`,
  ],
  ['small numbers', tensor([1e-5, 1]), `tensor([1.e-05, 1.e+00])`],
  ['numbers far apart', tensor([0.001, 2.25, 0]), `tensor([1.00e-03, 2.25e+00, 0.00e+00])`],
  [
    'exponents of three digits',
    tensor([1e-200, 1e200, 3.123456789]),
    `tensor([1.00000000e-200, 1.00000000e+200, 3.12345679e+000])`,
  ],
  ['NaN and -0', tensor([NaN, 1.5, -0]), `tensor([ NaN,  1.5, -0. ])`],
  ['a number', tensor(3.25), `tensor(3.25)`],
  ['nothing', tensor([]), `tensor([])`],
  [
    'more than a line',
    tensor(
      Float64Array.from({ length: 24 }, (_, i) => i / 7),
      [2, 12],
    ),
    `tensor([[0.        , 0.14285714, 0.28571429, 0.42857143, 0.57142857,
         0.71428571, 0.85714286, 1.        , 1.14285714, 1.28571429,
         1.42857143, 1.57142857],
        [1.71428571, 1.85714286, 2.        , 2.14285714, 2.28571429,
         2.42857143, 2.57142857, 2.71428571, 2.85714286, 3.        ,
         3.14285714, 3.28571429]])`,
  ],
  [
    'more than a screen',
    tensor(
      Float64Array.from({ length: 2000 }, (_, i) => i / 4),
      [50, 40],
    ),
    `tensor([[0.0000e+00, 2.5000e-01, 5.0000e-01, ..., 9.2500e+00, 9.5000e+00,
         9.7500e+00],
        [1.0000e+01, 1.0250e+01, 1.0500e+01, ..., 1.9250e+01, 1.9500e+01,
         1.9750e+01],
        [2.0000e+01, 2.0250e+01, 2.0500e+01, ..., 2.9250e+01, 2.9500e+01,
         2.9750e+01],
        ...,
        [4.7000e+02, 4.7025e+02, 4.7050e+02, ..., 4.7925e+02, 4.7950e+02,
         4.7975e+02],
        [4.8000e+02, 4.8025e+02, 4.8050e+02, ..., 4.8925e+02, 4.8950e+02,
         4.8975e+02],
        [4.9000e+02, 4.9025e+02, 4.9050e+02, ..., 4.9925e+02, 4.9950e+02,
         4.9975e+02]], shape=[50, 40])`,
  ],
];

describe('a tensor is printed as NumPy prints it', () => {
  it.each(cases)('%s', (_, t, printed) => {
    expect(String(t)).toBe(printed);
    expect(inspect(t)).toBe(printed);
  });

  it('with the names that JavaScript has, and 32 bits with the digits they have', () => {
    expect(String(tensor([1, -Infinity]))).toBe('tensor([       1., -Infinity])');
    const singles = Float32Array.of(123.456, 0.5);
    expect(String(tensor(singles))).toBe('tensor([123.456,   0.5  ], float32)');
    expect(String(tensor([], [2, 0]))).toBe('tensor([], shape=[2, 0])');
  });
});

describe('consoles', () => {
  it('show numbers at any depth, and inside of other objects', () => {
    const t = tensor([1, 2.5]);
    expect(inspect(t, { depth: 0 })).toBe('tensor([1. , 2.5])');
    expect(inspect({ deep: { inside: { of: { it: t } } } }, { depth: 1 })).toContain('[Object]');
    expect(inspect([{ loss: 2, grad: t }])).toBe('[ { loss: 2, grad: tensor([1. , 2.5]) } ]');
  });

  it('show results of tensor functions', () => {
    expect(inspect(add(ones(2), 1))).toBe('tensor([2., 2.])');
  });

  it('nobody else sees it', () => {
    const t = tensor([1, 2]);
    expect(t).toEqual(ndarray(Float64Array.of(1, 2)));
    expect(Object.keys(t)).toEqual(Object.keys(ndarray(Float64Array.of(1, 2))));
    expect(structuredClone({ ...t })).toEqual({ ...t });
    // a view is an array of the package ndarray alone; a copy of it is a tensor
    expect(String(t.lo(1))).toBe('[object Object]');
    expect(String(tensor(t.lo(1)))).toBe('tensor([2.])');
  });
});
