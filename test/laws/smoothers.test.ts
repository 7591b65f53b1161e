import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/kernels/createKernel.js';
import { fitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { normsOf } from '../smoothers/observations.js';

const kernels = [
  'gaussian',
  'epanechnikov',
  'uniform',
  'triangular',
  'biweight',
  'tricube',
  'cosine',
  'logistic',
  'laplace',
  'cauchy',
] as const;

/** How points lie: spread, on few places, in clusters with a gap. */
const layouts = ['spread', 'ties', 'clusters'] as const;

const problem = fc
  .record({
    n: fc.integer({ min: 1, max: 24 }),
    d: fc.constantFrom(1, 1, 2, 3),
    p: fc.integer({ min: 1, max: 2 }),
    degree: fc.integer({ min: 0, max: 3 }),
    kernel: fc.constantFrom(...kernels),
    product: fc.boolean(),
    layout: fc.constantFrom(...layouts),
    weighted: fc.boolean(),
    logBandwidth: fc.double({ min: -2.5, max: 2.5, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ n, d, p, degree, kernel, product, layout, weighted, logBandwidth, seed }) => {
    const random = generator(seed);
    const coordinate = (): number => {
      const x = random();
      if (layout === 'ties') return Math.round(5 * x) / 5;
      return layout === 'clusters' ? Math.floor(2 * x) + 0.1 * random() : x;
    };
    const observations: Observations = {
      n,
      d,
      p,
      x: Float64Array.from({ length: n * d }, coordinate),
      y: Float64Array.from({ length: n * p }, () => 4 * random() - 1),
      ...(weighted && { weights: Float64Array.from({ length: n }, () => 0.1 + random()) }),
    };
    const spec: SmootherSpec = {
      kernel: createKernel(kernel),
      product: product || d === 1,
      bandwidth: Float64Array.from({ length: d }, () => 10 ** logBandwidth * (0.5 + random())),
      degree: d > 1 ? Math.min(2, degree) : degree,
      method: 'auto',
      tolerance: 1e-13,
    };
    const queries = Float64Array.from({ length: 7 * d }, () => 1.4 * random() - 0.2);
    return { observations, spec, queries, random, layout };
  });

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Numbers that agree to a tolerance beside the larger of 1 and their size; NaN with NaN. */
function expectEqual(a: number, b: number, tolerance: number, what: string): void {
  if (Number.isNaN(a) && Number.isNaN(b)) return;
  const allowed = tolerance * Math.max(1, Math.abs(a), Math.abs(b));
  expect(Math.abs(a - b), `${what}: ${a} and ${b}`).toBeLessThanOrEqual(allowed);
}

const runs = { numRuns: 250 };

describe('smoothers', () => {
  it('fitted values are H·y, rows of H sum to 1, and its diagonal is the leverage', () => {
    fc.assert(
      fc.property(problem, ({ observations, spec }) => {
        const { n, p, y } = observations;
        const unit = new Float64Array(n * n);
        for (let i = 0; i < n; i++) unit[i * n + i] = 1;
        const hat = selfFit('law', { ...observations, p: n, y: unit }, spec);
        const { fitted, leverage } = selfFit('law', observations, spec);
        for (let i = 0; i < n; i++) {
          const row = hat.fitted.subarray(i * n, (i + 1) * n);
          const size = row.reduce((sum, h) => sum + Math.abs(h), 0);
          expectEqual(
            row.reduce((sum, h) => sum + h, 0),
            1,
            1e-9 * size,
            'row sum',
          );
          expectEqual(row[i]!, leverage[i]!, 1e-8 * size, 'leverage');
          for (let k = 0; k < p; k++) {
            const value = row.reduce((sum, h, j) => sum + h * y[j * p + k]!, 0);
            expectEqual(fitted[i * p + k]!, value, 1e-8 * size, 'fit');
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  it('degree g reproduces polynomials of degree g', () => {
    fc.assert(
      fc.property(problem, ({ observations, spec, queries, random, layout }) => {
        const { n, d, x } = observations;
        // On few places the points in reach may share a coordinate, and tell nothing about its direction.
        fc.pre(d === 1 || layout !== 'ties');
        const c = Array.from({ length: 10 }, () => 2 * random() - 1);
        const value = (at: Float64Array, i: number): number => {
          let [sum, linear, mixed] = [c[0]!, 0, 0];
          for (let j = 0; j < d; j++) linear += c[1 + j]! * at[i * d + j]!;
          for (let j = 0; j < d; j++) mixed += c[4 + j]! * at[i * d + j]!;
          if (spec.degree > 0) sum += linear;
          if (spec.degree > 1) sum += linear * mixed;
          if (spec.degree > 2) sum += linear * mixed * linear;
          return sum;
        };
        const y = Float64Array.from({ length: n }, (_, i) => value(x, i));
        const exact = { ...observations, p: 1, y };
        const fits = fitAt('law', exact, spec, queries);
        fits.degree.forEach((degree, q) => {
          if (degree < spec.degree) return;
          const [norm] = normsOf(exact, spec, queries.slice(q * d, (q + 1) * d));
          const scale = Math.max(1, Math.sqrt(norm!));
          const found = fits.coefficients[q * fits.terms]!;
          expectEqual(found, value(queries, q), 1e-9 * scale, `query ${q}`);
        });
      }),
      runs,
    );
  });

  it('leave-one-out fits are those of real refits', () => {
    fc.assert(
      fc.property(problem, ({ observations, spec }) => {
        const { n, d, p, x, y, weights } = observations;
        fc.pre(n > 1);
        const { looFitted } = selfFit('law', observations, spec);
        for (let i = 0; i < n; i++) {
          const without = (data: Float64Array, width: number): Float64Array =>
            data.filter((_, at) => Math.floor(at / width) !== i);
          const rest: Observations = {
            n: n - 1,
            d,
            p,
            x: without(x, d),
            y: without(y, p),
            ...(weights && { weights: without(weights, 1) }),
          };
          const at = x.slice(i * d, (i + 1) * d);
          const refit = fitAt('law', rest, spec, at);
          const scale = Math.max(1, Math.sqrt(normsOf(rest, spec, at)[0]!));
          for (let k = 0; k < p; k++) {
            const loo = looFitted[i * p + k]!;
            expectEqual(loo, refit.coefficients[k]!, 1e-9 * (scale || 1), `observation ${i}`);
          }
        }
      }),
      runs,
    );
  });

  it('shifting and scaling x and y shifts and scales the fit', () => {
    fc.assert(
      fc.property(problem, ({ observations, spec, queries }) => {
        const { x, y, p } = observations;
        // Powers of two and a shift of a few units: the points keep their digits.
        const moved = { ...observations, x: x.map((v) => 8 * v), y: y.map((v) => -4 * v + 16) };
        const wide = { ...spec, bandwidth: spec.bandwidth.map((h) => 8 * h) };
        const before = fitAt('law', observations, spec, queries);
        const norms = normsOf(observations, spec, queries);
        const after = fitAt(
          'law',
          moved,
          wide,
          queries.map((q) => 8 * q),
        );
        for (let q = 0; q < before.degree.length; q++) {
          const scale = Math.max(1, Math.sqrt(norms[q]!)) || 1;
          for (let k = 0; k < p; k++) {
            const a = -4 * before.coefficients[q * before.terms * p + k]! + 16;
            const b = after.coefficients[q * after.terms * p + k]!;
            expectEqual(a, b, 1e-9 * scale, `query ${q}`);
          }
        }
      }),
      runs,
    );
  });

  it('a sample weight of 2 is the row given twice', () => {
    fc.assert(
      fc.property(problem, ({ observations, spec, queries, random }) => {
        const { n, d, p, x, y } = observations;
        const times = Array.from({ length: n }, () => (random() < 0.5 ? 1 : 2));
        const rows = times.flatMap((count, i) => Array<number>(count).fill(i));
        const take = (data: Float64Array, width: number): Float64Array =>
          Float64Array.from(rows.flatMap((i) => [...data.subarray(i * width, (i + 1) * width)]));
        const doubled = { n: rows.length, d, p, x: take(x, d), y: take(y, p) };
        const weighted = { n, d, p, x, y, weights: Float64Array.from(times) };
        const a = fitAt('law', weighted, spec, queries);
        const norms = normsOf(weighted, spec, queries);
        const b = fitAt('law', doubled, spec, queries);
        for (let q = 0; q < a.degree.length; q++) {
          const scale = Math.max(1, Math.sqrt(norms[q]!)) || 1;
          for (let k = 0; k < p; k++) {
            const at = q * a.terms * p + k;
            expectEqual(a.coefficients[at]!, b.coefficients[at]!, 1e-9 * scale, `query ${q}`);
          }
        }
      }),
      runs,
    );
  });

  it('every method gives the same fits', () => {
    fc.assert(
      fc.property(
        problem,
        fc.constantFrom('direct', 'windowed', 'binned', 'tree'),
        (one, method) => {
          const { observations, spec, queries } = one;
          const { p } = observations;
          const direct = { ...spec, method: 'direct' as const };
          const exact = fitAt('law', observations, direct, queries);
          const norms = normsOf(observations, direct, queries);
          let other = exact;
          try {
            other = fitAt('law', observations, { ...spec, method }, queries);
          } catch (error) {
            expect(String(error)).toMatch(/method must serve the request/);
          }
          expect(other.degree).toEqual(exact.degree);
          for (let q = 0; q < exact.degree.length; q++) {
            const scale = Math.max(1, Math.sqrt(norms[q]!)) || 1;
            for (let k = 0; k < p; k++) {
              const at = q * exact.terms * p + k;
              expectEqual(other.coefficients[at]!, exact.coefficients[at]!, 1e-9 * scale, `${q}`);
            }
          }
        },
      ),
      runs,
    );
  });

  it('fits are finite at any distance with kernels that never vanish', () => {
    fc.assert(
      fc.property(problem, fc.double({ min: -200, max: 200, noNaN: true }), (one, exponent) => {
        const { observations, spec, queries } = one;
        fc.pre(spec.kernel.support === Infinity);
        const far = queries.map((q) => (q - 0.5) * 10 ** exponent);
        const { coefficients, degree } = fitAt('law', observations, { ...spec, degree: 0 }, far);
        expect(coefficients.every(Number.isFinite)).toBe(true);
        expect(degree.every((each) => each === 0)).toBe(true);
        const local = fitAt('law', observations, spec, far);
        if (Math.abs(exponent) < 60) expect(local.coefficients.every(Number.isFinite)).toBe(true);
      }),
      runs,
    );
  });
});
