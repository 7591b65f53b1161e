// Attention weights are at least 0: kernels that are negative in places are refused by name, and so is a
// kernel of one's own, here as in KernelRegressor.

import { describe, expect, it } from 'vitest';
import {
  attentionPooling,
  attentionPoolingBackward,
  attentionWeights,
  KernelRegressor,
  MultiHeadKernelRegression,
  NWKernelRegression,
  OptionError,
  UnsupportedError,
} from '../../src/index.js';
import { expectError } from '../expectError.js';

const signed = ['gaussian4', 'gaussian6', 'gaussian8', 'epanechnikov4'] as const;

describe.each(signed)('%s', (kernel) => {
  it.each([
    ['attentionWeights', () => attentionWeights([0], [0, 1], { kernel })],
    ['attentionPooling', () => attentionPooling([0], [0, 1], [2, 3], { kernel })],
    [
      'attentionPoolingBackward',
      () => attentionPoolingBackward([0], [0, 1], [2, 3], [1], { kernel }),
    ],
    ['NWKernelRegression', () => new NWKernelRegression({ kernel })],
    ['MultiHeadKernelRegression', () => new MultiHeadKernelRegression([{ kernel }])],
  ])('is refused by %s', (_, call) => {
    expectError(
      call,
      UnsupportedError,
      new RegExp(
        `: kernel must be at least 0 everywhere, as weights and chances are; KernelRegressor takes it, got "${kernel}"$`,
      ),
    );
  });
});

describe('a kernel of one’s own', () => {
  it.each([
    ['negative', (u: number) => 1 - u, '-0.125 at u = 1.125'],
    ['infinite', (u: number) => 1 / u, 'Infinity at u = 0'],
    ['no number', (u: number) => Math.sqrt(1 - u), 'NaN at u = 1.125'],
  ])('that is %s is refused with u and the value', (_, value, received) => {
    const kernel = { value, name: 'mine' };
    const said = `value(u) of kernel mine must be at least 0 and finite, got ${received}`;
    expectError(
      () => attentionPooling([0], [0, 1], [2, 3], { kernel }),
      OptionError,
      `attentionPooling: ${said}`,
    );
    expectError(() => new KernelRegressor({ kernel }), OptionError, `KernelRegressor: ${said}`);
  });

  it('is refused where it is asked for, when no look before found it', () => {
    const kernel = { value: (u: number) => (u > 90 ? -1 : Math.exp(-u)), name: 'mine' };
    const said = /value\(u\) of kernel mine must be at least 0 and finite, got -1 at u = (99|100)$/;
    expectError(() => attentionPooling([0], [100], [2], { kernel }), OptionError, said);
    const model = new KernelRegressor({ kernel, bandwidth: 1 }).fit([0, 1], [2, 3]);
    expectError(() => model.predict(-99), OptionError, said);
    expect(Number.isFinite(model.predict(-80))).toBe(true);
  });
});
