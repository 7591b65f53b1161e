import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/arrays/createRandom.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { binned } from '../../src/sums/binned.js';
import { direct } from '../../src/sums/direct.js';
import { scaledPlan } from '../../src/sums/scaledGaussian.js';
import type { SumsRequest } from '../../src/sums/types.js';
import { sumsBy } from './sumsBy.js';

const PLACES: Record<string, (random: Random) => number> = {
  uniform: (random) => random.uniform(),
  normal: (random) => random.normal(),
  tails: (random) => Math.exp(2 * random.normal()),
  clusters: (random) => (random.uniform() < 0.5 ? 0 : 10) + 0.1 * random.uniform(),
};

/** One over half the width of about k points. */
function scalesAt(points: Float64Array, d: number, k: number): Float64Array {
  const n = points.length / d;
  return Float64Array.from({ length: n }, (_, q) => {
    const distances = Float64Array.from({ length: n }, (_, i) =>
      Math.hypot(...Array.from({ length: d }, (_, j) => points[i * d + j]! - points[q * d + j]!)),
    );
    return 1 / distances.sort()[k]!;
  });
}

describe('Gaussian sums with a width for each query', () => {
  for (const [name, place] of Object.entries(PLACES))
    for (const d of name === 'uniform' ? [1, 2] : [1])
      it(`are those of the direct method for ${name} points in ${d} dimensions`, () => {
        const random = createRandom(d);
        const n = 200;
        const points = Float64Array.from({ length: n * d }, () => place(random));
        const columns = Float64Array.from({ length: 2 * n }, (_, i) =>
          i < n ? random.uniform(0.5, 1) : random.uniform(-0.5, 0.5),
        );
        const sample = { n, d, c: 2, points, columns };
        for (const k of [10, 60])
          for (const degrees of [
            [0, 0],
            [2, 1],
          ])
            for (const squared of [false, true])
              for (const excludeSelf of squared ? [false] : [false, true]) {
                const request: SumsRequest = {
                  kernel: gaussian,
                  product: true,
                  inverseBandwidth: new Float64Array(d).fill(1),
                  queryScale: scalesAt(points, d, k),
                  scaledPlan,
                  degrees,
                  squared,
                  excludeSelf,
                  tolerance: 1e-12,
                };
                const found = sumsBy(binned, sample, points, request);
                const plain = sumsBy(direct, sample, points, request);
                const sizes = { ...sample, columns: columns.map(Math.abs) };
                const all = sumsBy(direct, sizes, points, { ...request, degrees: [0, 0] });
                const size = plain.sums.length / n;
                const first = size - (degrees[1] === 0 ? 1 : 1 + d);
                let worst = 0;
                for (let at = 0; at < plain.sums.length; at++) {
                  const q = Math.floor(at / size);
                  const a = found.sums[at]! * Math.exp(found.logScale[q]! - all.logScale[q]!);
                  const b = plain.sums[at]! * Math.exp(plain.logScale[q]! - all.logScale[q]!);
                  const scale = all.sums[2 * q + (at % size < first ? 0 : 1)]!;
                  worst = Math.max(worst, Math.abs(a - b) / scale);
                }
                expect(worst).toBeLessThan(2e-12);
              }
      });
});
