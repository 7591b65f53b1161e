import ndarray from 'ndarray';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { poolRowsInto } from '../../src/attention/attendRow.js';
import {
  type AttentionGradients,
  attentionPoolingBackward,
  BackwardPass,
} from '../../src/attention/attentionPoolingBackward.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { NumericalError, OptionError, ShapeError, UnsupportedError } from '../../src/errors.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { messageFrom, wrongInputs } from './wrongInputs.js';

describe('attentionPoolingBackward, worked out by hand', () => {
  it('a query between two keys', () => {
    // α = ½, ½; ŷ = 15; a = α(v − ŷ) = −2.5, 2.5; ∂ŷ/∂q = −Σ a (q − k) = 5
    const gradients = attentionPoolingBackward([0], [-1, 1], [10, 20], [1]);
    expectClose(gradients.queries, [5], 1e-15);
    expectClose(gradients.keys, [-2.5, -2.5], 1e-15);
    expectClose(gradients.values, [0.5, 0.5], 1e-15);
    expectClose(gradients.w, [0], 1e-15);
    expectClose(gradients.sampleWeights, [-2.5, 2.5], 1e-15);
    expectClose(gradients.scale, [0], 0);
  });

  // keys 0 and 1, values 0 and 1, query 0: ŷ = σ(−w²/2), σ the logistic function
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

  it('w: ∂ŷ/∂w = −w σ(1 − σ)', () => {
    const s = sigma(-(1.5 ** 2) / 2);
    const { w, bandwidth } = attentionPoolingBackward([0], [0, 1], [0, 1], [2], { w: 1.5 });
    expectClose(w, [-2 * 1.5 * s * (1 - s)], 1e-15);
    expect(bandwidth).toBeUndefined();
  });

  it('bandwidth: ∂ŷ/∂h = σ(1 − σ)/h³, beside that of w = 1/h', () => {
    const s = sigma(-1 / 8);
    const { w, bandwidth } = attentionPoolingBackward([0], [0, 1], [0, 1], [1], { bandwidth: 2 });
    expectClose(bandwidth!, [(s * (1 - s)) / 8], 1e-15);
    expectClose(w, [(-s * (1 - s)) / 2], 1e-15);
  });

  it('bias: ∂ŷ/∂b = ±σ(1 − σ)', () => {
    const s = sigma(-1 / 2 + 1);
    const { bias } = attentionPoolingBackward([0], [0, 1], [0, 1], [1], { bias: [0, 1] });
    expectClose(bias!, [-s * (1 - s), s * (1 - s)], 1e-15);
    expect(attentionPoolingBackward([0], [0], [0], [1]).bias).toBeUndefined();
  });

  it('sample weights: ŷ = s₂k/(s₁ + s₂k)', () => {
    const k = Math.exp(-1 / 2);
    const options = { sampleWeights: [2, 3] };
    const { sampleWeights } = attentionPoolingBackward([0], [0, 1], [0, 1], [1], options);
    const total = (2 + 3 * k) ** 2;
    expectClose(sampleWeights, [(-3 * k) / total, (2 * k) / total], 1e-15);
  });

  it('dot product: scores c·q·k, ŷ = σ(c·q(k₂ − k₁))', () => {
    const s = sigma(0.5 * 2 * (3 - 1));
    const slope = s * (1 - s);
    const options = { score: 'dot', scale: 0.5 } as const;
    const gradients = attentionPoolingBackward([2], [1, 3], [0, 1], [1], options);
    expectClose(gradients.queries, [slope * 0.5 * 2], 1e-15);
    expectClose(gradients.keys, [-slope * 0.5 * 2, slope * 0.5 * 2], 1e-15);
    expectClose(gradients.scale, [slope * 2 * 2], 1e-15);
    expectClose(gradients.w, [0], 0);
  });

  it('several outputs: their gradients add up', () => {
    const both = attentionPoolingBackward(
      [0],
      [-1, 1],
      [
        [10, 1],
        [20, 3],
      ],
      [[1, 10]],
    );
    // the first output gives 5; the second 10 · ½ · ½ · 2 · 2 = 10
    expectClose(both.queries, [15], 1e-15);
    expectClose(
      both.values,
      [
        [0.5, 5],
        [0.5, 5],
      ],
      1e-15,
    );
  });

  it('keys for each query: gradients in their shape', () => {
    const gradients = attentionPoolingBackward(
      [0, 9],
      [
        [-1, 1],
        [8, 10],
      ],
      [
        [10, 20],
        [1, 3],
      ],
      [1, 1],
    );
    expectClose(gradients.queries, [5, 1], 1e-15);
    expectClose(
      gradients.keys,
      [
        [-2.5, -2.5],
        [-0.5, -0.5],
      ],
      1e-15,
    );
    expectClose(
      gradients.values,
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      1e-15,
    );
  });

  it('a w for each dimension', () => {
    // u differs in the first dimension only: ŷ = σ(−w₁²/2)
    const s = sigma(-2);
    const { w } = attentionPoolingBackward(
      [[0, 7]],
      [
        [0, 7],
        [1, 7],
      ],
      [0, 1],
      [1],
      { w: [2, 3] },
    );
    expectClose(w, [-2 * s * (1 - s), 0], 1e-15);
  });

  it('a matrix w: its gradient is a matrix', () => {
    // k₂ = (1, 0): ŷ = σ(−(w₁₁² + w₂₁²)/2)
    const s = sigma(-(1 + 4) / 2);
    const options = {
      w: [
        [1, 5],
        [2, 6],
      ],
    };
    const { w } = attentionPoolingBackward(
      [[0, 0]],
      [
        [0, 0],
        [1, 0],
      ],
      [0, 1],
      [1],
      options,
    );
    expectClose(
      w,
      [
        [-s * (1 - s), 0],
        [-2 * s * (1 - s), 0],
      ],
      1e-15,
    );
  });
});

describe('attentionPoolingBackward where the kernel ends', () => {
  const options = { kernel: 'epanechnikov', bandwidth: 1 } as const;

  it('a query with nothing to attend to contributes nothing', () => {
    const gradients = attentionPoolingBackward([0, 9], [0, 0.5], [1, 2], [0, 1], options);
    const all = [gradients.queries, gradients.keys, gradients.values, gradients.w];
    expect(all.flatMap(toNestedArray).every((g) => g === 0)).toBe(true);
  });

  it('the nearest key gives the value, and the choice of it nothing', () => {
    const nearest = { ...options, emptyWindow: 'nearest' } as const;
    const gradients = attentionPoolingBackward([9], [0, 0.5], [1, 2], [3], nearest);
    expectClose(gradients.values, [0, 3], 0);
    expectClose(gradients.queries, [0], 0);
  });

  it('a kernel of your own needs a derivative', () => {
    const kernel = { value: (u: number) => 1 / (1 + u), name: 'mine' };
    expectError(
      () => attentionPoolingBackward([0], [1, 2], [1, 2], [1], { kernel }),
      UnsupportedError,
      'kernel mine: derivative must be given for gradients, got none',
    );
  });

  it('and then has gradients: value e^−u, as Laplace', () => {
    const kernel = { value: (u: number) => Math.exp(-u), derivative: (u: number) => -Math.exp(-u) };
    const mine = attentionPoolingBackward([0], [1, 2], [1, 2], [1], { kernel });
    const laplace = attentionPoolingBackward([0], [1, 2], [1, 2], [1], { kernel: 'laplace' });
    expectClose(mine.w, laplace.w, 1e-14);
  });
});

describe('attentionPoolingBackward and its arrays', () => {
  it('has a gradient for every input', () => {
    expectTypeOf<keyof AttentionGradients>().toEqualTypeOf<
      'queries' | 'keys' | 'values' | 'w' | 'bandwidth' | 'sampleWeights' | 'scale' | 'bias'
    >();
  });

  it('follows strided views', () => {
    const two = ndarray(Float64Array.of(-1, 10, 1, 20), [2, 2]);
    const gradients = attentionPoolingBackward(
      [0],
      two.pick(null, 0).step(-1),
      two.pick(null, 1).step(-1),
      ndarray(Float64Array.of(9, 1), [1], [1], 1),
    );
    expectClose(gradients.queries, [5], 1e-15);
    expectClose(gradients.sampleWeights, [2.5, -2.5], 1e-15);
  });

  it('is of 32 bits when everything is', () => {
    const single = Float32Array.of(0, 1);
    expect(attentionPoolingBackward(single, single, single, single).keys.dtype).toBe('float32');
    expect(attentionPoolingBackward(single, single, [0, 1], single).keys.dtype).toBe('float64');
  });

  it('of no queries is zero', () => {
    const { queries, keys } = attentionPoolingBackward([], [1, 2], [3, 4], []);
    expect([toNestedArray(queries), toNestedArray(keys)]).toEqual([[], [0, 0]]);
  });

  it('leaves every input as it is', () => {
    const inputs = [
      Float64Array.of(0, 1),
      Float64Array.of(1, 2),
      Float64Array.of(3, 4),
      Float64Array.of(5, 6),
    ] as const;
    const options = { sampleWeights: Float64Array.of(1, 2), bias: Float64Array.of(0, 1) };
    const before = structuredClone([inputs, options]);
    attentionPoolingBackward(...inputs, options);
    expect([inputs, options]).toEqual(before);
  });

  it.each(wrongInputs)('refuses $name', (wrong) => {
    expectError(
      () =>
        attentionPoolingBackward(
          wrong.queries as never,
          wrong.keys as never,
          [1, 2, 3],
          [1, 1],
          wrong.options as never,
        ),
      wrong.type,
      messageFrom('attentionPoolingBackward', wrong),
    );
  });

  it.each([
    ['too short', [1], ShapeError, 'gradOutput must have shape [2], got [1]'],
    ['another rank', [[1], [1]], ShapeError, 'gradOutput must have shape [2], got [2, 1]'],
    ['NaN', [1, NaN], NumericalError, 'gradOutput must be finite, got NaN at index 1'],
    ['a number', 1, OptionError, 'gradOutput must be an array, a typed array or an ndarray, got 1'],
    [
      'nothing',
      undefined,
      OptionError,
      'gradOutput must be an array, a typed array or an ndarray, got undefined',
    ],
  ] as const)('refuses a gradient that is %s', (_name, gradOutput, type, message) => {
    expectError(
      () => attentionPoolingBackward([0, 1], [0, 1], [0, 1], gradOutput as never),
      type,
      `attentionPoolingBackward: ${message}`,
    );
  });

  it('a gradient that overflows is an error, not infinity', () => {
    expectError(
      () => attentionPoolingBackward([0], [0, 1], [0, 1e200], [1e200]),
      NumericalError,
      /^attentionPoolingBackward: the gradient of \w+ must stay finite, got /,
    );
  });
});

describe('deferred gradients', () => {
  const x = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const y = x.map((v) => v * v);
  const parts = ['queries', 'keys', 'values', 'sampleWeights', 'scale'] as const;

  function deferred(options: AttentionOptions, keeps: boolean) {
    const problem = resolveProblem('f', x, x, options);
    const values = readValues(problem, y);
    const pooled = new Float64Array(30);
    const kept = { weights: new Float64Array(900), origins: [], pooled };
    if (keeps) poolRowsInto(problem, values, pooled, kept);
    const choice = { method: 'auto', tolerance: 1e-12 } as const;
    const entries = [{ problem, values, kept: keeps ? kept : undefined }];
    const pass = { problem, values, choice, entries };
    return new BackwardPass(pass, y).deferred();
  }

  const cases: AttentionOptions[] = [
    { w: 2 },
    { w: 2, excludeSelf: true },
    { bandwidth: 0.5, sampleWeights: y },
    { kernel: 'cauchy', bias: y },
  ];
  it.each(cases)('are those made at once: %o', (options) => {
    const exact = attentionPoolingBackward(x, x, y, y, options);
    for (const keeps of [true, false]) {
      const gradients = deferred(options, keeps);
      expectClose(gradients.w, exact.w, 1e-12);
      for (const name of parts) expectClose(gradients[name], exact[name], 1e-12);
      for (const name of ['bandwidth', 'bias'] as const) {
        expect(gradients[name] === undefined).toBe(exact[name] === undefined);
        if (exact[name]) expectClose(gradients[name]!, exact[name], 1e-12);
      }
    }
  });

  it('those of the inputs are made when one is read, and once', () => {
    const made = vi.spyOn(BackwardPass.prototype, 'all');
    const gradients = deferred({ w: 2 }, true);
    expect(toNestedArray(gradients.w)).toHaveLength(1);
    expect(made).toHaveBeenCalledTimes(0);
    const { keys } = gradients;
    expect(gradients.queries.size + gradients.values.size).toBe(60);
    expect(gradients.keys).toBe(keys);
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });
});
