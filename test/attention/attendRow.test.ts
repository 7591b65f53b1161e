import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { attendRow, isAllowed } from '../../src/attention/attendRow.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError } from '../../src/errors.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const attend = (
  queries: number[],
  keys: number[],
  options: AttentionOptions = {},
  i = 0,
): [string, Float64Array] => {
  const row = new Float64Array(keys.length);
  return [attendRow(resolveProblem('f', queries, keys, options), i, row).origin, row];
};

describe('attendRow', () => {
  it('says that weights come from the kernel', () => {
    const [origin, row] = attend([0], [-1, 1]);
    expect([origin, [...row]]).toEqual(['kernel', [0.5, 0.5]]);
  });

  it('fills the row of the query asked for', () => {
    const [, row] = attend([99, 0], [0, 1], {}, 1);
    const a = Math.exp(-1 / 2);
    expectClose(row, [1 / (1 + a), a / (1 + a)], 1e-15);
  });

  it.each([
    ['nan', 'none', [NaN, NaN]],
    ['nearest', 'nearest', [0, 1]],
  ] as const)('outside a compact kernel, %s: from %s', (emptyWindow, from, weights) => {
    const [origin, row] = attend([9], [0, 5], { kernel: 'tricube', emptyWindow });
    expect([origin, [...row]]).toEqual([from, weights]);
  });

  it('nearest has no meaning for dot products', () => {
    expectError(
      () => attend([1], [1], { score: 'dot', mask: [false], emptyWindow: 'nearest' }),
      OptionError,
      `f: emptyWindow must be 'nan' or 'throw' with score 'dot', got "nearest"`,
    );
  });

  it('dot products that overflow are named as such', () => {
    expectError(
      () => attend([1e200], [1e200], { score: 'dot' }),
      NumericalError,
      'f: dot products must stay finite, got NaN for query 0',
    );
  });

  it.each([33, 1e3, 1e4, 1e8])('keeps its digits %d bandwidths from two keys a hair apart', (u) => {
    const [, row] = attend([u], [0, 2 ** -10], {});
    const difference = (2 * u - 2 ** -10) * 2 ** -11; // (u² − (u − δ)²)/2, exact
    const near = 1 / (1 + Math.exp(-difference));
    expectClose(row, [1 - near, near], 1e-12);
  });

  it('counts the distance of the keys that weigh, not of those that are masked or biased away', () => {
    const keys = [0, 1e6, 1e6 + 2 ** -20];
    const expected = attend([0], keys.slice(1), {})[1];
    expectClose(attend([0], keys, { mask: [false, true, true] })[1].slice(1), expected, 1e-14);
    expectClose(attend([0], keys, { bias: [-1e15, 0, 0] })[1].slice(1), expected, 1e-12);
  });

  it('where a kernel of your own underflows, the limit is the nearest key', () => {
    const kernel = { value: (u: number) => Math.exp((-u * u) / 2) };
    expect(attend([1000], [0, 1], { kernel })).toEqual(['nearest', Float64Array.of(0, 1)]);
  });

  it('nearest keys at the same distance share as weights and bias stand', () => {
    const options = { kernel: 'uniform', emptyWindow: 'nearest' } as const;
    const huge = attend([5], [0, 0], { ...options, sampleWeights: [1e308, 1e308] })[1];
    expectClose(huge, [0.5, 0.5], 1e-15);
    const biased = attend([5], [0, 0], { ...options, bias: [0, Math.log(3)] })[1];
    expectClose(biased, [0.25, 0.75], 1e-15);
  });

  it('a huge metric in two dimensions picks the nearest key', () => {
    const problem = resolveProblem(
      'f',
      [[0.9, 0.4]],
      [
        [0, 1],
        [1, 0],
      ],
      { w: 1e200 },
    );
    const row = new Float64Array(2);
    attendRow(problem, 0, row);
    expect([...row]).toEqual([0, 1]);
  });

  it('a key in the far tail of a slow kernel keeps its weight', () => {
    // 1/(1 + u²) at 1e200 and 2e200: u² overflows, the ratio is 4
    const [, row] = attend([0], [1e200, 2e200], { kernel: 'cauchy' });
    expectClose(row, [0.8, 0.2], 1e-12); // log K is about 1e3, its last digit 1e-13
  });

  it.each(['laplace', 'logistic'] as const)(
    '%s: far out the ratio is e to the distance',
    (kernel) => {
      const [, row] = attend([1e9], [0, 1], { kernel });
      expectClose(row, [1 / (1 + Math.E), Math.E / (1 + Math.E)], 1e-9); // 1/u of it is curvature
    },
  );

  it('a kernel of your own is taken as it is, whatever its name', () => {
    const kernel = { name: 'gaussian', value: (u: number) => 1 / (1 + u) };
    expectClose(attend([0], [0, 1], { kernel })[1], [2 / 3, 1 / 3], 1e-15);
  });

  it('refuses a kernel that gives NaN', () => {
    expectError(
      () => attend([0], [1], { kernel: { name: 'mine', value: (u) => Math.sqrt(-u) } }),
      NumericalError,
      'f: kernel mine must give scores that are numbers, got NaN for query 0',
    );
  });
});

describe('isAllowed', () => {
  const allowed = (options: AttentionOptions): boolean[] => {
    const problem = resolveProblem('f', [0, 0, 0], [1, 2, 3], options);
    return [0, 1, 2].map((key) => isAllowed(problem, 1, key));
  };

  it.each<[string, AttentionOptions, boolean[]]>([
    ['nothing', {}, [true, true, true]],
    ['a mask', { mask: [true, false, true] }, [true, false, true]],
    ['a bias of −∞', { bias: [-Infinity, 0, -1e300] }, [false, true, true]],
    ['a sample weight of 0', { sampleWeights: [0, 5e-324, 1] }, [false, true, true]],
    ['the query itself', { excludeSelf: true }, [true, false, true]],
    [
      'its row of a mask',
      {
        mask: [
          [false, false, false],
          [true, true, false],
          [false, false, false],
        ],
      },
      [true, true, false],
    ],
    ['all together', { mask: [true, true, false], excludeSelf: true }, [true, false, false]],
  ])('%s', (_name, options, expected) => {
    expect(allowed(options)).toEqual(expected);
  });
});
