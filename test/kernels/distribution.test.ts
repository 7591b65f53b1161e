import { describe, expect, it } from 'vitest';
import { createKernel, type KernelName, kernelNames } from '../../src/kernels/createKernel.js';
import { millsRatio, normalDistribution } from '../../src/kernels/normal.js';
import { expectClose } from '../expectClose.js';
import { readReference } from '../reference/readReference.js';

interface Case {
  readonly kernel: KernelName;
  readonly at: number[];
  readonly distribution: number[];
}

const cases: Case[] = readReference('ref_kernel_distributions.json').cases;

describe('distribution', () => {
  it.each(cases)('of $kernel agrees with 40 digits', ({ kernel, at, distribution }) => {
    const { distribution: own } = createKernel(kernel);
    expectClose(
      at.map((u) => own!(u)),
      distribution,
      4e-16,
    );
  });

  it.each(['gaussian', 'laplace', 'logistic', 'cauchy'])(
    'of %s keeps the digits of its lower tail',
    (name) => {
      const { at, distribution } = cases.find(({ kernel }) => kernel === name)!;
      const own = at.map((u) => createKernel(name as KernelName).distribution!(u));
      // exp(−u²/2) of the Gaussian is right to u²/2 roundings
      expectClose(own, distribution, 1e-13, 0);
    },
  );

  it('goes from 0 to 1, and is there for every kernel that integrates to 1', () => {
    for (const name of kernelNames) {
      const { distribution } = createKernel(name);
      expect(distribution === undefined, name).toBe(name === 'constant');
      if (!distribution) continue;
      expect([distribution(-Infinity), distribution(Infinity)], name).toEqual([0, 1]);
      expect(distribution(0), name).toBe(0.5);
    }
  });

  it('of a kernel of your own ends with its support', () => {
    const { distribution } = createKernel({
      value: (u) => 0.75 * (1 - u * u),
      distribution: (u) => 0.5 + 0.25 * u * (3 - u * u),
      support: 1,
    });
    expect([-2, 0, 2].map((u) => distribution!(u))).toEqual([0, 0.5, 1]);
    expect(createKernel({ value: () => 1 }).distribution).toBeUndefined();
    expect(() => createKernel({ value: () => 1, distribution: 1 as never })).toThrow(
      'kernel.distribution must be a function',
    );
  });
});

describe('millsRatio', () => {
  it('is √(π/2) at 0, and falls as 1/u', () => {
    expectClose(millsRatio(0), Math.sqrt(Math.PI / 2), 1e-15);
    expectClose(millsRatio(1e9) * 1e9, 1, 1e-15);
    expect(millsRatio(Infinity)).toBe(0);
    expect(normalDistribution(-40)).toBeLessThan(Number.MIN_VALUE * 2);
  });
});
