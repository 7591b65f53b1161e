import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { learnedParameters, type ParameterOptions } from '../../src/model/learnedParameters.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const read = (options: ParameterOptions, prefix = '') => learnedParameters('f', options, prefix);
const names = (options: ParameterOptions, prefix?: string) =>
  read(options, prefix).all.map(({ name }) => name);
const map = [
  [1, 0],
  [0, 1],
  [1, 1],
];

describe('learnedParameters', () => {
  it('is a w of 1 for all dimensions unless told', () => {
    const { metric, parameterization, isScalar, projection } = read({});
    expect([[...metric.value.data], parameterization, isScalar]).toEqual([[1], 'linear', true]);
    expect(projection).toBeUndefined();
  });

  it('learns w, the projection, or both where both are given', () => {
    expect(names({ w: 2 })).toEqual(['w']);
    expect(names({ projection: map })).toEqual(['projection']);
    expect(names({ projection: map, w: 1 })).toEqual(['w', 'projection']);
    expect(names({ projection: map, random: createRandom(1) })).toEqual(['w', 'projection']);
    expect(names({ projection: map, w: [1, 2], parameterization: 'log' }, 'a.')).toEqual([
      'a.logW',
      'a.projection',
    ]);
  });

  it('learns the logarithm, in 64 bits also of 32', () => {
    const { metric } = read({ w: Float32Array.of(0.5, 3), parameterization: 'log' });
    expectClose(metric.value.data, [-Math.LN2, Math.log(3)], 1e-16);
    expect(metric.value.dtype).toBe('float64');
    expect(read({ w: Float32Array.of(0.5) }).metric.value.dtype).toBe('float32');
  });

  it('tells one number from a list of one', () => {
    expect([read({ w: 3 }).isScalar, read({ w: [3] }).isScalar]).toEqual([true, false]);
    const random = () => createRandom(1);
    expect(read({ random: random() }).isScalar).toBe(true);
    expect(read({ random: random(), dimensions: 1 }).isScalar).toBe(false);
  });

  it.each<[ParameterOptions, typeof OptionError | typeof ShapeError, RegExp]>([
    [{ w: 0, parameterization: 'log' }, OptionError, /^f: w\[0\] must be .*, got 0$/],
    [{ w: [1, -1], parameterization: 'log' }, OptionError, /^f: w\[1\] must be .*, got -1$/],
    [{ w: map, parameterization: 'log' }, ShapeError, /its logarithm is learned/],
    [
      { parameterization: 'square' as never },
      OptionError,
      /parameterization must be one of linear, log/,
    ],
    [{ projection: [1, 2] }, ShapeError, /^f: projection must have rank 2/],
    [{ projection: [[]] }, ShapeError, /^f: projection must have rows and columns, got \[1, 0\]$/],
    [
      { projection: map, w: [1, 2, 3] },
      ShapeError,
      /^f: w must have an entry for each column of projection, got \[3\] and \[3, 2\]$/,
    ],
    [{ dimensions: 2 }, OptionError, /^f: dimensions must come with random, got 2$/],
  ])('refuses %o', (options, type, message) => {
    expectError(() => read(options), type, message);
  });

  it('refuses a projection that is not finite', () => {
    expectError(() => read({ projection: [[NaN]] }), NumericalError, /projection must be finite/);
  });
});
