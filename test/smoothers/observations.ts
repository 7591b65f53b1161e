import type { KernelName } from '../../src/kernels/createKernel.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { variedFitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';

/** ‖ℓ(q)‖², [m]: the variance of fits to observations that all have the variance 1. */
export function normsOf(
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
): Float64Array {
  const { n, weights = new Float64Array(n).fill(1) } = observations;
  const largest = Math.max(...weights);
  const variances = weights.map((s) => (largest > 0 ? s / largest : 0));
  return variedFitAt('test', observations, spec, queries, variances).variance;
}

/** Observations of one output from rows of x. */
export function observationsOf(
  x: number[] | number[][],
  y: number[],
  weights?: number[],
): Observations {
  const d = Array.isArray(x[0]) ? x[0].length : 1;
  return {
    n: y.length,
    d,
    p: 1,
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y),
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}

/** A smoother with a bandwidth for each dimension. */
export function specOf(
  kernel: KernelName,
  bandwidth: number[],
  degree: number,
  rest: Partial<SmootherSpec> = {},
): SmootherSpec {
  return {
    kernel: createKernel(kernel),
    product: true,
    bandwidth: Float64Array.from(bandwidth),
    degree,
    method: 'auto',
    tolerance: 1e-12,
    ...rest,
  };
}
