// Rules made for density estimates: quick first looks at a scale, not choices by the data. y is not
// looked at.

import { unsupportedError } from '../arrays/optionError.js';
import type { Kernel } from '../kernels/Kernel.js';
import { isCategory } from '../kernels/Predictor.js';
import type { Observations } from '../smoothers/Observations.js';
import { columnSpread, narrowDeviation, smoothedDimensions, usualLambda } from './spread.js';

/**
 * Bandwidths by a rule of thumb, one for each dimension; n^(−1/(d+4)) times
 *
 *   silverman, d = 1:  0.9 · min(s, IQR/1.34)                    Silverman (1986), (3.31)
 *   silverman, d > 1:  (4/(d+2))^(1/(d+4)) · s_j                 Silverman (1986), (4.14)
 *   scott:             s_j                                       Scott (1992), (6.42)
 *
 * @param observations - with weights s and IQR are weighted, and n is (Σw)²/Σw²
 * @returns bandwidths in units of x, shape [d]; ∞ in a dimension where x is constant; of categories a usual λ
 * @throws {@link UnsupportedError} for a kernel without finite constants, or of higher order
 * @remarks Scott's rule leaves out the factor of Silverman's (4.14), as SciPy does; R's `bw.nrd` and
 * statsmodels keep it, 1.06 for d = 1. The rules speak of Gaussian kernels; for others h is multiplied so that the estimate is as
 * smooth, by the ratio of (R^d/μ₂²)^(1/(d+4)).
 */
export function ruleOfThumb(
  where: string,
  rule: 'silverman' | 'scott',
  observations: Pick<Observations, 'n' | 'd' | 'x' | 'weights' | 'predictors' | 'merged'>,
  kernel: Kernel,
): Float64Array {
  const d = smoothedDimensions(observations);
  const factor = canonicalRatio(where, kernel, d);
  return Float64Array.from({ length: observations.d }, (_, j) => {
    const predictor = observations.predictors?.[j];
    const size = columnSpread(observations, j);
    const { deviation, count } = size;
    if (isCategory(predictor)) return usualLambda(predictor, count, d);
    if (deviation === 0) return Infinity;
    const narrow = rule === 'silverman' && d === 1;
    const scale = narrow ? 0.9 * narrowDeviation(size, 1.34) : deviation;
    const shape = rule === 'silverman' && d > 1 ? (4 / (d + 2)) ** (1 / (d + 4)) : 1;
    return factor * shape * scale * count ** (-1 / (d + 4));
  });
}

/**
 * The bandwidth of a kernel beside that of the Gaussian that smooths as much.
 *
 * @see Marron, Nolan (1988), Canonical kernels for density estimation
 */
export function canonicalRatio(where: string, kernel: Kernel, d: number): number {
  const { roughness, secondMoment, name } = kernel;
  const size = (roughness ?? Number.NaN) ** d / (secondMoment ?? Number.NaN) ** 2;
  if (!(size > 0 && size < Infinity)) {
    const expected =
      'kernel must have a finite roughness and a secondMoment above 0 for a rule of thumb or the plug-in';
    throw unsupportedError(where, expected, `${name} with ${roughness} and ${secondMoment}`);
  }
  const gaussian = (0.5 / Math.sqrt(Math.PI)) ** d;
  return (size / gaussian) ** (1 / (d + 4));
}
