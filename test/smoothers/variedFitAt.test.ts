import { describe, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { fitAt, variedFitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { expectClose } from '../expectClose.js';
import { noisySine, smoother } from '../inference/samples.js';

/** Σ ℓ² v/s with the weights ℓ found by smoothing unit vectors. */
function byUnitVectors(
  observations: Observations,
  spec: SmootherSpec,
  queries: Float64Array,
  variances: Float64Array,
  term: number,
): number[] {
  const { n, d, weights } = observations;
  const y = new Float64Array(n * n);
  for (let i = 0; i < n; i++) y[i * n + i] = 1;
  const { coefficients, terms } = fitAt('test', { ...observations, p: n, y }, spec, queries);
  return Array.from({ length: queries.length / d }, (_, q) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const s = weights?.[i] ?? 1;
      if (s > 0) sum += (coefficients[(q * terms + term) * n + i] ** 2 * variances[i]) / s;
    }
    return sum;
  });
}

describe('variedFitAt', () => {
  const queries = Float64Array.of(-0.5, 0.3, 2.5, 5.2, 9);
  for (const kernel of ['gaussian', 'epanechnikov'] as const) {
    for (const degree of [0, 1, 2, 3, 4]) {
      it(`has the variance of its weights and of their derivatives, ${kernel}, degree ${degree}`, () => {
        const observations = noisySine(40, degree, true);
        const { weights = new Float64Array(0) } = observations;
        // the sums know weights up to a factor: here the largest is 1
        const unit = { ...observations, weights: weights.map((s) => s / 3) };
        const spec = smoother(kernel === 'gaussian' ? 0.6 : 9, degree, kernel);
        const variances = observations.x.map((at) => 0.1 + at);
        for (let term = 0; term <= degree; term++) {
          const found = variedFitAt('test', unit, spec, queries, variances, term);
          const expected = byUnitVectors(unit, spec, queries, variances, term);
          expectClose(found.variance, expected, 1e-8, 0);
          const { coefficients } = fitAt('test', unit, spec, queries);
          expectClose(found.coefficients, coefficients, 1e-12);
        }
      });
    }
  }

  it('serves several columns of x, and several variances at once', () => {
    const random = createRandom(2);
    const n = 30;
    const x = Float64Array.from({ length: 2 * n }, () => random.uniform());
    const y = Float64Array.from({ length: n }, () => random.normal());
    const observations = { n, d: 2, p: 1, x, y };
    const variances = Float64Array.from({ length: 2 * n }, () => random.uniform());
    const at = Float64Array.of(0.5, 0.5, 0.1, 0.9);
    const spec = smoother([0.3, 0.5], 2);
    for (const term of [0, 1, 2, 4]) {
      const found = variedFitAt('test', observations, spec, at, variances, term).variance;
      for (const c of [0, 1]) {
        const column = variances.subarray(c * n, (c + 1) * n);
        const expected = byUnitVectors(observations, spec, at, column, term);
        expectClose([found[c], found[2 + c]], expected, 1e-9, 0);
      }
    }
  });
});
