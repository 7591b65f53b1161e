import { createRandom } from '../../src/arrays/createRandom.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';

/** A noisy sine on [0, 5], with weights when wanted. */
export function noisySine(n: number, seed: number, weighted = false): Observations {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
  const y = x.map((at) => Math.sin(at) + random.normal(0, 0.3));
  const weights = weighted ? x.map(() => random.integer(4)) : undefined;
  return { n, d: 1, p: 1, x, y, ...(weights && { weights }) };
}

/** A Gaussian smoother in one dimension, unless another is wanted. */
export function smoother(
  bandwidth: number | readonly number[],
  degree: number,
  kernel: 'gaussian' | 'epanechnikov' = 'gaussian',
): SmootherSpec {
  return {
    kernel: createKernel(kernel),
    product: true,
    bandwidth: Float64Array.from(typeof bandwidth === 'number' ? [bandwidth] : bandwidth),
    degree,
    method: 'auto',
    tolerance: 1e-12,
  };
}

/** All observations but one. */
export function without(observations: Observations, i: number): Observations {
  const { n, d, p, x, y, weights } = observations;
  const rows = (a: Float64Array, width: number) =>
    a.filter((_, at) => Math.floor(at / width) !== i);
  return {
    n: n - 1,
    d,
    p,
    x: rows(x, d),
    y: rows(y, p),
    ...(weights && { weights: rows(weights, 1) }),
  };
}
