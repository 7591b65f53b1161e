import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { rowsOfGroups } from '../../src/arrays/groupedBy.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { fitAt, valuesOf, variedFitAt } from '../../src/smoothers/fitAt.js';
import { leaveGroupsOut } from '../../src/smoothers/leaveGroupsOut.js';
import { windowsOf } from '../../src/smoothers/NeighbourWindows.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { eachPull } from '../../src/smoothers/QueryDesigns.js';
import { withoutRows } from '../../src/smoothers/rowsOf.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { centredSample } from '../../src/smoothers/smootherSums.js';

const gaussian = createKernel('gaussian');

function sampleOf(n: number, seed = 1, spread = 1): Observations {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: 2 * n }, () => spread * random.normal());
  const y = Float64Array.from(
    { length: n },
    (_, i) => Math.sin(x[2 * i]!) + x[2 * i + 1]! ** 2 + random.normal(0, 0.1),
  );
  return { n, d: 2, p: 1, x, y };
}

function specOf(bandwidth: readonly number[], weight: number, reach: readonly number[]) {
  return {
    kernel: gaussian,
    product: true,
    bandwidth: Float64Array.from(bandwidth),
    degree: 2,
    ridge: { weight, reach },
    method: 'auto',
    tolerance: 1e-12,
  } satisfies SmootherSpec;
}

/**
 * The coefficients of 1, x − q, z − r, (x − q)² … that minimise Σ K s (y − P)² + ridge: least squares of the rows of the
 * observations and five rows of the ridge, by Householder's reflections.
 */
function byRows(
  { n, x, y, weights }: Observations,
  { kernel, bandwidth, ridge }: ReturnType<typeof specOf> & { kernel: Kernel },
  q: readonly [number, number],
): Float64Array {
  const rows: number[][] = [];
  const right: number[] = [];
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[2 * i]! - q[0], x[2 * i + 1]! - q[1]];
    const log = kernel.logValue(a / bandwidth[0]!) + kernel.logValue(b / bandwidth[1]!);
    const root = Math.sqrt((weights?.[i] ?? 1) * Math.exp(log - 2 * kernel.logValue(0)));
    rows.push([1, a, b, a * a, a * b, b * b].map((each) => root * each));
    right.push(root * y[i]!);
  }
  const t = [0, 1].map((j) => bandwidth[j]! / (1 + (bandwidth[j]! / ridge.reach[j]!) ** 2));
  const [a, b] = t as [number, number];
  // slopes with 0.03 of it
  const lengths = [Math.sqrt(0.03) * a, Math.sqrt(0.03) * b, a * a, a * b, b * b];
  lengths.forEach((length, at) => {
    const row = [0, 0, 0, 0, 0, 0];
    row[1 + at] = Math.sqrt(ridge.weight) * length;
    rows.push(row);
    right.push(0);
  });
  return leastSquares(rows, right);
}

/** The same of one column, degree 3. */
function byRowsOnLine(
  { n, x, y }: Observations,
  { bandwidth, ridge }: ReturnType<typeof specOf>,
  q: number,
): Float64Array {
  const rows: number[][] = [];
  const right: number[] = [];
  for (let i = 0; i < n; i++) {
    const t = x[i]! - q;
    const root = Math.exp(-((t / bandwidth[0]!) ** 2) / 4);
    rows.push([1, t, t ** 2, t ** 3].map((each) => root * each));
    right.push(root * y[i]!);
  }
  const t = bandwidth[0]! / (1 + (bandwidth[0]! / ridge.reach[0]!) ** 2);
  for (const power of [2, 3]) {
    rows.push([0, 1, 2, 3].map((a) => (a === power ? Math.sqrt(ridge.weight) * t ** a : 0)));
    right.push(0);
  }
  return leastSquares(rows, right);
}

/** Of a bandwidth and the reach of a ridge. */
function slopeLength(h: number, reach: number): number {
  return h / (1 + (h / reach) ** 2);
}

/** A line in the second column at q, and a row that pulls its slope. */
function leastSquaresLine(
  x: Float64Array,
  y: Float64Array,
  q: number,
  h: number,
  pull: number,
): Float64Array {
  const rows = Array.from(y, (_, i) => {
    const t = x[2 * i + 1]! - q;
    const root = Math.exp(-((t / h) ** 2) / 4);
    return [root, root * t];
  });
  const right = Array.from(y, (value, i) => rows[i]![0]! * value);
  return leastSquares([...rows, [0, pull]], [...right, 0]);
}

/** By Householder's reflections. */
function leastSquares(rows: number[][], right: number[]): Float64Array {
  const terms = rows[0]!.length;
  for (let c = 0; c < terms; c++) {
    const norm = Math.sqrt(rows.slice(c).reduce((sum, row) => sum + row[c]! ** 2, 0));
    const v = rows.slice(c).map((row) => row[c]!);
    v[0]! += Math.sign(v[0]! || 1) * norm;
    const size = v.reduce((sum, each) => sum + each * each, 0);
    for (let k = c; k <= terms; k++) {
      const at = (r: number) => (k < terms ? rows[c + r]![k]! : right[c + r]!);
      const scale = (2 * v.reduce((sum, each, r) => sum + each * at(r), 0)) / size;
      v.forEach((each, r) => {
        if (k < terms) rows[c + r]![k]! -= scale * each;
        else right[c + r]! -= scale * each;
      });
    }
  }
  const out = new Float64Array(terms);
  for (let a = terms - 1; a >= 0; a--) {
    let sum = right[a]!;
    for (let b = a + 1; b < terms; b++) sum -= rows[a]![b]! * out[b]!;
    out[a] = sum / rows[a]![a]!;
  }
  return out;
}

function expectSame(found: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void {
  for (let a = 0; a < wanted.length; a++)
    expect(Math.abs(found[a]! - wanted[a]!)).toBeLessThan(
      within * Math.max(1, Math.abs(wanted[a]!)),
    );
}

describe('a ridge', () => {
  const observations = sampleOf(60);

  it('is so many more rows of the least squares, wherever the query lies', () => {
    for (const bandwidth of [
      [0.7, 0.9],
      [0.25, 0.3],
      [40, 0.8],
      [1e6, 1e6],
    ])
      for (const weight of [1e-3, 1, 30])
        for (const q of [
          [0.1, -0.2],
          [1.5, 1.8],
          [2.6, -2.4],
        ] as const) {
          const spec = specOf(bandwidth, weight, [2, 2.2]);
          const { coefficients, degree } = fitAt('test', observations, spec, Float64Array.from(q));
          expect(degree[0]).toBe(2);
          expectSame(coefficients, byRows(observations, spec, q), 1e-9);
        }
  });

  it('counts in the units of sample weights', () => {
    const weights = Float64Array.from({ length: 60 }, (_, i) => 1 + (i % 5));
    const weighted = { ...observations, weights };
    for (const q of [
      [0.1, -0.2],
      [2.6, -2.4],
    ] as const) {
      const spec = specOf([0.5, 0.5], 2, [2, 2]);
      const { coefficients } = fitAt('test', weighted, spec, Float64Array.from(q));
      expectSame(coefficients, byRows(weighted, spec, q), 1e-9);
      const scaled = { ...weighted, weights: weights.map((w) => 8 * w) };
      const other = fitAt('test', scaled, specOf([0.5, 0.5], 16, [2, 2]), Float64Array.from(q));
      expectSame(other.coefficients, coefficients, 1e-12);
    }
  });

  it('needs no more places than a plane: the rest is 0', () => {
    const four = {
      n: 4,
      d: 2,
      p: 1,
      x: Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1.1),
      y: Float64Array.of(1, 2, 3, 5),
    };
    const spec = specOf([1, 1], 1, [3, 3]);
    const { coefficients, degree } = fitAt('test', four, spec, Float64Array.of(0.4, 0.3));
    expect(degree[0]).toBe(2);
    expectSame(coefficients, byRows(four, spec, [0.4, 0.3]), 1e-12);
  });

  it('pulls squares and cubes on a line, with few places too', () => {
    const full = {
      n: 60,
      d: 1,
      p: 1,
      x: observations.x.slice(0, 60),
      y: observations.y,
    };
    const few = { n: 3, d: 1, p: 1, x: Float64Array.of(0, 0.5, 1.2), y: Float64Array.of(1, 3, 2) };
    const two = { n: 2, d: 1, p: 1, x: Float64Array.of(0, 0.5), y: Float64Array.of(1, 3) };
    for (const sample of [full, few, two])
      for (const bandwidth of [0.3, 1, 30])
        for (const weight of [0.01, 1])
          for (const q of [-0.2, 0.5, 0.6, 1.4]) {
            const spec = { ...specOf([bandwidth], weight, [1.5]), degree: 3 };
            const found = fitAt('test', sample, spec, Float64Array.of(q));
            expect(found.degree[0]).toBe(3);
            expectSame(found.coefficients, byRowsOnLine(sample, spec, q), 1e-8);
          }
  });

  it('far from all observations leaves the mean of the nearest', () => {
    const spec = specOf([0.1, 0.1], 1, [2, 2]);
    const far = Float64Array.of(60, -45);
    const mean = fitAt('test', observations, { ...spec, degree: 0 }, far);
    for (const degree of [1, 2]) {
      const { coefficients } = fitAt('test', observations, { ...spec, degree }, far);
      expectSame(coefficients.subarray(0, 1), mean.coefficients, 1e-9);
      expectSame(coefficients.subarray(1), [0, 0, 0, 0, 0].slice(0, coefficients.length - 1), 1e-9);
    }
  });

  it('pulls the slope of a number beside a category', () => {
    const category = { kind: 'category', kernel: 'liRacine', levels: 2 } as const;
    const predictors = [category, { kind: 'number' }] as const;
    // All are of one level: what is left is a line in the number.
    const x = observations.x.map((value, at) => (at % 2 === 0 ? 0 : value));
    const spec = { ...specOf([0.5, 0.4], 3, [1, 1.5]), predictors, degree: 1 };
    for (const q of [0.3, 2.9]) {
      const wanted = leastSquaresLine(
        x,
        observations.y,
        q,
        0.4,
        Math.sqrt(0.09) * slopeLength(0.4, 1.5),
      );
      for (const method of ['auto', 'direct'] as const)
        expectSame(
          fitAt(
            'test',
            { ...observations, x, predictors },
            { ...spec, method },
            Float64Array.of(0, q),
          ).coefficients,
          wanted,
          1e-9,
        );
    }
  });

  it('without weight, or without terms to pull, changes nothing', () => {
    const queries = sampleOf(9, 7).x;
    const spec = specOf([0.6, 0.7], 1, [2, 2]);
    const { ridge, ...plain } = spec;
    expect(fitAt('test', observations, { ...spec, degree: 0 }, queries)).toEqual(
      fitAt('test', observations, { ...plain, degree: 0 }, queries),
    );
    const line = { n: 60, d: 1, p: 1, x: observations.x.slice(0, 60), y: observations.y };
    const onLine = { ...plain, bandwidth: Float64Array.of(0.6), degree: 1 };
    expect(fitAt('test', line, { ...onLine, ridge }, queries)).toEqual(
      fitAt('test', line, onLine, queries),
    );
    const nothing = { ...spec, ridge: { ...ridge, weight: 1e-300 } };
    expectSame(
      valuesOf(fitAt('test', observations, nothing, queries), 1),
      valuesOf(fitAt('test', observations, plain, queries), 1),
      1e-12,
    );
  });

  it.each([1, 2])('keeps the leave-one-out formula, by groups too: degree %i', (degree) => {
    const tied = sampleOf(40, 3);
    tied.x.copyWithin(0, 2, 8);
    const spec = { ...specOf([0.5, 0.6], 1.5, [2, 2]), degree };
    const { fitted, looFitted, leverage } = selfFit('test', tied, spec);
    const groups = rowsOfGroups(Int32Array.from({ length: 40 }, (_, i) => i % 9));
    const byGroup = leaveGroupsOut('test', tied, spec, groups);
    for (let i = 0; i < 40; i++) {
      const at = tied.x.subarray(2 * i, 2 * i + 2);
      expectSame([fitted[i]!], valuesOf(fitAt('test', tied, spec, at), 1), 1e-10);
      const others = withoutRows(tied, Int32Array.of(i));
      expectSame([looFitted[i]!], valuesOf(fitAt('test', others, spec, at), 1), 1e-9);
      const rest = withoutRows(tied, groups[i % 9]!);
      expectSame([byGroup[i]!], valuesOf(fitAt('test', rest, spec, at), 1), 1e-9);
    }
    expect(leverage.every((each) => each > 0 && each < 1)).toBe(true);
    eachPull(centredSample(tied), spec, tied.x, (q, pulls) => {
      expectSame([pulls[q]!], [leverage[q]!], 1e-9);
    });
  });

  it('has the variance of its weights', () => {
    const spec = specOf([0.4, 0.5], 1, [2, 2]);
    const variances = Float64Array.from({ length: 60 }, (_, i) => 1 + (i % 3));
    const queries = Float64Array.of(0.2, 0.1, 2.4, -2.2, 1, 3);
    const { variance } = variedFitAt('test', observations, spec, queries, variances);
    eachPull(centredSample(observations), spec, queries, (q, pulls) => {
      const sum = pulls.reduce((all, l, i) => all + l * l * variances[i]!, 0);
      expectSame([variance[q]! / sum], [1], 1e-9);
    });
  });

  it('is in bandwidths of each query where windows follow the observations', () => {
    const kernel = createKernel('tricube');
    const plain = { kernel, product: true };
    const request = { neighbours: 25, adaptive: false, distinct: false, normalize: true };
    const width = windowsOf(observations, plain, request, Float64Array.of(1, 1));
    const spec = { ...specOf([1, 1], 1, [1e9, 1e9]), kernel, ...width };
    const queries = Float64Array.of(0.2, 0.1, 2.2, -2);
    const found = fitAt('test', observations, spec, queries);
    width.windows!.scaleAt(queries).forEach((scale, q) => {
      const bandwidth = width.windows!.bandwidth.map((h) => h / scale);
      const own = { ...spec, bandwidth, ridge: { weight: 1, reach: [1e9, 1e9] } };
      const at = [queries[2 * q]!, queries[2 * q + 1]!] as const;
      expectSame(
        found.coefficients.subarray(6 * q, 6 * q + 6),
        byRows(observations, own, at),
        1e-7,
      );
    });
  });
});
