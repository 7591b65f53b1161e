import { expect, it } from 'vitest';
import {
  analysisMatrix,
  chebyshevNodes,
  nodeWeightsInto,
  powerMatrix,
} from '../../src/sums/cells.js';

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

it('gives weights with the same moments as the points', () => {
  const points = [-0.41, 0.2, 0.22, 0.49];
  // T_a(2t) = cos(a·arccos 2t)
  const moments = Float64Array.from({ length: P }, (_, a) =>
    points.reduce((sum, t) => sum + Math.cos(a * Math.acos(2 * t)), 0),
  );
  const weights = new Float64Array(P);
  nodeWeightsInto(moments, analysisMatrix(P), weights, 0);
  const nodes = chebyshevNodes(P);
  for (let k = 0; k < P; k++) {
    const sum = nodes.reduce((total, t, i) => total + weights[i] * t ** k, 0);
    expect(sum).toBeCloseTo(
      points.reduce((total, t) => total + t ** k, 0),
      13,
    );
  }
});
