import type { Kernel } from './Kernel.js';

/** What tells one kernel on |u| ≤ 1 from another: functions of u inside the support, and its constants. */
export interface CompactKernelParts {
  readonly name: string;
  /** K(u) for |u| ≤ 1. */
  readonly value: (u: number) => number;
  /** K′(u) for |u| ≤ 1. */
  readonly derivative: (u: number) => number;
  readonly roughness: number;
  readonly secondMoment: number;
}

/** Completes a kernel that vanishes outside |u| ≤ 1. */
export function compactKernel(parts: CompactKernelParts): Kernel {
  const { name, roughness, secondMoment } = parts;
  const value = (u: number): number => (Math.abs(u) <= 1 ? parts.value(u) : 0);
  const derivative = (u: number): number => (Math.abs(u) <= 1 ? parts.derivative(u) : 0);
  return {
    name,
    support: 1,
    value,
    logValue: (u) => Math.log(value(u)),
    derivative,
    logDerivative: (u) => {
      const k = value(u);
      return k > 0 ? derivative(u) / k : 0;
    },
    roughness,
    secondMoment,
  };
}
