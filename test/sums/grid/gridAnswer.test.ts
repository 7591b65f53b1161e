import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/arrays/createRandom.js';
import { gridAnswer } from '../../../src/sums/binnedGrid.js';
import { dataAxes, planGrid } from '../../../src/sums/grid/planGrid.js';
import { gaussianFactors } from '../../../src/sums/powers.js';
import type { Sample, SumsRequest } from '../../../src/sums/types.js';
import { gaussian } from '../kernels.js';
import { naiveGaussianSums, relativeError } from '../naiveGaussianSums.js';

/** Points in the plane, about 0.2 wide, with weights and values. */
function sampleOf(design: string, n: number): Sample {
  const random = createRandom(5);
  const points = new Float64Array(2 * n);
  const columns = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 2; j++) {
      const normal = random.normal();
      points[2 * i + j] = {
        uniform: random.uniform(),
        normal: 0.2 * normal,
        lognormal: Math.exp(0.5 * normal) / 3,
        clusters: ((i * (j + 2)) % 5) * 0.2 + 0.03 * normal,
      }[design]!;
    }
    columns[i] = 0.2 + random.uniform();
    columns[n + i] = columns[i] * (2 * random.uniform() - 1);
  }
  return { n, d: 2, c: 2, points, columns };
}

describe('gridAnswer', () => {
  // The powers and the tolerances of a local quadratic and of its variance.
  for (const [degrees, tolerance] of [
    [[4, 2], 1e-13],
    [[4, 4], 1e-12],
  ] as const) {
    for (const [design, share] of [
      ['uniform', 0],
      ['normal', 0.01],
      ['lognormal', 0.02],
      ['clusters', 0.01],
    ] as const) {
      it(`leaves few queries open among ${design} points to degree ${degrees}, and the others as exact as asked`, () => {
        const sample = sampleOf(design, 4000);
        const request: SumsRequest = {
          kernel: gaussian,
          product: true,
          inverseBandwidth: Float64Array.of(10, 8),
          degrees,
          squared: false,
          excludeSelf: false,
          tolerance,
        };
        const factors = gaussianFactors(request, 2);
        const w = request.inverseBandwidth;
        const size = factors.length;
        const task = { sample, w, degrees, size, factors, tolerance, excludeSelf: false };
        const queries = sample.points;
        const rows = Int32Array.from({ length: sample.n }, (_, q) => q);
        const plan = planGrid(task, dataAxes(task, false), { queries, rows }, false)!;
        const sums = new Float64Array(sample.n * size);
        const open = new Set(gridAnswer(task, queries, rows, plan, sums));
        expect(open.size).toBeLessThanOrEqual(share * sample.n);
        const found = { sums, logScale: new Float64Array(sample.n) };
        for (let q = 0; q < sample.n; q += 40) {
          if (open.has(q)) continue;
          const naive = naiveGaussianSums(sample, queries, q, request);
          expect(relativeError(found, naive, q)).toBeLessThanOrEqual(tolerance);
        }
      });
    }
  }
});
