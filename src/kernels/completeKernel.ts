import type { Kernel } from './Kernel.js';

/** What tells one kernel from another: functions of u inside the support, and its constants. */
export interface KernelParts {
  readonly name: string;
  readonly support: number;
  readonly value: (u: number) => number;
  readonly derivative: (u: number) => number;
  /** log K(u), where it is more than the logarithm of the value. */
  readonly logValue?: ((u: number) => number) | undefined;
  /** d log K(u)/du, where it is more than derivative over value. */
  readonly logDerivative?: ((u: number) => number) | undefined;
  readonly logRatio?: NonNullable<Kernel['logRatio']>;
  readonly distribution?: NonNullable<Kernel['distribution']> | undefined;
  readonly roughness: number | undefined;
  readonly secondMoment: number | undefined;
}

/** Completes a kernel, which vanishes beyond its support. */
export function completeKernel({ value, derivative, distribution, ...parts }: KernelParts): Kernel {
  const { support } = parts;
  const logSlope = (u: number): number => {
    const k = value(u);
    return k > 0 ? derivative(u) / k : 0;
  };
  const { logValue = (u: number) => Math.log(value(u)), logDerivative = logSlope } = parts;
  const inside = (u: number): boolean => Math.abs(u) <= support;
  return {
    ...parts,
    ...(distribution && {
      distribution: (u: number) => (inside(u) ? distribution(u) : Number(u > 0)),
    }),
    value: (u) => (inside(u) ? value(u) : 0),
    logValue: (u) => (inside(u) ? logValue(u) : -Infinity),
    derivative: (u) => (inside(u) ? derivative(u) : 0),
    logDerivative: (u) => (inside(u) ? logDerivative(u) : 0),
  };
}
