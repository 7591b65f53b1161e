import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { attentionWeights } from '../../src/attention/attentionWeights.js';
import { NumericalError, OptionError } from '../../src/errors.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { messageFrom, wrongInputs } from './wrongInputs.js';

/** Weights proportional to the given kernel values. */
const share = (...k: number[]): number[] => k.map((x) => x / k.reduce((a, b) => a + b));
const e = Math.exp;

describe('attentionWeights by distance', () => {
  it('Gaussian: exp(−(q − k)²/2), normalised', () => {
    expectClose(
      attentionWeights([0, 1], [0, 1, 3]),
      [share(1, e(-1 / 2), e(-9 / 2)), share(e(-1 / 2), 1, e(-2))],
      1e-15,
    );
  });

  it('bandwidth 2 is w = ½: exp(−(q − k)²/8)', () => {
    const expected = [share(1, e(-1 / 8), e(-9 / 8))];
    expectClose(attentionWeights([0], [0, 1, 3], { bandwidth: 2 }), expected, 1e-15);
    expectClose(attentionWeights([0], [0, 1, 3], { w: 0.5 }), expected, 1e-15);
  });

  it.each([
    ['epanechnikov', 0.75, 1 - 0.0625, 1 - 0.5625],
    ['uniform', 0.5, 1, 1],
    ['boxcar', 0.5, 1, 1],
    ['triangular', 1, 0.75, 0.25],
    ['laplace', 1, e(-1 / 4), e(-3 / 4)],
    ['cauchy', 1, 1 / (1 + 1 / 16), 1 / (1 + 9 / 16)],
    ['constant', 1, 1, 1],
  ] as const)('%s, at u = ¼, ¾ and beyond', (kernel, _top, near, far) => {
    const beyond = { laplace: e(-5 / 4), cauchy: 1 / (1 + 25 / 16), constant: 1 } as const;
    const outside = kernel in beyond ? beyond[kernel as keyof typeof beyond] : 0;
    expectClose(
      attentionWeights([0], [1, -3, 5], { kernel, bandwidth: 4 }),
      [share(near, far, outside)],
      1e-15,
    );
  });

  it('a kernel of your own', () => {
    const kernel = { value: (u: number) => 1 / (1 + u) };
    expectClose(attentionWeights([0], [0, 1, 3], { kernel }), [share(1, 1 / 2, 1 / 4)], 1e-15);
  });

  it('in two dimensions the distance is Euclidean', () => {
    const weights = attentionWeights(
      [[0, 0]],
      [
        [3, 4],
        [1, 0],
      ],
      { bandwidth: 5 },
    );
    expectClose(weights, [share(e(-1 / 2), e(-1 / 50))], 1e-15);
  });

  it('a bandwidth for each dimension', () => {
    const weights = attentionWeights(
      [[0, 0]],
      [
        [3, 0],
        [0, 4],
      ],
      { bandwidth: [3, 2] },
    );
    expectClose(weights, [share(e(-1 / 2), e(-2))], 1e-15);
  });

  it('a matrix w: ‖W(q − k)‖', () => {
    // W(q − k) for k = (1, 1), (1, 0): (−1, −3) and (−1, −1)
    const weights = attentionWeights(
      [[0, 0]],
      [
        [1, 1],
        [1, 0],
      ],
      {
        w: [
          [1, 0],
          [1, 2],
        ],
      },
    );
    expectClose(weights, [share(e(-5), e(-1))], 1e-15);
  });

  it('keys for each query', () => {
    const weights = attentionWeights(
      [0, 10],
      [
        [0, 1],
        [10, 12],
      ],
    );
    expectClose(weights, [share(1, e(-1 / 2)), share(1, e(-2))], 1e-15);
  });

  it('keys for each query in two dimensions', () => {
    const weights = attentionWeights(
      [
        [0, 0],
        [1, 1],
      ],
      [
        [
          [0, 0],
          [1, 1],
        ],
        [
          [1, 1],
          [1, 3],
        ],
      ],
    );
    expectClose(weights, [share(1, e(-1)), share(1, e(-2))], 1e-15);
  });

  it('far from every key the nearest still wins by the right factor', () => {
    // u² differ by 2·10⁸·10⁻⁸ = 2: a factor of e, which rounding of u² ≈ 10¹⁶ would hide
    expectClose(attentionWeights([1e8], [0, 1e-8]), [share(e(-1), 1)], 1e-14);
  });

  it('w = 0 is the plain average', () => {
    expectClose(attentionWeights([5], [0, 100, -7], { w: 0 }), [share(1, 1, 1)], 1e-15);
  });
});

describe('attentionWeights by dot product', () => {
  it('softmax of q·k/√d', () => {
    const weights = attentionWeights(
      [[1, 2, 0, 0]],
      [
        [2, 0, 9, 9],
        [0, 2, 9, 9],
      ],
      { score: 'dot' },
    );
    expectClose(weights, [share(e(1), e(2))], 1e-15);
  });

  it('with a scale', () => {
    const weights = attentionWeights([2], [1, 3], { score: 'dot', scale: 0.25 });
    expectClose(weights, [share(e(0.5), e(1.5))], 1e-15);
  });
});

describe('attentionWeights and what is known of the keys', () => {
  it('a mask, for all queries or for each', () => {
    const [keys, k] = [[0, 1, 3], [1, e(-1 / 2), e(-9 / 2)] as const];
    expectClose(
      attentionWeights([0], keys, { mask: [true, false, true] }),
      [[share(k[0], k[2])[0]!, 0, share(k[0], k[2])[1]!]],
      1e-15,
    );
    expectClose(
      attentionWeights([0, 0], keys, {
        mask: [
          [true, true, false],
          [false, false, true],
        ],
      }),
      [
        [...share(k[0], k[1]), 0],
        [0, 0, 1],
      ],
      1e-15,
    );
  });

  it('a bias is added to the scores; −∞ masks', () => {
    const weights = attentionWeights([0], [0, 1, 3], { bias: [0, 1 / 2, -Infinity] });
    expectClose(weights, [[0.5, 0.5, 0]], 1e-15);
  });

  it('sample weights multiply the kernel', () => {
    const weights = attentionWeights([0, 0], [0, 1], {
      sampleWeights: [
        [1, 2],
        [0, 3],
      ],
    });
    expectClose(weights, [share(1, 2 * e(-1 / 2)), [0, 1]], 1e-15);
  });

  it('excludeSelf leaves out key i for query i', () => {
    const weights = attentionWeights([0, 1, 3], [0, 1, 3], { excludeSelf: true });
    const [a, b, c] = [e(-1 / 2), e(-9 / 2), e(-2)];
    const expected = [
      [0, ...share(a, b)],
      [share(a, c)[0]!, 0, share(a, c)[1]!],
      [...share(b, c), 0],
    ];
    expectClose(weights, expected, 1e-15);
  });

  it('masked keys do not decide which key is near', () => {
    const mask = [false, true, true];
    expectClose(
      attentionWeights([1e8], [1e8, 0, 1e-8], { mask }),
      [[0, ...share(e(-1), 1)]],
      1e-14,
    );
  });
});

describe('attentionWeights with nothing to attend to', () => {
  const options = { kernel: 'epanechnikov', bandwidth: 1 } as const;

  it('are NaN by default, for that query alone', () => {
    expectClose(
      attentionWeights([0, 9], [0, 2], options),
      [
        [1, 0],
        [NaN, NaN],
      ],
      0,
    );
  });

  it('are those of the nearest keys when asked', () => {
    const nearest = { ...options, emptyWindow: 'nearest' } as const;
    expectClose(
      attentionWeights([9, 5], [0, 4, 6], nearest),
      [
        [0, 0, 1],
        [0, 0.5, 0.5],
      ],
      0,
    );
  });

  it('or an error', () => {
    expectError(
      () => attentionWeights([0, 9], [0], { ...options, emptyWindow: 'throw' }),
      NumericalError,
      'attentionWeights: every query must have a key to attend to, got none for query 1',
    );
  });
});

describe('attentionWeights and their arrays', () => {
  it('have no rows without queries, no columns without keys', () => {
    expect(attentionWeights([], [1, 2]).shape).toEqual([0, 2]);
    expect(attentionWeights([1, 2], []).shape).toEqual([2, 0]);
  });

  it('follow strided views', () => {
    const points = ndarray(Float64Array.of(0, 9, 1, 9, 3, 9), [3, 2]);
    const column = points.pick(null, 0);
    expectClose(
      attentionWeights(column, column.step(-1)),
      attentionWeights([0, 1, 3], [3, 1, 0]),
      0,
    );
  });

  it('are of 32 bits when queries and keys are', () => {
    const single = Float32Array.of(0, 1);
    expect(attentionWeights(single, single).dtype).toBe('float32');
    expect(attentionWeights(single, [0, 1]).dtype).toBe('float64');
  });

  it('leave every input as it is', () => {
    const inputs = [
      Float64Array.of(0, 1),
      Float64Array.of(1, 0),
      Uint8Array.of(1, 1),
      Float64Array.of(0, 1),
      Float64Array.of(2, 1),
      Float64Array.of(3),
    ] as const;
    const before = structuredClone(inputs);
    const [queries, keys, mask, bias, sampleWeights, bandwidth] = inputs;
    attentionWeights(queries, keys, { mask, bias, sampleWeights, bandwidth });
    expect(inputs).toEqual(before);
  });

  it('take frozen arrays and options', () => {
    const x = Object.freeze([0, 1]);
    const weights = attentionWeights(x, x, Object.freeze({ mask: Object.freeze([true, false]) }));
    expect(toNestedArray(weights)).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it.each(wrongInputs)('refuse $name', (wrong) => {
    expectError(
      () => attentionWeights(wrong.queries as never, wrong.keys as never, wrong.options as never),
      wrong.type,
      messageFrom('attentionWeights', wrong),
    );
  });

  it('refuse a kernel that gives NaN', () => {
    expectError(
      () => attentionWeights([0], [1], { kernel: { value: () => NaN, name: 'mine' } }),
      OptionError,
      'attentionWeights: value(u) of kernel mine must be at least 0 and finite, got NaN at u = 0',
    );
  });
});
