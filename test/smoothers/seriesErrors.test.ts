import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { seriesCorrelation } from '../../src/inference/Correlation.js';
import {
  autocorrelations,
  laggedProducts,
  logDeterminant,
  type Partials,
  posterior,
  processVariance,
  seriesErrors,
  whitened,
} from '../../src/smoothers/seriesErrors.js';

/** Covariances of an autoregression with innovations of variance 1, [n, n]. */
function covariance(partials: Partials, n: number): number[][] {
  const rho = autocorrelations(partials, n);
  const size = processVariance(partials);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => size * rho[Math.abs(i - j)]!),
  );
}

/** The lower factor of a positive definite matrix. */
function cholesky(matrix: readonly number[][]): number[][] {
  const l = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!;
    }
  return l;
}

function forward(l: readonly number[][], right: ArrayLike<number>): number[] {
  const out: number[] = [];
  for (let i = 0; i < l.length; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= l[i]![k]! * out[k]!;
    out.push(sum / l[i]![i]!);
  }
  return out;
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, each, i) => sum + each * b[i]!, 0);
const logOf = (l: readonly number[][]) => l.reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);

const all: Partials[] = [
  [0, 0],
  [0.8, 0],
  [0.6, -0.4],
  [-0.5, 0.3],
  [0.96, 0.7],
];

describe('an autoregression', () => {
  for (const partials of all)
    it(`${partials} has the inverse and determinant of its covariances`, () => {
      const random = createRandom(3);
      const [u, v] = [0, 0].map(() => Float64Array.from({ length: 12 }, () => random.normal()));
      const l = cholesky(covariance(partials, 12));
      const expected = dot(forward(l, u!), forward(l, v!));
      const found = whitened(partials, laggedProducts(u!, v!));
      // Products of pairs come in both orders, that of one vector with itself once.
      expect(found).toBeCloseTo(expected, 9);
      expect(whitened(partials, laggedProducts(u!, u!))).toBeCloseTo(
        dot(forward(l, u!), forward(l, u!)),
        9,
      );
      expect(logDeterminant(partials)).toBeCloseTo(logOf(l), 9);
    });
});

/** Observations with the errors of an autoregression of first order about a curve. */
function series(n: number, rho: number, seed: number, curve = (t: number) => Math.sin(6 * t)) {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
  let error = random.normal();
  const y = x.map((t) => {
    const value = curve(t) + 0.5 * error;
    error = rho * error + Math.sqrt(1 - rho * rho) * random.normal();
    return value;
  });
  return { n, d: 1, p: 1, x, y, isSeries: true };
}

describe('what the data say of it', () => {
  it('is the marginal likelihood with the curve integrated out', () => {
    const n = 16;
    const data = series(n, 0.5, 2);
    const [grid] = seriesErrors(data);
    const place = Array.from(data.x, (t) => (t - data.x[0]!) / (data.x[n - 1]! - data.x[0]!));
    const free = [place.map(() => 1), place.map((t) => t - 0.5)];
    const cosines = [1, 2, 3, 4, 5, 6].map((k) =>
      place.map((t) => Math.cos(k * Math.PI * t) / k ** 2),
    );
    cosines.push(place.map((t) => (t - 0.5) ** 2));
    const logs: number[] = [];
    const some = grid!.filter((_, at) => at % 50 === 7);
    for (const { partials, variance } of some) {
      const gamma = covariance(partials, n);
      const of: number[] = [];
      const variances: number[] = [];
      for (let log = -8; log <= 17.5; log += 1.5) {
        // y ~ N(X b, s² V), V = Γ + τ Z Z'; restricted to what X leaves.
        const tau = Math.exp(log);
        const v = gamma.map((row, i) =>
          row.map((value, j) => value + tau * cosines.reduce((sum, z) => sum + z[i]! * z[j]!, 0)),
        );
        const l = cholesky(v);
        const [y, a, b] = [data.y, free[0]!, free[1]!].map((each) => forward(l, each));
        const information = cholesky([
          [dot(a!, a!), dot(a!, b!)],
          [dot(a!, b!), dot(b!, b!)],
        ]);
        const part = forward(information, [dot(a!, y!), dot(b!, y!)]);
        const squares = dot(y!, y!) - dot(part, part);
        variances.push(squares / (n - 2));
        of.push(-0.5 * ((n - 2) * Math.log(squares / (n - 2)) + logOf(l) + logOf(information)));
      }
      const most = Math.max(...of);
      const weights = of.map((each) => Math.exp(each - most));
      const total = weights.reduce((sum, each) => sum + each);
      logs.push(most + Math.log(total));
      const mean = weights.reduce((sum, each, t) => sum + (each * variances[t]!) / total, 0);
      expect(variance / mean).toBeCloseTo(1, 4);
    }
    some.forEach(({ logLikelihood }, at) => {
      expect(logLikelihood - some[0]!.logLikelihood).toBeCloseTo(logs[at]! - logs[0]!, 3);
    });
  });

  const meanOf = (data: ReturnType<typeof series>) => {
    const [grid] = seriesErrors(data);
    const weights = posterior(grid!, ({ logLikelihood }) => logLikelihood);
    return weights.reduce((sum, weight, at) => sum + weight * grid![at]!.partials[0], 0);
  };

  it('is near what made them, about a curve', () => {
    for (const rho of [-0.4, 0, 0.5, 0.8])
      expect(Math.abs(meanOf(series(600, rho, 5)) - rho)).toBeLessThan(0.12);
  });

  it('is near that about many cycles, far bursts, long gaps and uneven places', () => {
    const places: Record<string, [n: number, x: (i: number) => number, rate: number]> = {
      cycles: [1500, (i) => i, (2 * Math.PI) / 50],
      'two bursts': [200, (i) => (i < 100 ? i : i + 1e6), 1 / 15],
      'twenty bursts': [400, (i) => i + 5000 * Math.floor(i / 20), 1 / 15],
      'one far': [200, (i) => (i === 0 ? -5000 : i), 1 / 30],
      'ever longer steps': [200, (i) => Math.exp(i / 20), 1 / 30],
    };
    for (const [name, [n, of, rate]] of Object.entries(places))
      for (const rho of [0, 0.5]) {
        const plain = series(n, rho, 3, (t) => 2 * Math.sin(rate * n * t));
        const x = Float64Array.from({ length: n }, (_, i) => of(i));
        expect(Math.abs(meanOf({ ...plain, x }) - rho), `${name}, ${rho}`).toBeLessThan(0.2);
      }
  });

  it('is a product over blocks of rows', () => {
    const [whole, n] = [series(1000, 0.3, 8), 500];
    const halves = [0, n].map((from) => {
      const [x, y] = [whole.x, whole.y].map((all) => all.slice(from, from + n));
      return seriesErrors({ ...whole, n, x: x!, y: y! })[0]!;
    });
    for (const { partials, logLikelihood, variance } of seriesErrors(whole)[0]!) {
      const [a, b] = halves.map((half) =>
        half.find((each) => `${each.partials}` === `${partials}`),
      );
      expect(logLikelihood).toBeCloseTo(a!.logLikelihood + b!.logLikelihood, 7);
      expect(variance).toBeCloseTo((a!.variance + b!.variance) / 2, 9);
    }
  });

  it('makes of several columns of x a sum of curves', () => {
    const data = series(300, 0.7, 1);
    const random = createRandom(9);
    const x = Float64Array.from({ length: 600 }, (_, at) =>
      at % 2 === 0 ? data.x[at / 2]! : random.uniform(),
    );
    const y = data.y.map((value, i) => value + Math.cos(5 * x[2 * i + 1]!));
    expect(Math.abs(meanOf({ ...data, d: 2, x, y }) - 0.7)).toBeLessThan(0.15);
  });

  it('does not see a level or a trend, however large', () => {
    const data = series(100, 0.6, 7);
    const [plain] = seriesErrors(data);
    const weights = posterior(plain!, ({ logLikelihood }) => logLikelihood);
    for (const [level, slope] of [
      [1e6, 0],
      [-3e4, 1e5],
    ] as const) {
      const y = data.y.map((value, i) => value + level + slope * data.x[i]!);
      const [grid] = seriesErrors({ ...data, y });
      const moved = posterior(grid!, ({ logLikelihood }) => logLikelihood);
      moved.forEach((weight, at) => {
        expect(Math.abs(weight - weights[at]!)).toBeLessThan(1e-6);
      });
    }
  });

  it('follows a curve that bends at both ends, however little noise there is', () => {
    const random = createRandom(2);
    const x = Float64Array.from({ length: 100 }, (_, i) => i / 100);
    const y = x.map((t) => Math.sin(5 * t) + random.normal(0, 0.005));
    expect(Math.abs(meanOf({ n: 100, d: 1, p: 1, x, y, isSeries: true }))).toBeLessThan(0.3);
  });

  it('exists without noise, without a range of x, and of two rows', () => {
    for (const data of [
      series(40, 0, 1),
      { ...series(40, 0, 1), y: new Float64Array(40).fill(3) },
      { ...series(40, 0, 1), y: series(40, 0, 1).x },
      { ...series(40, 0.5, 1), x: new Float64Array(40).fill(7) },
      { ...series(40, 0.5, 1), weights: Float64Array.from({ length: 40 }, (_, i) => i % 3) },
      series(2, 0, 1),
    ])
      for (const { logLikelihood, variance } of seriesErrors(data)[0]!)
        expect([logLikelihood, variance].every(Number.isFinite)).toBe(true);
  });
});

it('gives the variance of a sum as the matrix of its correlations does', () => {
  const data = series(60, 0.8, 4);
  const [grid] = seriesErrors(data);
  const found = seriesCorrelation(60, grid!, 50);
  const weights = posterior(grid!, ({ logLikelihood }) => logLikelihood);
  const pulls = Float64Array.from({ length: 60 }, (_, i) => Math.exp(-(((i - 30) / 8) ** 2)));
  let [variance, total] = [0, 0];
  weights.forEach((weight, at) => {
    const { partials, variance: innovations } = grid![at]!;
    const matrix = covariance(partials, 60);
    total += weight * innovations * matrix[0]![0]!;
    pulls.forEach((a, i) => {
      pulls.forEach((b, j) => {
        variance += weight * innovations * a * b * matrix[i]![j]!;
      });
    });
  });
  expect(found.variance / total).toBeCloseTo(1, 4);
  const sizes = new Float64Array(60).fill(Math.sqrt(found.variance));
  expect(found.varianceOf(pulls, sizes).variance / variance).toBeCloseTo(1, 3);
  expect(found.freedomOf(new Float64Array(60).fill(1))).toBeLessThan(30);
});
