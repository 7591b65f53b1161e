import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { isAllowed } from '../../src/attention/AttentionProblem.js';
import {
  attendRow,
  type KeptRows,
  poolQueryInto,
  poolRowsInto,
  squaredDistancesInto,
} from '../../src/attention/attendRow.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError } from '../../src/errors.js';
import { attentionPooling, attentionPoolingBackward, attentionWeights } from '../../src/index.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import type { ForwardOptions } from '../../src/model/Trainable.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const attend = (
  queries: number[],
  keys: number[],
  options: AttentionOptions = {},
  i = 0,
): [string, Float64Array] => {
  const row = new Float64Array(keys.length);
  return [attendRow(resolveProblem('f', queries, keys, options), i, row), row];
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

  it.each([1e-300, 1e-150, 1e150, 1e300])('weights of the size of %d change nothing', (size) => {
    const [keys, shares] = [
      [30, 31, 31.5],
      [1, 2, 3],
    ];
    const priors = { sampleWeights: shares.map((share) => share * size) };
    const biased = { bias: shares.map((share) => Math.log(share)) };
    for (const query of [0, 5, 29]) {
      const [, row] = attend([query], keys, priors);
      expectClose(row, attend([query], keys, biased)[1], 1e-11);
    }
  });

  it('refuses a kernel that gives NaN', () => {
    expectError(
      () => attend([0], [1], { kernel: { name: 'mine', value: (u) => Math.sqrt(-u) } }),
      OptionError,
      'f: value(u) of kernel mine must be at least 0 and finite, got NaN at u = 0.125',
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

describe('poolRowsInto', () => {
  const problem = resolveProblem('f', [0, 9], [-1, 1], { kernel: 'uniform' });
  const values = readValues(problem, [2, 4]);

  it('pools every query and keeps the weights it is asked to keep', () => {
    const out = new Float64Array(2);
    const kept: KeptRows = { weights: new Float64Array(4), origins: [], pooled: out };
    poolRowsInto(problem, values, out, kept);
    expect([...out]).toEqual([3, Number.NaN]);
    expect([...kept.weights]).toEqual([0.5, 0.5, Number.NaN, Number.NaN]);
    expect(kept.origins).toEqual(['kernel', 'none']);
  });

  it('one query at a time gives the same', () => {
    const out = new Float64Array(2);
    const row = new Float64Array(2);
    expect(poolQueryInto(problem, values, 0, row, 0, out)).toBe('kernel');
    expect([...out]).toEqual([3, 0]);
  });
});

describe('kept rows', () => {
  const x = Array.from({ length: 9 }, (_, i) => Math.sin(3 * i) * 2);
  const y = x.map((v, i) => v * v + (i % 3));
  const q = [0.1, -1, 5, 80, 1e160];
  const rows = q.map((_, i) => x.map((k) => k + i / 7));

  describe('kept rows, in one dimension', () => {
    const cases: [
      string,
      number[],
      number[] | number[][],
      number[] | number[][],
      ForwardOptions,
    ][] = [
      ['shared keys', q, x, y, {}],
      ['queries that are the keys', x, x, y, {}],
      ['leave-one-out', x, x, y, { excludeSelf: true }],
      ['keys left out by index', x.slice(2, 5), x, y, { excludeSelf: [2, 3, -1] }],
      ['as many queries that are not the keys', x.map((k) => k + 0.3), x, y, { excludeSelf: true }],
      ['a set of keys for each query', q, rows, rows.map((row) => row.map(Math.cos)), {}],
    ];
    it.each(cases)('%s', (_name, queries, keys, values, options) => {
      for (const w of [0.4, 3, -2, 40]) {
        const net = new NWKernelRegression({ w });
        expectClose(
          net.forward(queries, keys, values, options),
          attentionPooling(queries, keys, values, { w, ...options, bias: x.map(() => 0) }),
          1e-13,
        );
        expectClose(
          net.attentionWeights,
          attentionWeights(queries, keys, { w, ...options }),
          1e-14,
        );
        const g = queries.map((_, i) => Math.cos(i));
        const found = net.backward(g);
        const exact = attentionPoolingBackward(queries, keys, values, g, { w, ...options });
        const size = Math.max(1e-3, Math.abs(exact.w.data[0]!));
        expect(Math.abs(found.w.data[0]! - exact.w.data[0]!)).toBeLessThan(1e-12 * size);
        expectClose(found.keys, exact.keys, 1e-12);
        expectClose(found.queries, exact.queries, 1e-12);
        expectClose(found.values, exact.values, 1e-12);
        expectClose(found.sampleWeights, exact.sampleWeights, 1e-12);
      }
    });
  });
});

const f64 = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

/** Of the query i from its keys, written between two numbers that stay. */
function distances(
  queries: ArrayInput,
  keys: ArrayInput,
  w: number | ArrayInput,
  { i = 0, from = 0, scale = 1 } = {},
): number[] {
  const problem = resolveProblem('f', queries, keys, { w });
  const count = problem.n - from;
  const out = new Float64Array(count + 2).fill(-7);
  squaredDistancesInto(problem, i, from, scale, out, 1);
  expect([out[0], out[count + 1]]).toEqual([-7, -7]);
  return [...out.subarray(1, count + 1)];
}

describe('squaredDistancesInto', () => {
  it('in one dimension is (w(q − k))²', () => {
    expect(distances([1], [1, 3, -2], 2)).toEqual([0, 16, 36]);
  });

  it('in two dimensions each has its own w', () => {
    // q = (1, 2), k = (0, 0) and (4, 2), w = (1, 3): 1 + 36 and 9 + 0
    const keys = [f64(0, 0), f64(4, 2)];
    expect(distances([[1, 2]], keys, [1, 3])).toEqual([37, 9]);
  });

  it.each([1, 2])('starts at query i and the key asked for (d = %i)', (d) => {
    const row = (x: number): number[] => Array(d).fill(x);
    const given = [[row(9), row(1)], [row(9), row(2), row(4)], 1] as const;
    expect(distances(...given, { i: 1, from: 1 })).toEqual([d, 9 * d]);
  });

  it('a query with keys of its own starts at these', () => {
    expect(distances([1, 2], [f64(9, 9), f64(2, 5)], 1, { i: 1 })).toEqual([0, 9]);
  });

  it('without dimensions every distance is 0', () => {
    expect(distances([[]], [[], []], 1)).toEqual([0, 0]);
  });

  it('is scaled', () => {
    expect(distances([1], [3], 2, { scale: -0.5 })).toEqual([-8]);
    expect(distances([[1]], [[3]], [[2]], { scale: -0.5 })).toEqual([-8]);
  });

  it('leaves its inputs', () => {
    const [queries, keys, w] = [f64(1, 2), f64(3, 4), f64(5)];
    distances(queries, keys, w);
    expect([queries, keys, w]).toEqual([f64(1, 2), f64(3, 4), f64(5)]);
  });

  it('with a matrix is ‖W(q − k)‖²', () => {
    const w = [f64(1, 2), f64(0, 3)];
    // q − k = (1, 1) and (2, −1): W(q − k) = (3, 3) and (0, −3)
    expect(distances([[2, 1]], [f64(1, 0), f64(0, 2)], w)).toEqual([18, 9]);
  });

  it('reads W by rows, not by columns', () => {
    const w = [f64(0, 1), f64(0, 0)];
    // takes (0, 5) to (5, 0) and (5, 0) to nothing
    expect(distances([[0, 5]], [[0, 0]], w)).toEqual([25]);
    expect(distances([[5, 0]], [[0, 0]], w)).toEqual([0]);
  });

  it('with a matrix starts at query i and the key asked for', () => {
    const identity = [f64(1, 0), f64(0, 1)];
    const [queries, keys] = [
      [f64(9, 9), f64(1, 1)],
      [f64(9, 9), f64(4, 5)],
    ];
    expect(distances(queries, keys, identity, { i: 1, from: 1 })).toEqual([25]);
  });
});
