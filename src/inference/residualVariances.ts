import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { localVariance } from './localVariance.js';
import type { SmootherResiduals } from './SmootherResiduals.js';

/**
 * How the variance of the observations is estimated from residuals e with leverages L:
 * - `'local'`: a function of x, by smoothing e²; for noise whose size changes with x
 * - `'constant'`: the same everywhere, Σe²/δ₁
 * - `'hc0'`, `'hc2'`, `'hc3'`: each observation by its own e², e²/(1 − L), e²/(1 − L)² (White 1980;
 *   MacKinnon, White 1985)
 */
export type VarianceName = 'local' | 'constant' | 'hc0' | 'hc2' | 'hc3';

/** The names of {@link VarianceName}. */
export const VARIANCE_NAMES = [
  'local',
  'constant',
  'hc0',
  'hc2',
  'hc3',
] as const satisfies readonly VarianceName[];

/**
 * Variances of the observations.
 *
 * @returns of an observation of the largest weight, [p, n]; 0 without degrees of freedom
 */
export function residualVariances(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  left: SmootherResiduals,
  name: VarianceName,
): Float64Array {
  const { n, p, x } = observations;
  const { residuals, looResiduals, leverage, weights, squares, freedom } = left;
  const out = new Float64Array(p * n);
  const local = name === 'local' ? localVariance(where, observations, left, x, spec) : undefined;
  for (let k = 0; k < p; k++) {
    const constant = freedom > 0 ? squares[k] / freedom : 0;
    for (let i = 0; i < n; i++) {
      const at = i * p + k;
      if (local) out[k * n + i] = freedom > 0 ? local.variance[at] : 0;
      else if (name === 'constant') out[k * n + i] = constant;
      else {
        // e/(1 − L) is the residual without the observation
        const first = name === 'hc3' ? looResiduals[at] : residuals[at];
        const second = name === 'hc0' ? residuals[at] : looResiduals[at];
        out[k * n + i] = weights[i] === 0 ? 0 : weights[i] * first * second;
        // an observation that alone makes its fit says nothing of its own noise
        if (leverage[i] === 1) out[k * n + i] = constant;
      }
    }
  }
  return out;
}
