import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/index.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { direct } from '../../src/sums/direct.js';
import { kernelSums } from '../../src/sums/kernelSums.js';
import { powers } from '../../src/sums/powers.js';
import type { SumsRequest } from '../../src/sums/types.js';
import { random } from './problems.js';

const draw = random(3);
const [n, m] = [300, 40];

describe('sums in columns that are too wide for K', () => {
  it.each([
    ['gaussian', true, [0, 3], 2],
    ['gaussian', true, [3, 0, 1e-14], 4],
    ['gaussian', false, [1e-12, 2, 5], 2],
    ['gaussian', true, [0, 0], 2],
    ['epanechnikov', true, [0, 3], 2],
    ['laplace', false, [0, 3, 0], 2],
  ] as const)('%s, product %s, w = %j, powers up to %i', (name, product, widths, degree) => {
    const d = widths.length;
    const points = Float64Array.from({ length: n * d }, draw);
    const queries = Float64Array.from({ length: m * d }, draw);
    const columns = Float64Array.from({ length: 2 * n }, draw);
    const request: SumsRequest = {
      kernel: createKernel(name),
      product,
      // in place of 0 what smoothers ask for
      inverseBandwidth: Float64Array.from(widths, (w) => w || 1e-17),
      degrees: [degree, degree / 2],
      squared: false,
      excludeSelf: false,
      tolerance: 1e-13,
    };
    const sample = { n, d, c: 2, points, columns };
    const found = kernelSums('test', sample, queries, request);
    const exact = direct.plan(sample, queries, request)!.run();
    const { counts, parent, variable } = powers(d, degree);
    const size = counts[degree]! + counts[degree / 2]!;
    // Each sum beside the largest of its power: u is no larger than this.
    const scale = Array.from({ length: size }, (_, s) => {
      let a = s < counts[degree]! ? s : s - counts[degree]!;
      let unit = 1;
      for (; a > 0; a = parent[a]!) unit *= request.inverseBandwidth[variable[a]!]!;
      return unit;
    });
    for (let q = 0; q < m; q++) {
      const factor = Math.exp(found.logScale[q]! - exact.logScale[q]!);
      const mass = exact.sums[q * size]!;
      for (let s = 0; s < size; s++) {
        const error = found.sums[q * size + s]! * factor - exact.sums[q * size + s]!;
        expect(Math.abs(error)).toBeLessThanOrEqual(1e-11 * mass * scale[s]!);
      }
    }
  });

  it('a plane is a plane at every bandwidth', () => {
    const x = Array.from({ length: 150 }, () => [draw(), draw()]);
    const y = x.map(([a, b]) => 1 + 2 * a! - 3 * b! + Math.sin(9 * b!));
    const freedom = (h: number) =>
      new KernelRegressor({ degree: 1, bandwidth: [h, 0.2] }).fit(x, y).effectiveDegreesOfFreedom;
    const limit = freedom(Number.POSITIVE_INFINITY);
    for (const h of [1e3, 1e6, 1e9, 1e12]) expect(freedom(h) / limit).toBeCloseTo(1, 5);
    const all = new KernelRegressor({ degree: 1, bandwidth: Number.POSITIVE_INFINITY }).fit(x, y);
    expect(all.effectiveDegreesOfFreedom).toBeCloseTo(3, 10);
  });
});
