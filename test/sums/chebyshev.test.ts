import { expect, it } from 'vitest';
import { analysisMatrix, chebyshevNodes, powerMatrix } from '../../src/sums/cells.js';

const P = 12;

it('goes from values to powers of t without losing digits', () => {
  const nodes = chebyshevNodes(P);
  const analysis = analysisMatrix(P);
  const powers = powerMatrix(P);
  const coefficients = new Float64Array(P);
  for (let a = 0; a < P; a++) {
    const series = nodes.reduce((sum, t, i) => sum + analysis[a * P + i] * Math.exp(t), 0);
    for (let k = 0; k < P; k++) coefficients[k] += powers[a * P + k] * series;
  }
  for (const t of [-0.5, -0.2, 0, 0.31, 0.5])
    expect(coefficients.reduceRight((sum, a) => sum * t + a, 0)).toBeCloseTo(Math.exp(t), 13);
});
