import { describe, expect, it } from 'vitest';
import { noiseSmoother, noiseWidth } from '../../src/bandwidth/noiseWidth.js';
import { createRandom } from '../../src/index.js';
import { betweenEndsInto, neighbourRuns, sumsAtEnds } from '../../src/inference/neighbourRuns.js';
import {
  noiseOf,
  smoothedSquares,
  smootherResiduals,
  squaresOf,
} from '../../src/inference/SmootherResiduals.js';
import { gaussian } from '../../src/kernels/gaussian.js';

const random = createRandom(5);

/** Crowded, lonely and tied points, in no order. */
const points = Float64Array.from({ length: 2000 }, (_, i) =>
  i % 10 === 0 ? 0.25 : i % 7 === 0 ? 10 * random.normal() : random.uniform(),
);
const masses = points.map(() => random.uniform());

describe('neighbours taken together', () => {
  const delta = 1 / 64;
  const runs = neighbourRuns(points, delta);
  const sums = sumsAtEnds(runs, masses);
  const total = (values: ArrayLike<number>, weight: (at: number) => number) =>
    Array.from(values).reduce((sum, value, at) => sum + value * weight(at), 0);

  it('are fewer, in order, and each between two ends no farther apart than δ', () => {
    expect(runs.ends.length).toBeLessThan(points.length / 3);
    expect(runs.ends.every((end, at) => at === 0 || end > runs.ends[at - 1]!)).toBe(true);
    points.forEach((x, i) => {
      const start = runs.ends[runs.left[i]!]!;
      const end = runs.share[i]! > 0 ? runs.ends[runs.left[i]! + 1]! : start;
      expect(start <= x && x <= end && end - start <= delta).toBe(true);
    });
  });

  it('keep their mass and their mean place', () => {
    const mass = total(masses, () => 1);
    expect(total(sums, () => 1) / mass).toBeCloseTo(1, 13);
    const mean = total(masses, (i) => points[i]!) / mass;
    expect(total(sums, (t) => runs.ends[t]!) / mass).toBeCloseTo(mean, 12);
  });

  it('change sums of a Gaussian by less than a chord leaves of it', () => {
    // the largest |K''| of the standard Gaussian is K(0), at 0
    const bound = (delta ** 2 / 8) * gaussian.value(0) * total(masses, () => 1);
    for (const q of [-20, -1, 0.25, 0.5, 1.5, 8]) {
      const exact = total(masses, (i) => gaussian.value(points[i]! - q));
      const found = total(sums, (t) => gaussian.value(runs.ends[t]! - q));
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(bound);
    }
  });

  it('get back what is straight', () => {
    const out = new Float64Array(points.length);
    betweenEndsInto(
      runs,
      runs.ends.map((end) => 3 - 2 * end),
      out,
    );
    out.forEach((value, i) => {
      expect(value).toBeCloseTo(3 - 2 * points[i]!, 12);
    });
  });
});

describe('the local variance of a long line', () => {
  it('is that of all squares far below its standard error', () => {
    const n = 6000;
    const x = Float64Array.from({ length: n }, () => Math.exp(random.normal()));
    const y = x.map((at) => Math.sin(at) + random.normal(0, 0.1 + 0.2 * at));
    const observations = { n, d: 1, p: 1, x, y };
    const spec = {
      kernel: gaussian,
      product: true,
      degree: 0,
      bandwidth: Float64Array.of(0.1),
      method: 'auto' as const,
      tolerance: 1e-12,
    };
    const left = smootherResiduals('test', observations, spec);
    const queries = Float64Array.from({ length: 50 }, (_, q) => 0.02 + q / 5);
    const long = noiseOf('test', observations, spec, left, queries, 'local');
    const smoother = noiseSmoother(spec, noiseWidth(observations));
    const squares = squaresOf(observations, left);
    const own = smoothedSquares('test', squares, left, smoother, x, 0);
    const at = smoothedSquares('test', squares, left, smoother, queries, 0);
    const expectNear = (found: number, exact: number, freedom: number) =>
      expect(Math.abs(found / exact - 1)).toBeLessThan(0.01 * Math.sqrt(2 / freedom));
    own.variance.forEach((exact, i) => {
      expectNear(long.own[i]!, exact, own.freedom[i]!);
    });
    at.variance.forEach((exact, q) => {
      expectNear(long.variance[q]!, exact, at.freedom[q]!);
      expectNear(long.freedom[q]!, at.freedom[q]!, at.freedom[q]!);
    });
  });
});
