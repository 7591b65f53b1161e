import { describe, expect, it } from 'vitest';
import {
  criterionNames,
  criterionValue,
  emptyTally,
  foundBy,
} from '../../src/bandwidth/BandwidthChoice.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { LineCriterion } from '../../src/bandwidth/LineCriterion.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { LocalDesign } from '../../src/smoothers/LocalDesign.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { Ridge } from '../../src/smoothers/SmootherSpec.js';
import { normal, observed, uniform } from './observations.js';

/** A local polynomial. */
interface Fit {
  readonly kernel: Kernel;
  readonly degree: number;
  readonly ridge?: Ridge;
}

/** The local polynomial at an observation, of all observations or without it: value and own pull. */
function fitted(
  { n, x, y, weights }: Observations,
  { kernel, degree, ridge }: Fit,
  h: number,
  i: number,
  without: boolean,
): [number, number] {
  const logs: number[] = [];
  const indices: number[] = [];
  for (let j = 0; j < n; j++) {
    if (without && j === i) continue;
    const log = h === Infinity ? 0 : kernel.logValue((x[j]! - x[i]!) / h);
    if (log === -Infinity) continue;
    logs.push(log + Math.log(weights?.[j] ?? 1));
    indices.push(j);
  }
  if (indices.length === 0) return [Number.NaN, 0];
  const top = Math.max(...logs);
  const reach = {
    indices: Int32Array.from(indices),
    logs: Float64Array.from(logs, (log) => log - top),
    count: logs.length,
    heaviest: indices[logs.indexOf(top)]!,
  };
  const design = new LocalDesign(1, degree);
  const length = ridge && (h < Infinity ? h / (1 + (h / ridge.reach[0]!) ** 2) : 0);
  const pull = ridge && {
    log: Math.log(ridge.weight) - top + (h === Infinity ? 0 : kernel.logValue(0)),
    lengths: Float64Array.from({ length: degree + 1 }, (_, a) => (a < 2 ? 0 : length! ** a)),
  };
  design.factor(x, x, i, reach, pull);
  const out = new Float64Array(degree + 1);
  design.solveInto(y, 0, reach, out, 0, 1);
  return [out[0]!, without ? 0 : design.pulls[indices.indexOf(i)]!];
}

/** The criteria from one local regression, with and without it, for each observation. */
function criteriaOf(data: Observations, fit: Fit, h: number): number[] {
  const tally = emptyTally(1);
  let total = 0;
  for (let i = 0; i < data.n; i++) {
    const w = data.weights?.[i] ?? 1;
    const [value, pull] = fitted(data, fit, h, i, false);
    tally[0]! += 1 - pull;
    tally[1]! += w * (data.y[i]! - value) ** 2;
    tally[2]! += w * (data.y[i]! - fitted(data, fit, h, i, true)[0]) ** 2;
    total += w;
  }
  return criterionNames.map((name) => criterionValue(name, tally, data.n, total, 1));
}

describe('LineCriterion', () => {
  const [draw, noise] = [uniform(1), normal(2)];
  const x = Float64Array.from({ length: 90 }, () => Math.round(300 * draw()) / 300);
  const y = x.map((v) => Math.sin(6 * v) + 0.3 * noise());
  const samples: [string, Observations][] = [
    ['ties', observed(x, y)],
    [
      'weights',
      observed(
        x,
        y,
        x.map((_, i) => 10 ** ((i % 5) - 3)),
      ),
    ],
    [
      'two groups',
      observed(
        x.map((v, i) => v ** 3 + (i % 2) * 50),
        y,
      ),
    ],
    // Under most bandwidths some places have others in reach, some only the nearest few, some none.
    [
      'geometric spacing',
      observed(
        x.map((_, i) => 1.25 ** i / 1e4),
        y,
        x.map((_, i) => (i % 3 === 0 ? 2 : 1)),
      ),
    ],
  ];

  describe.each([
    'gaussian',
    'epanechnikov',
    'uniform',
    'triangular',
    'tricube',
    'cosine',
    'logistic',
    'cauchy',
  ] as const)('%s: as from one local regression after the other', (name) => {
    const kernel = createKernel(name);
    it.each(samples)('%s', (_, data) => {
      for (const degree of [0, 1, 2, 3])
        for (const h of [0.0013, 0.0213, 0.313, 2.13, 41.3, Infinity]) {
          const expected = criteriaOf(data, { kernel, degree }, h);
          criterionNames.forEach((criterion, at) => {
            const smoother = {
              kernel,
              degrees: [degree],
              method: 'auto',
              tolerance: 1e-12,
              emptyWindow: 'nan',
            } as const;
            const line = new LineCriterion('test', lineOf(data), smoother, criterion);
            const { value } = line.trial(h, 'full');
            const what = `${criterion}, degree ${degree}, h = ${h}: ${value} for ${expected[at]}`;
            if (expected[at] === Infinity) expect(value, what).toBe(Infinity);
            else expect(Math.abs(value / expected[at]! - 1), what).toBeLessThan(1e-8);
          });
        }
    });
  });

  it.each([0, 1, 2, 3])('drafts are off by no more than they say: degree %i', (degree) => {
    const many = Float64Array.from({ length: 800 }, (_, i) => draw() ** 3 + (i % 50 === 0 ? 1 : 0));
    const data = observed(
      many,
      many.map((v) => Math.sin(6 * v) + 0.3 * noise()),
    );
    const kernel = createKernel('gaussian');
    for (const h of [0.02, 1]) {
      const expected = criteriaOf(data, { kernel, degree }, h);
      criterionNames.forEach((criterion, at) => {
        const smoother = { kernel, degrees: [degree], method: 'auto', tolerance: 1e-12 } as const;
        const line = new LineCriterion(
          'test',
          lineOf(data),
          { ...smoother, emptyWindow: 'nan' },
          criterion,
        );
        const draft = line.trial(h, 'draft');
        expect(Math.abs(draft.value - expected[at]!), `${criterion} ${h}`).toBeLessThan(
          draft.error,
        );
        const full = line.trial(h, 'full');
        expect(Math.abs(full.value / expected[at]! - 1), `${criterion} ${h}`).toBeLessThan(1e-9);
      });
    }
  });

  it.each(['gaussian', 'epanechnikov', 'cauchy'] as const)('with a ridge: %s', (name) => {
    const many = Float64Array.from({ length: 250 }, (_, i) => draw() ** 3 + (i % 50 === 0 ? 9 : 0));
    const long = observed(
      many,
      many.map((v) => Math.sin(6 * v) + 0.3 * noise()),
    );
    const kernel = createKernel(name);
    for (const data of [...samples.map((sample) => sample[1]), long])
      for (const h of [0.0013, 0.0213, 0.313, 2.13, 41.3, Infinity]) {
        // Of a line the largest weight is 1.
        const heaviest = Math.max(...(data.weights ?? [1]));
        const ridge = { weight: 0.3, reach: [0.4] };
        const inLine = { ...ridge, weight: 0.3 / heaviest };
        const wanted = [0, 2, 3].map((degree) => criteriaOf(data, { kernel, degree, ridge }, h));
        const line = {
          kernel,
          degrees: [0, 2, 3],
          ridge: inLine,
          method: 'auto',
          tolerance: 1e-12,
        } as const;
        criterionNames.forEach((criterion, at) => {
          const smoother = { ...line, emptyWindow: 'nan' } as const;
          const found = new LineCriterion('test', lineOf(data), smoother, criterion);
          found.trials(h, 'full').forEach(({ value, degree }, e) => {
            const what = `${criterion}, degree ${degree}, h = ${h}, n = ${data.n}`;
            const expected = wanted[e]![at]!;
            if (expected === Infinity) expect(value, what).toBe(Infinity);
            else expect(Math.abs(value / expected - 1), what).toBeLessThan(1e-8);
          });
        });
      }
  });

  const [spread, near] = [uniform(5), normal(6)];
  it.each([
    // Boxes in which leverages differ are asked again as narrower ones, down to single places, and
    // from a lonely place far away even the narrow ones are not alike.
    ['tight clusters', (i: number) => [0, 1, 2.5][i % 3]! + 1e-4 * near(), [0.003, 0.1, 1]],
    ['heavy tails', () => Math.tan(Math.PI * (spread() - 0.5)), [5, 60, 1000]],
  ] as const)('asks narrower boxes where one does not do: %s', (_, place, bandwidths) => {
    const many = Float64Array.from({ length: 400 }, (_, i) => place(i));
    const data = observed(
      many,
      many.map((v) => Math.sin(6 * v) + 0.3 * near()),
    );
    const kernel = createKernel('gaussian');
    const smoother = { kernel, method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
    for (const h of bandwidths)
      for (const degree of [0, 1, 2, 3]) {
        const expected = criteriaOf(data, { kernel, degree }, h);
        criterionNames.forEach((criterion, at) => {
          const line = new LineCriterion(
            'test',
            lineOf(data),
            { ...smoother, degrees: [degree] },
            criterion,
          );
          for (const effort of ['draft', 'full'] as const) {
            const { value, error } = line.trial(h, effort);
            const what = `${criterion}, degree ${degree}, h = ${h}, ${effort}`;
            expect(Math.abs(value - expected[at]!), what).toBeLessThan(error);
          }
        });
      }
  });

  it.each(['uniform', 'epanechnikov', 'triweight', 'tricube'] as const)(
    'takes few places between the edges of a polynomial: %s',
    (name) => {
      const kernel = createKernel(name);
      const many = Float64Array.from({ length: 600 }, () => Math.tan(Math.PI * (spread() - 0.5)));
      const data = observed(
        many,
        many.map((v) => Math.sin(v) + 0.3 * near()),
        many.map((_, i) => (i % 3 === 0 ? 2 : 1)),
      );
      const smoother = { kernel, method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
      // Beside the crowd, beside the gaps of the tail, and beyond all.
      for (const [h, degree] of [
        [9, 3],
        [80, 2],
        [1e5, 3],
      ] as const) {
        const expected = criteriaOf(data, { kernel, degree }, h);
        criterionNames.forEach((criterion, at) => {
          const one = { ...smoother, degrees: [degree] };
          const line = new LineCriterion('test', lineOf(data), one, criterion);
          const { value, error } = line.trial(h, 'full');
          const what = `${criterion}, degree ${degree}, h = ${h}: ${value} for ${expected[at]}`;
          if (expected[at] === Infinity) expect(value, what).toBe(Infinity);
          else expect(Math.abs(value - expected[at]!), what).toBeLessThan(error);
        });
      }
    },
  );

  it('full values are off by no more than they say where all of a box are near beside h', () => {
    // Leverages are polynomials of twice the degree there.
    const x = Float64Array.from({ length: 1000 }, (_, i) => spread() + (i % 2) * 1e4);
    const data = observed(
      x,
      x.map((v) => Math.sin(9 * (v % 1)) + 0.3 * near()),
    );
    const kernel = createKernel('gaussian');
    const smoother = { kernel, method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
    for (const degree of [2, 3]) {
      const expected = criteriaOf(data, { kernel, degree }, 1e8);
      criterionNames.forEach((criterion, at) => {
        const one = { ...smoother, degrees: [degree] };
        const { value, error } = new LineCriterion('test', lineOf(data), one, criterion).trial(
          1e8,
          'full',
        );
        const what = `${criterion}, degree ${degree}`;
        expect(Math.abs(value - expected[at]!), what).toBeLessThan(error);
      });
    }
  });

  it('knows that a fit far away may be a small difference of large numbers', () => {
    const [place, error] = [uniform(2), normal(3)];
    const x = Float64Array.from({ length: 300 }, (_, i) => (i === 0 ? 1000 : place()));
    const data = observed(
      x,
      x.map((v) => Math.sin(9 * (v % 1)) + 0.3 * error()),
    );
    const smoother = { method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
    const cubic = { ...smoother, degrees: [3], kernel: createKernel('gaussian') };
    const line = new LineCriterion('test', lineOf(data), cubic, 'loo');
    // Where the cubic of the others goes through the outlier: weighted least squares in 128-bit numbers.
    for (const [h, expected] of [
      [34.5631, 491030.47691134893],
      [34.5630592, 0.39705154321489272],
      [40, 5679849982517184],
    ] as const) {
      const { value, error: claim } = line.trial(h, 'full');
      expect(Math.abs(value - expected), `${h}: ${value}`).toBeLessThan(claim);
      expect(claim / value, `${h}`).toBeLessThan(1e-4);
    }
  });

  it('keeps what many observations say in a box that an outlier stretches', () => {
    // Wide enough, all have the same mean, which is their own: Σ y²/n of the others, n/(n − 1) each.
    const [place, error] = [uniform(13), normal(14)];
    const n = 1200;
    const x = Float64Array.from({ length: n }, () => Math.tan(Math.PI * (place() - 0.5)));
    const y = Float64Array.from({ length: n }, error);
    const mean = y.reduce((sum, v) => sum + v / n, 0);
    const expected = y.reduce((sum, v) => sum + (v - mean) ** 2 / n, 0) * (n / (n - 1)) ** 2;
    const smoother = { method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
    const constant = { ...smoother, degrees: [0], kernel: createKernel('gaussian') };
    for (const criterion of ['loo', 'gcv'] as const) {
      const line = new LineCriterion('test', lineOf(observed(x, y)), constant, criterion);
      const { value, error: claim } = line.trial(1e14, 'full');
      expect(Math.abs(value - expected), criterion).toBeLessThan(claim);
    }
  });

  it.each(criterionNames)('estimates are off by no more than they say: %s', (criterion) => {
    const n = 15000;
    const x = Float64Array.from({ length: n }, draw);
    const y = Float64Array.from({ length: 2 * n }, (_, i) =>
      i % 2 === 0 ? Math.sin(9 * x[i >> 1]!) + 0.3 * noise() : x[i >> 1]! + noise() ** 3,
    );
    const line = lineOf({ ...observed(x, x), p: 2, y });
    const smoother = {
      kernel: createKernel('gaussian'),
      degrees: [0, 1, 2, 3],
      method: 'auto',
      tolerance: 1e-12,
      emptyWindow: 'nan',
    } as const;
    const all = new LineCriterion('test', line, smoother, criterion);
    all.trials(0.1, 'draft');
    all.trials(0.01, 'draft');
    let estimated = 0;
    for (const h of [3e-4, 2e-4, 1e-4]) {
      const estimates = all.trials(h, 'estimate');
      const full = all.trials(h, 'full');
      estimates.forEach(({ value, error, degree }, e) => {
        if (error > 1e-3 * Math.abs(value)) estimated++;
        // Three standard errors; what is far above may be more than that above.
        const off = full[e]!.value - value;
        expect(off, `degree ${degree}, h = ${h}`).toBeGreaterThan(-error);
      });
    }
    expect(estimated).toBeGreaterThan(0);
  });

  it('begins with what looks lowest from some places, where many are alone', () => {
    const n = 12_000;
    const noises = normal(8);
    const y = Float64Array.from({ length: n }, (_, i) => Math.sin((9 * i) / n) + 0.2 * noises());
    const smoother = {
      kernel: createKernel('gaussian'),
      degrees: [0, 1],
      method: 'auto',
      tolerance: 1e-12,
      emptyWindow: 'nan',
    } as const;
    const grid = Array.from({ length: 33 }, (_, g) => 2 ** (g - 30));
    const first = (x: Float64Array) => {
      const line = new LineCriterion('test', lineOf(observed(x, y)), smoother, 'loo');
      return { line, h: foundBy(line.promising(grid)) };
    };
    const { line, h } = first(Float64Array.from(y, (_, i) => 10 ** ((12 * i) / n - 9)));
    expect(h).toBeLessThan(1e-4);
    const lowest = (at: number) => Math.min(...line.trials(at, 'draft').map(({ value }) => value));
    expect(lowest(h!)).toBeLessThan(lowest(grid[grid.length - 1]!) / 2);
    // Estimates are sure of more beside it.
    const [estimate] = line.trials(grid[16]!, 'estimate');
    expect(estimate!.error / estimate!.value).toBeGreaterThan(1e-3);
    expect(first(Float64Array.from(y, (_, i) => i)).h).toBeUndefined();
  });

  it('keeps its digits with an outlier far away', () => {
    // mpmath, 200 digits: the mean squared leave-one-out error of weighted least squares
    for (const [far, degree, h, expected] of [
      [1e9, 0, 30000, 4.019856577900185],
      [1e9, 1, 30000, 1.451629391147288e18],
      [1e9, 2, 30000, 1.394406374355474e36],
      [1e9, 1, Infinity, 1.706666667626667e18],
      [1e9, 2, Infinity, 8.707482951401361e35],
      [1e15, 0, 3e7, 4.019856578346786],
      [1e15, 1, 3e7, 1.451629389955572e30],
      [1e15, 2, 3e7, 1.394406380834364e60],
      [1e15, 1, Infinity, 1.706666666666668e30],
      [1e15, 2, Infinity, 8.707482993197237e59],
    ] as const) {
      const data = observed([0, 0.25, 0.5, 0.75, 1, far], [1, 3, 2, 5, 4, 0.5]);
      const smoother = { method: 'auto', tolerance: 1e-12, emptyWindow: 'nan' } as const;
      const gaussian = { ...smoother, degrees: [degree], kernel: createKernel('gaussian') };
      const line = new LineCriterion('test', lineOf(data), gaussian, 'loo');
      const { value } = line.trial(h, 'full');
      expect(Math.abs(value / expected - 1), `${far} ${degree} ${h}`).toBeLessThan(1e-10);
    }
  });

  it('looks beyond its windows where the weights are heavy', () => {
    // The heaviest, at 0, without itself: from 12 bandwidths away e^−72·10²⁰⁰ is more than
    // e^−8·10⁵⁰ from 4 bandwidths, so it is fitted by 5, and all else weighs nothing beside it.
    for (const degree of [0, 1]) {
      const data = observed(
        [-4, 0, 4, 12, 14],
        [2, 1, 2, 5, 5],
        [1e50, 1e280, 1e50, 1e200, 1e-250],
      );
      const smoother = {
        degrees: [degree],
        method: 'auto',
        tolerance: 1e-12,
        emptyWindow: 'nan',
      } as const;
      const kernel = createKernel('gaussian');
      const line = new LineCriterion('test', lineOf(data), { ...smoother, kernel }, 'loo');
      // Degree 1: through (12, 5), and of the slopes the one that serves (4, 2) and (−4, 2) best, which
      // is (8·3 + 16·3)/(8² + 16²) = 0.225: the line is 2.3 at 0.
      expect(line.trial(1, 'full').value).toBeCloseTo(degree === 0 ? 16 : 1.69, 9);
    }
  });
});
