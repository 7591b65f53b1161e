import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriterionName } from '../../src/bandwidth/BandwidthChoice.js';
import { chooseBandwidth } from '../../src/bandwidth/chooseBandwidth.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { LineCriterion } from '../../src/bandwidth/LineCriterion.js';
import { smootherCriterion } from '../../src/bandwidth/smootherCriterion.js';
import { KernelRegressionError } from '../../src/errors.js';
import { createKernel, kernelNames } from '../../src/kernels/createKernel.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { normal, observed, uniform, wishFor } from '../bandwidth/observations.js';

const shapes = ['even', 'random', 'ties', 'clusters', 'gap', 'outlier', 'offset'] as const;
const criteria: readonly CriterionName[] = ['loo', 'gcv', 'aicc'];

function sampleOf(shape: (typeof shapes)[number], n: number, seed: number): Observations {
  const [draw, noise] = [uniform(seed), normal(seed + 1)];
  const x = Float64Array.from({ length: n }, (_, i) => {
    const u = draw();
    if (shape === 'even') return i / n;
    if (shape === 'ties') return Math.round(12 * u) / 12;
    if (shape === 'clusters') return Math.floor(4 * u) / 4 + 0.02 * draw();
    if (shape === 'gap') return u < 0.4 ? u / 4 : 0.7 + u / 3;
    if (shape === 'outlier') return i === n - 1 ? 300 : u;
    return shape === 'offset' ? 1e6 + u : u;
  });
  const x0 = shape === 'offset' ? 1e6 : 0;
  return observed(
    x,
    x.map((v) => Math.sin(5 * (v - x0)) + 0.4 * noise()),
  );
}

const samples = fc
  .record({
    shape: fc.constantFrom(...shapes),
    n: fc.constantFrom(5, 12, 60, 400),
    seed: fc.integer({ min: 1, max: 1e9 }),
  })
  .map(({ shape, n, seed }) => sampleOf(shape, n, seed));

describe('laws of the criteria', () => {
  it('windows, kernel sums and the smoother give the same value at every bandwidth', () => {
    fc.assert(
      fc.property(
        samples,
        fc.double({ min: -3, max: 1, noNaN: true }),
        fc.constantFrom(0, 1),
        fc.constantFrom(...criteria),
        fc.boolean(),
        (sample, log, degree, criterion, isWeighted) => {
          const h = 10 ** log;
          const weights = sample.x.map((_, i) => 0.5 + (i % 3));
          const data = isWeighted ? { ...sample, weights } : sample;
          const wish = wishFor({ degree, method: 'direct' });
          const direct = smootherCriterion('test', data, wish, criterion);
          const expected = direct.at({ bandwidth: Float64Array.of(h) }, 1e-13, degree).value;
          const smoother = {
            ...wishFor({ degree }),
            degrees: [degree],
            emptyWindow: 'nan' as const,
          };
          const line = new LineCriterion('test', lineOf(data), smoother, criterion);
          for (const effort of ['full', 'draft'] as const) {
            const { value, error } = line.trial(h, effort);
            if (expected === Infinity || value === Infinity) {
              expect(value).toBe(expected);
              continue;
            }
            const allowed = effort === 'full' ? 1e-8 * Math.max(1e-3, Math.abs(expected)) : error;
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(allowed + 1e-12);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('weights of 2 are rows twice, when leave-one-out leaves out both', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.integer({ min: 1, max: 1e9 }), (shape, seed) => {
        const { x, y } = sampleOf(shape, 30, seed);
        const weights = x.map((_, i) => 1 + (i % 2));
        const rows = Array.from(x, (_, i) => (i % 2 === 0 ? [i] : [i, i])).flat();
        const twice = observed(
          rows.map((i) => x[i]!),
          rows.map((i) => y[i]!),
        );
        const h = { bandwidth: Float64Array.of(0.2) };
        const weighted = smootherCriterion('test', observed(x, y, weights), wishFor(), 'loo');
        const grouped = smootherCriterion(
          'test',
          { ...twice, groups: Int32Array.from(rows) },
          wishFor(),
          'loo',
        );
        const [a, b] = [weighted, grouped].map(({ at }) => at(h, 1e-13, 0).value);
        expect(Math.abs(a! - b!)).toBeLessThan(1e-10 * b!);
      }),
      { numRuns: 20 },
    );
  });
});

describe('laws of the search', () => {
  it('nothing on the path is lower than what was chosen', () => {
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom(0, 1),
        fc.constantFrom(...criteria),
        (data, degree, criterion) => {
          const { value, path } = chooseOrRefuse(data, degree, criterion) ?? {};
          if (value === undefined || !path) return;
          for (const trial of path)
            expect(value).toBeLessThanOrEqual(
              trial.value + trial.error + 1e-9 * Math.abs(value) + 1e-12,
            );
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(['auto', 'direct'] as const)('moves with the units of x and y: %s', (method) => {
    fc.assert(
      fc.property(
        fc.constantFrom('even', 'random', 'gap'),
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(...criteria),
        (shape, seed, criterion) => {
          const { x, y } = sampleOf(shape as 'even', 50, seed);
          const wish = wishFor({ criterion, method });
          const plain = chooseBandwidth('test', observed(x, y), wish);
          const moved = chooseBandwidth(
            'test',
            observed(
              x.map((v) => 16 * v - 5),
              y.map((v) => 3 - 100 * v),
            ),
            wish,
          );
          const [h] = plain.bandwidth;
          if (h === Infinity) expect(moved.bandwidth[0]).toBe(Infinity);
          else expect(Math.abs(moved.bandwidth[0]! / h! / 16 - 1)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('every method chooses the same bandwidth', () => {
    for (const seed of [1, 2, 3])
      for (const degree of [0, 1]) {
        const data = sampleOf('random', 300, seed);
        const [auto, direct, binned] = (['auto', 'direct', 'binned'] as const).map((method) =>
          chooseBandwidth('test', data, wishFor({ method, degree })),
        );
        expect(Math.abs(auto!.bandwidth[0]! / direct!.bandwidth[0]! - 1)).toBeLessThan(1e-6);
        expect(Math.abs(binned!.bandwidth[0]! / direct!.bandwidth[0]! - 1)).toBeLessThan(1e-6);
        expect(Math.abs(auto!.value! / direct!.value! - 1)).toBeLessThan(1e-10);
      }
    const data = sampleOf('random', 300, 4);
    const kernel = createKernel('epanechnikov');
    const [windowed, direct] = (['windowed', 'direct'] as const).map((method) =>
      chooseBandwidth('test', data, wishFor({ method, kernel })),
    );
    expect(windowed!.value! / direct!.value!).toBeCloseTo(1, 8);
  });

  it('any data and kernel give a bandwidth above 0 or a typed error', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: -1e3, max: 1e3, noNaN: true }),
            fc.double({ min: -1e3, max: 1e3, noNaN: true }),
          ),
          { minLength: 1, maxLength: 12 },
        ),
        fc.constantFrom(...kernelNames),
        fc.constantFrom(0, 1, 2),
        fc.constantFrom('loo', 'gcv', 'aicc', 'plugin', 'silverman', 'scott'),
        (rows, kernel, degree, criterion) => {
          const data = observed(
            rows.map(([x]) => x),
            rows.map(([, y]) => y),
          );
          const wish = wishFor({
            kernel: createKernel(kernel),
            degree,
            criterion: criterion as 'loo',
          });
          try {
            const { bandwidth, value } = chooseBandwidth('test', data, wish);
            expect(bandwidth[0]).toBeGreaterThan(0);
            if (value !== undefined) expect(Number.isFinite(value)).toBe(true);
          } catch (error) {
            if (!(error instanceof KernelRegressionError)) throw error;
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

function chooseOrRefuse(data: Observations, degree: number, criterion: CriterionName) {
  try {
    return chooseBandwidth('test', data, wishFor({ degree, criterion }));
  } catch (error) {
    if (error instanceof KernelRegressionError) return undefined;
    throw error;
  }
}
