import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../../src/errors.js';
import {
  chosenPlan,
  kernelSums,
  methods,
  planBy,
  sumsInBlocks,
  sumsMethodChoices,
} from '../../src/sums/kernelSums.js';
import type { Sample, SumsMethod, SumsRequest } from '../../src/sums/types.js';
import { expectError } from '../expectError.js';
import { cauchy, epanechnikov, gaussian, logistic } from './kernels.js';

const sample: Sample = {
  n: 2,
  d: 1,
  c: 1,
  points: Float64Array.of(0, 1),
  columns: Float64Array.of(1, 1),
};
const request: SumsRequest = {
  kernel: gaussian,
  product: false,
  inverseBandwidth: Float64Array.of(1),
  degrees: [0],
  squared: false,
  excludeSelf: false,
  tolerance: 1e-12,
};

/** So many queries, spread over [0, 1). */
const spreadOut = (count: number) =>
  Float64Array.from({ length: count }, (_, i) => (i * 0.754) % 1);

describe('kernelSums', () => {
  it('is the sum of the kernel over the sample', () => {
    const { logScale, sums } = kernelSums('f', sample, Float64Array.of(0), request);
    const expected = (1 + Math.exp(-0.5)) / Math.sqrt(2 * Math.PI);
    expect(Math.abs(Math.exp(logScale[0]) * sums[0] - expected)).toBeLessThan(1e-15);
  });

  it('takes the method it is told, or the cheapest that serves', () => {
    expect(chosenPlan('f', sample, spreadOut(1), request, 'direct').name).toBe('direct');
    expect(sumsMethodChoices).toContain(
      chosenPlan('f', sample, spreadOut(1), request, 'auto').name,
    );
  });

  it('gives in blocks, as often as they are visited, the sums of all queries', () => {
    const [n, m] = [60, 3e5];
    const points = Float64Array.from({ length: n }, (_, i) => (i * 0.618) % 1);
    const spread = { n, d: 1, c: 1, points, columns: new Float64Array(n).fill(1) };
    // some of them far from the points
    const queries = Float64Array.from({ length: m }, (_, i) =>
      i % 997 === 0 ? 40 : (i * 0.7) % 1,
    );
    const asked = { ...request, inverseBandwidth: Float64Array.of(5) };
    const direct = kernelSums('f', spread, queries, asked, 'direct');
    for (const method of ['binned', 'direct'] as const) {
      const visits = sumsInBlocks('f', spread, queries, [asked, asked], method);
      for (let visit = 0; visit < 2; visit++) {
        let [next, worst] = [0, 0];
        visits((both, first, count) => {
          expect(first).toBe(next);
          next += count;
          for (const { logScale, sums } of both) {
            for (let i = 0; i < count; i++) {
              const scale = Math.exp(logScale[i] - direct.logScale[first + i]);
              worst = Math.max(worst, Math.abs((scale * sums[i]) / direct.sums[first + i] - 1));
            }
          }
        });
        expect(next, method).toBe(m);
        expect(worst, method).toBeLessThan(1e-11);
      }
    }
  });

  it.each([
    [10_000, 1000],
    [1000, 20_000],
    [40_000, 10],
    [5, 3],
  ])('plans for %i points and %i queries, in every dimension', (n, m) => {
    for (const d of [1, 2, 3, 4]) {
      const points = Float64Array.from({ length: n * d }, (_, i) => (i * 0.7548776662) % 1);
      const many = { n, d, c: 1, points, columns: new Float64Array(n).fill(1) };
      const queries = Float64Array.from({ length: m * d }, (_, i) => (i * 0.5698402909) % 1);
      const asked = { ...request, inverseBandwidth: new Float64Array(d).fill(30) };
      for (const method of Object.values(methods)) {
        const plan = planBy(method, many, queries, asked, Infinity);
        if (plan) expect(plan.cost).toBeGreaterThan(0);
      }
      expect(chosenPlan('f', many, queries, asked, 'auto').cost).toBeLessThan(Infinity);
    }
  });

  it('leaves out no plan that costs less than the limit', () => {
    for (const d of [1, 2, 3]) {
      for (const [n, m] of [
        [1, 1],
        [50, 5000],
        [2000, 50],
      ]) {
        const points = Float64Array.from({ length: n * d }, (_, i) => (i * 0.618) % 1);
        const queries = spreadOut(m * d);
        const spread = { n, d, c: 1, points, columns: new Float64Array(n).fill(1) };
        for (const kernel of [gaussian, cauchy, epanechnikov]) {
          for (const w of [0.1, 10, 1000]) {
            const inverseBandwidth = new Float64Array(d).fill(w);
            const asked = { ...request, kernel, inverseBandwidth };
            for (const [name, method] of Object.entries<SumsMethod>(methods)) {
              const cost = planBy(method, spread, queries, asked)?.cost;
              if (cost === undefined) continue;
              expect(cost, name).toBeLessThan(Infinity);
              expect(planBy(method, spread, queries, asked, 1.001 * cost)?.cost, name).toBe(cost);
            }
          }
        }
      }
    }
  });

  it('takes the plainest where there are next to no pairs, or few points for all queries', () => {
    expect(chosenPlan('f', sample, spreadOut(1), request, 'auto').name).toBe('direct');
    const points = Float64Array.from({ length: 50 }, (_, i) => (i * 0.618) % 1);
    const few = { n: 50, d: 1, c: 1, points, columns: new Float64Array(50).fill(1) };
    const narrow = { ...request, inverseBandwidth: Float64Array.of(1000) };
    expect(chosenPlan('f', few, spreadOut(500_000), narrow, 'auto').name).toBe('direct');
  });

  it('expects no query to be left open that has a point within three bandwidths', () => {
    const points = Float64Array.of(18, 25, 32, 39, 46, 53, 60, 67, 74, 81);
    const ten: Sample = { n: 10, d: 1, c: 1, points, columns: new Float64Array(10).fill(1) };
    const asked = { ...request, inverseBandwidth: Float64Array.of(0.2) };
    const queries = Float64Array.from({ length: 100_000 }, (_, q) => 18 + (q % 64));
    expect(chosenPlan('f', ten, queries, asked, 'auto').name).toBe('binned');
  });

  it('says when the method it is told cannot serve', () => {
    expectError(
      () => kernelSums('f', sample, Float64Array.of(0), { ...request, kernel: cauchy }, 'windowed'),
      UnsupportedError,
      /^f: method must serve the request, say 'auto', got windowed for kernel cauchy in 1 dimensions at tolerance 1e-12$/,
    );
  });

  it('sums the logistic and Cauchy kernels directly', () => {
    for (const kernel of [logistic, cauchy]) {
      const asked = { ...request, kernel };
      expect(chosenPlan('f', sample, spreadOut(1e6), asked, 'auto').name).toBe('direct');
      expectError(
        () => kernelSums('f', sample, Float64Array.of(0), asked, 'binned'),
        UnsupportedError,
        /^f: method must serve the request, say 'auto', got binned for kernel (logistic|cauchy) in/,
      );
    }
  });
});
