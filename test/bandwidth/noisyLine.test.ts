import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { LineCriterion } from '../../src/bandwidth/LineCriterion.js';
import { noiseWidth } from '../../src/bandwidth/noiseWidth.js';
import { noisyLine } from '../../src/bandwidth/noisyLine.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { expectClose } from '../expectClose.js';
import { dataset, observed, wishFor } from './observations.js';

const sums = { method: 'auto', tolerance: 1e-12 } as const;

/** A sine with noise that grows, x thinning out, and some ties. */
function growing(n: number, seed: number, weighted = false) {
  const random = createRandom(seed);
  const x = Array.from({ length: n }, (_, i) =>
    i % 10 === 0 ? 0.25 : -Math.log(random.uniform(0.0001, 1)),
  );
  const y = x.map((t) => Math.sin(t) + random.normal(0, 0.1 + 0.3 * t));
  return observed(x, y, weighted ? x.map(() => 1 + random.integer(3)) : undefined);
}

describe('the noise of a line', () => {
  it('is of squares that lines through neighbours leave, smoothed, by hand', () => {
    for (const weighted of [false, true]) {
      const data = growing(60, 3, weighted);
      const line = lineOf(data);
      const g = 0.4;
      const { noise } = noisyLine('test', line, sums, g);
      // Sorted places with their weights and means
      const places = new Map<number, { y: number; w: number }[]>();
      data.x.forEach((x, i) => {
        const w = data.weights ? data.weights[i]! / Math.max(...data.weights) : 1;
        places.set(x, [...(places.get(x) ?? []), { y: data.y[i]!, w }]);
      });
      const xs = [...places.keys()].sort((a, b) => a - b);
      const mass = xs.map((x) => places.get(x)!.reduce((sum, { w }) => sum + w, 0));
      const mean = xs.map(
        (x, j) => places.get(x)!.reduce((sum, { y, w }) => sum + w * y, 0) / mass[j]!,
      );
      const squares = xs.map((x, j) => {
        let sum = places.get(x)!.reduce((all, { y, w }) => all + w * (y - mean[j]!) ** 2, 0);
        if (j === 0 || j === xs.length - 1) return sum;
        const a = (xs[j + 1]! - x) / (xs[j + 1]! - xs[j - 1]!);
        const left = mean[j]! - a * mean[j - 1]! - (1 - a) * mean[j + 1]!;
        sum += left ** 2 / (1 / mass[j]! + a ** 2 / mass[j - 1]! + (1 - a) ** 2 / mass[j + 1]!);
        return sum;
      });
      const freedom = xs.map(
        (x, j) => places.get(x)!.length - 1 + (j > 0 && j < xs.length - 1 ? 1 : 0),
      );
      const add = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0);
      const common = add(squares) / add(freedom);
      const variance = xs.map((q) => {
        const k = xs.map((x) => Math.exp(-(((x - q) / g) ** 2) / 2));
        const total = add(k.map((each, j) => each * freedom[j]!));
        const local = add(k.map((each, j) => each * squares[j]!)) / total;
        const own = total ** 2 / add(k.map((each, j) => each ** 2 * freedom[j]!)) / (35 / 18);
        const part = Math.min(1, own);
        return Math.max(common, part * local + (1 - part) * common);
      });
      const counts = xs.map((x) => places.get(x)!.length);
      const scale = add(counts.map((count, j) => count * variance[j]!)) / 60;
      expectClose(
        noise,
        counts.map((count, j) => (count * variance[j]!) / scale),
        1e-9,
      );
    }
  });

  it('weighs leverages in the degrees of freedom, on coarser lines too', () => {
    for (const n of [200, 6000]) {
      const data = growing(n, 5);
      const plain = lineOf(data);
      const line = noisyLine('test', plain, sums, noiseWidth(data)[0]!);
      expect(line.noise.reduce((sum, each) => sum + each, 0)).toBeCloseTo(n, 8);
      const each = new Map(line.x.entries());
      const ratio = new Map([...each].map(([j, x]) => [x, line.noise[j]! / line.counts[j]!]));
      for (const degree of [0, 1, 2, 3])
        for (const h of [0.2, 1, 8, Infinity]) {
          const wish = { ...wishFor({ degree }), degrees: [degree], emptyWindow: undefined };
          const criterion = new LineCriterion('test', line, wish, 'aicc');
          const spec = { kernel: gaussian, product: true, bandwidth: Float64Array.of(h), degree };
          const { leverage } = selfFit('test', data, { ...spec, ...sums });
          const expected = leverage.reduce(
            (sum, own, i) => sum + own * (ratio.get(data.x[i]!) ?? Number.NaN),
            0,
          );
          const { trace } = criterion.trial(h, 'full');
          expect(Math.abs(trace! / expected - 1)).toBeLessThan(n > 1000 ? 1e-5 : 1e-9);
        }
    }
  });

  it('of equal noise is nearly that of equal counts, and without noise the same', () => {
    const random = createRandom(2);
    const x = Array.from({ length: 500 }, () => random.uniform());
    const even = observed(
      x,
      x.map(() => random.normal()),
    );
    const { noise } = noisyLine('test', lineOf(even), sums, noiseWidth(even)[0]!);
    expect(Math.max(...noise)).toBeLessThan(1.6);
    expect(Math.min(...noise)).toBeGreaterThan(0.8);
    const flat = lineOf(observed(x, new Float64Array(500).fill(3)));
    expect(noisyLine('test', flat, sums, 0.1).noise).toBe(flat.counts);
    const few = lineOf(observed([1, 2], [3, 4]));
    expect(noisyLine('test', few, sums, 1).noise).toBe(few.counts);
  });

  it('keeps a few large incomes from a curve that runs through each', () => {
    const engel = dataset('engel');
    const model = new KernelRegressor().fit(engel.x, engel.y);
    expect(model.effectiveDegreesOfFreedom).toBeLessThan(8);
    expect(model.effectiveDegreesOfFreedom).toBeGreaterThan(2);
  });
});
