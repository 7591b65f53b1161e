import { describe, expect, it } from 'vitest';
import { ClassLine } from '../../src/bandwidth/ClassLine.js';
import { classCriterion, haveMates, logLoss } from '../../src/bandwidth/classCriterion.js';
import { createKernel, createRandom } from '../../src/index.js';
import { leftOutLogs } from '../../src/smoothers/classShares.js';
import type { Observations } from '../../src/smoothers/Observations.js';

/** Observations of some classes along a line; the last has one. */
function sample(n: number, at: (u: number) => number, isWeighted = false): Observations {
  const random = createRandom(7);
  const x = Float64Array.from({ length: n }, () => at(random.uniform(0, 1)));
  const y = x.map((_, i) => (i === 5 ? 3 : Math.floor(3 * random.uniform(0, 1) ** 2)));
  const weights = x.map(() => Math.floor(3 * random.uniform(0, 1)) || 1e-6);
  return { n, d: 1, p: 1, x, y, ...(isWeighted && { weights }) };
}

const shapes: [string, (u: number) => number][] = [
  ['even', (u) => u],
  ['skewed', (u) => (1 / (1 - u)) ** 2],
  ['tied', (u) => Math.round(20 * u) / 20],
  ['in two heaps', (u) => (u < 0.5 ? u : u + 1e6)],
];
const gaussian = createKernel('gaussian');

describe.each(shapes)('the log loss along a line: %s', (_, at) => {
  it.each([false, true])('is that of sums over all: weights %s', (isWeighted) => {
    const observations = sample(600, at, isWeighted);
    const counts = haveMates(observations);
    const line = new ClassLine('test', observations, counts);
    for (const h of [1e-9, 1e-5, 1e-3, 0.02, 0.5, 30, 1e7, Infinity]) {
      const bandwidth = Float64Array.of(h);
      const spec = { kernel: gaussian, product: true, bandwidth, degree: 0, tolerance: 1e-13 };
      const logs = leftOutLogs('test', observations, { ...spec, method: 'direct' });
      const expected = logLoss(observations, counts, logs);
      expect(expected).toBeLessThan(Infinity);
      expect(line.loss(h, 1e-13) / expected).toBeCloseTo(1, 9);
    }
  });
});

describe('an estimate', () => {
  it('is given where the loss is above what is known, and near it', () => {
    const observations = sample(20_000, (u) => u);
    const line = new ClassLine('test', observations, haveMates(observations));
    for (const h of [1e-7, 1e-6, 1e-5, 1e-4, 0.3, Infinity]) {
      const loss = line.loss(h, 1e-9);
      const estimate = line.estimate(h, 0, 1e-6)!;
      expect(estimate.value - estimate.error).toBeLessThan(loss);
      expect(estimate.value).toBeGreaterThan(0.8 * loss);
      expect(line.estimate(h, loss, 1e-6)).toBe(undefined);
    }
    expect(line.isLong).toBe(true);
    const few = sample(8000, (u) => u);
    expect(new ClassLine('test', few, haveMates(few)).isLong).toBe(false);
  });

  it('is not needed for the loss itself, which is that of other sums', () => {
    const random = createRandom(3);
    const n = 10_000;
    const x = Float64Array.from({ length: n }, () => random.normal() ** 3);
    const y = x.map((at) => (random.uniform(-1, 1) < Math.sin(3 * at) ? 1 : 0));
    const observations = { n, d: 1, p: 1, x, y };
    const wish = {
      criterion: 'likelihood',
      kernel: gaussian,
      degree: 0,
      product: true,
      method: 'auto',
      tolerance: 1e-12,
    } as const;
    const line = classCriterion('test', observations, wish, 'likelihood').line();
    const plain = classCriterion('test', observations, { ...wish, method: 'binned' }, 'likelihood');
    for (const h of [1e-4, 0.01, 0.3, 5]) {
      const { value } = plain.at({ bandwidth: Float64Array.of(h) }, 1e-12);
      expect(line.trial(h, 'full').value / value).toBeCloseTo(1, 11);
    }
  });
});
