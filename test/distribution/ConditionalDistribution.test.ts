import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { ConditionalDistribution } from '../../src/distribution/ConditionalDistribution.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { normalDistribution } from '../../src/kernels/normal.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';

const LEVELS = [1e-6, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1 - 1e-6];

function specOf(bandwidth: number[], kernel = 'gaussian', more: Partial<SmootherSpec> = {}) {
  return {
    kernel: createKernel(kernel as 'gaussian'),
    product: true,
    degree: 0,
    method: 'auto' as const,
    tolerance: 1e-12,
    bandwidth: Float64Array.from(bandwidth),
    ...more,
  };
}

/** F and its density by their definition, in a plain loop. */
function plainly(
  { n, d, x, y, weights }: Observations,
  { kernel, bandwidth }: SmootherSpec,
  h: number,
  q: readonly number[],
  value: number,
): [below: number, density: number] {
  let [total, below, density] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    let weight = weights ? weights[i]! : 1;
    for (let j = 0; j < d; j++) weight *= kernel.value((x[i * d + j]! - q[j]!) / bandwidth[j]!);
    const z = (value - y[i]!) / h;
    total += weight;
    below += weight * (h > 0 ? normalDistribution(z) : value >= y[i]! ? 1 : 0);
    if (h > 0) density += (weight * Math.exp(-0.5 * z * z)) / (h * Math.sqrt(2 * Math.PI));
  }
  return [below / total, density / total];
}

function sampleOf(n: number, d = 1, more: (i: number) => number = () => 0): Observations {
  const random = createRandom(n);
  const x = Float64Array.from({ length: n * d }, () => random.uniform(0, 5));
  const y = Float64Array.from(
    { length: n },
    (_, i) => 2 * Math.sin(x[i * d]!) + random.normal(0, 0.5) + more(i),
  );
  return { n, d, p: 1, x, y };
}

const weighted = sampleOf(600);
const cases: [name: string, observations: Observations, spec: SmootherSpec, queries: number[][]][] =
  [
    ['a few', sampleOf(40), specOf([0.4]), [[0.2], [2.5], [4.9]]],
    ['hundreds', sampleOf(700), specOf([0.2]), [[0.2], [2.5], [4.9]]],
    ['thousands', sampleOf(6000), specOf([0.1]), [[0.2], [2.5], [4.9]]],
    [
      'two predictors',
      sampleOf(1500, 2),
      specOf([0.4, 1]),
      [
        [0.2, 1],
        [4, 3.5],
      ],
    ], // prettier-ignore
    [
      'weights',
      { ...weighted, weights: weighted.x.map((t, i) => (i % 5) * (1 + t)) },
      specOf([0.3]),
      [[1], [3]],
    ],
    [
      'ties',
      { ...sampleOf(900), y: sampleOf(900).y.map((v) => Math.round(4 * v) / 4) },
      specOf([0.3]),
      [[1], [3]],
    ], // prettier-ignore
    [
      'outliers',
      sampleOf(900, 1, (i) => (i % 100 === 0 ? 1e4 * (i - 450) : 0)),
      specOf([0.3]),
      [[1], [3]],
    ], // prettier-ignore
    ['a compact kernel', sampleOf(900), specOf([0.3], 'epanechnikov'), [[1], [3]]],
    ['a uniform kernel', sampleOf(900), specOf([0.3], 'uniform'), [[1], [3]]],
    ['tails as those of Cauchy', sampleOf(900), specOf([0.1], 'cauchy'), [[1], [3]]],
    ['no kernel', sampleOf(900), specOf([Infinity]), [[1], [1e9]]],
  ];

describe.each(cases)('ConditionalDistribution: %s', (_name, observations, spec, queries) => {
  const flat = Float64Array.from(queries.flat());
  const sorted = observations.y.slice().sort();
  const range = sorted[sorted.length - 1]! - sorted[0]!;

  it.each([1e-4, 0.02, 0.3, 5])('is the direct sum at a bandwidth of %d', (h) => {
    const at = new ConditionalDistribution('test', observations, spec, h, flat);
    queries.forEach((q, row) => {
      expect(at.turnTo(row)).toBe(true);
      for (let k = 0; k <= 30; k++) {
        const value = -4 + (8 * k) / 30;
        const [below, density] = plainly(observations, spec, h, q, value);
        expect(Math.abs(at.distribution(value) - below)).toBeLessThan(1e-12);
        expect(Math.abs(at.density(value) - density) * h).toBeLessThan(3e-12);
      }
    });
  });

  it.each([1e-4, 0.02, 0.3, 5])('inverts itself at a bandwidth of %d', (h) => {
    const at = new ConditionalDistribution('test', observations, spec, h, flat);
    queries.forEach((q, row) => {
      at.turnTo(row);
      let least = -Infinity;
      for (const level of LEVELS) {
        const value = at.quantile(level, least);
        expect(value).toBeGreaterThanOrEqual(least);
        least = value;
        const [below, density] = plainly(observations, spec, h, q, value);
        // where F hardly rises, values next to each other are as far apart as this
        const rounding = 4e-16 * Math.abs(value) * density;
        expect(Math.abs(below - level)).toBeLessThan(1e-12 + rounding);
      }
    });
  });

  it('has quantiles of steps', () => {
    const at = new ConditionalDistribution('test', observations, spec, 0, flat);
    queries.forEach((q, row) => {
      at.turnTo(row);
      for (const level of LEVELS) {
        const value = at.quantile(level);
        const place = sorted.indexOf(value);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(plainly(observations, spec, 0, q, value)[0]).toBeGreaterThan(level - 1e-12);
        if (place > 0)
          expect(plainly(observations, spec, 0, q, sorted[place - 1]!)[0]).toBeLessThan(level);
        expect(at.distribution(value)).toBeCloseTo(plainly(observations, spec, 0, q, value)[0], 12);
      }
    });
  });

  it('knows quantiles to 1e-10 of the range', () => {
    const at = new ConditionalDistribution('test', observations, spec, 0.05, flat);
    at.turnTo(0);
    for (const level of [0.1, 0.5, 0.9]) {
      let [low, high] = [sorted[0]! - 1, sorted[sorted.length - 1]! + 1];
      for (let round = 0; round < 100; round++) {
        const middle = (low + high) / 2;
        if (plainly(observations, spec, 0.05, queries[0]!, middle)[0] < level) low = middle;
        else high = middle;
      }
      expect(Math.abs(at.quantile(level) - low)).toBeLessThan(1e-10 * range);
    }
  });
});

describe('ConditionalDistribution', () => {
  it('is that of the nearest observations far from all', () => {
    const observations = sampleOf(700);
    const nearest = observations.x.indexOf(Math.max(...observations.x));
    const queries = Float64Array.of(1e6, 1e200);
    const at = new ConditionalDistribution('test', observations, specOf([0.2]), 0, queries);
    for (const q of [0, 1]) {
      expect(at.turnTo(q)).toBe(true);
      expect(at.quantile(0.5)).toBe(observations.y[nearest]);
    }
  });

  it('has nothing in an empty window, or the nearest', () => {
    const observations = sampleOf(700);
    const spec = specOf([0.2], 'epanechnikov');
    const queries = Float64Array.of(9);
    const at = new ConditionalDistribution('test', observations, spec, 0, queries);
    expect(at.turnTo(0)).toBe(false);
    const near = { ...spec, emptyWindow: 'nearest' as const };
    const other = new ConditionalDistribution('test', observations, near, 0, queries);
    expect(other.turnTo(0)).toBe(true);
    const nearest = observations.x.indexOf(Math.max(...observations.x));
    expect(other.quantile(0.5)).toBe(observations.y[nearest]);
  });

  it('is that of steps in the limit of no smoothing', () => {
    const plain = sampleOf(700);
    const observations = { ...plain, y: plain.y.map((v) => Math.round(v)) };
    const queries = Float64Array.of(1, 3);
    const steps = new ConditionalDistribution('test', observations, specOf([0.3]), 0, queries);
    const at = new ConditionalDistribution('test', observations, specOf([0.3]), 1e-300, queries);
    for (const q of [0, 1]) {
      steps.turnTo(q);
      at.turnTo(q);
      for (const level of [0.1, 0.33, 0.5, 0.77, 0.9])
        expect(at.quantile(level)).toBeCloseTo(steps.quantile(level), 15);
    }
  });

  it('answers queries in any order, and more of them than are held', () => {
    const observations = sampleOf(3000);
    const spec = specOf([0.3]);
    const queries = Float64Array.from({ length: 3000 }, (_, q) => q / 600);
    const at = new ConditionalDistribution('test', observations, spec, 0.01, queries);
    for (const q of [0, 2999, 1, 1500, 2999]) {
      at.turnTo(q);
      const [below] = plainly(observations, spec, 0.01, [queries[q]!], 0.3);
      expect(Math.abs(at.distribution(0.3) - below)).toBeLessThan(1e-12);
    }
  });

  it.each([0, 0.1])('mixes two distributions, at a bandwidth of %d', (h) => {
    const observations = sampleOf(700);
    const [narrow, wide] = [specOf([0.2]), specOf([Infinity])];
    const queries = Float64Array.of(1, 3);
    const other = new ConditionalDistribution('test', observations, wide, h, Float64Array.of(0));
    other.turnTo(0);
    const shares = Float64Array.of(0.25, 0);
    const at = new ConditionalDistribution('test', observations, narrow, h, queries, {
      other,
      shares,
    });
    for (const q of [0, 1]) {
      at.turnTo(q);
      const mixed = (value: number) =>
        (1 - shares[q]!) * plainly(observations, narrow, h, [queries[q]!], value)[0] +
        shares[q]! * plainly(observations, wide, h, [0], value)[0];
      expect(at.distribution(0.4)).toBeCloseTo(mixed(0.4), 12);
      for (const level of LEVELS) {
        const value = at.quantile(level);
        if (h > 0) expect(mixed(value)).toBeCloseTo(level, 12);
        else expect(mixed(value)).toBeGreaterThan(level - 1e-12);
        expect(mixed(value - 1e-9 * Math.max(1, Math.abs(value)))).toBeLessThan(level + 1e-12);
      }
    }
  });
});
