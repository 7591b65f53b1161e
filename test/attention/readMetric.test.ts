import { describe, expect, it } from 'vitest';
import { readMetric } from '../../src/attention/readMetric.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

const f64 = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

describe('readMetric', () => {
  it.each([
    ['nothing: w = 1', {}, 'scalar', f64(1, 1), [1], false],
    ['one w', { w: 3 }, 'scalar', f64(3, 3), [1], false],
    ['w of 0: no distance matters', { w: 0 }, 'scalar', f64(0, 0), [1], false],
    ['one bandwidth', { bandwidth: 4 }, 'scalar', f64(0.25, 0.25), [1], true],
    ['w for each dimension', { w: [2, -3] }, 'diagonal', f64(2, -3), [2], false],
    [
      'a bandwidth for each dimension',
      { bandwidth: [2, 4] },
      'diagonal',
      f64(0.5, 0.25),
      [2],
      true,
    ],
    [
      'a matrix',
      {
        w: [
          [1, 2],
          [3, 4],
        ],
      },
      'matrix',
      f64(1, 2, 3, 4),
      [2, 2],
      false,
    ],
  ] as const)('%s', (_name, options, kind, w, shape, fromBandwidth) => {
    expect(readMetric('f', options, 2)).toEqual({ kind, w, shape, fromBandwidth });
  });

  it('does not keep the memory of the caller', () => {
    const mine = f64(1, 2);
    const { w } = readMetric('f', { w: mine }, 2);
    mine[0] = 9;
    expect([...w]).toEqual([1, 2]);
  });

  it.each([
    [
      'both',
      { w: 1, bandwidth: 1 },
      OptionError,
      'options must give bandwidth or w, not both, got both',
    ],
    [
      'a bandwidth of 0',
      { bandwidth: [1, 0] },
      OptionError,
      'bandwidth[1] must be a finite number above 0, got 0',
    ],
    [
      'a matrix of bandwidths',
      {
        bandwidth: [
          [1, 0],
          [0, 1],
        ],
      },
      ShapeError,
      'bandwidth must have rank 1, got rank 2, shape [2, 2]',
    ],
    [
      'three of two',
      { w: [1, 2, 3] },
      ShapeError,
      'w must have 2 entries or be a square matrix of them, got shape [3]',
    ],
    [
      'no square',
      { w: [[1, 2]] },
      ShapeError,
      'w must have 2 entries or be a square matrix of them, got shape [1, 2]',
    ],
    [
      'three bandwidths',
      { bandwidth: [1, 2, 3] },
      ShapeError,
      'bandwidth must have 2 entries, got shape [3]',
    ],
    ['infinity', { w: [1, Infinity] }, NumericalError, 'w must be finite, got Infinity at index 1'],
    ['null', { bandwidth: null }, OptionError, /^f: bandwidth must be .*, got null$/],
  ] as const)('refuses %s', (_name, options, type, message) => {
    expectError(
      () => readMetric('f', options as never, 2),
      type,
      typeof message === 'string' ? `f: ${message}` : message,
    );
  });
});
