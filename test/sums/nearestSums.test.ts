import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestSums } from '../../src/sums/Near.js';
import { uniform } from './kernels.js';
import { makeColumns, makePoints, random } from './problems.js';

const request = (d: number, excludeSelf: boolean) => ({
  kernel: uniform,
  product: false,
  inverseBandwidth: Float64Array.from({ length: d }, (_, j) => 2 ** j),
  degrees: [0, 0],
  squared: false,
  excludeSelf,
  tolerance: 1e-12,
});

it('adds up the points that share the least distance, without those of no weight', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 3),
      fc.constantFrom('lattice', 'uniform', 'clusters'),
      fc.constantFrom('positive', 'zeros'),
      fc.boolean(),
      fc.integer({ min: 1, max: 1e9 }),
      (d, kind, weights, excludeSelf, seed) => {
        const next = random(seed);
        const n = 150;
        const points = makePoints(kind, n, d, next);
        // Small whole numbers: squares of distances are exact, and many points tie.
        if (kind === 'lattice') points.set(points.map((x) => Math.round(4 * x)));
        const sample = { n, d, c: 2, points, columns: makeColumns(weights, n, 2, next) };
        const queries = excludeSelf
          ? points
          : Float64Array.from({ length: 40 * d }, () => Math.round(14 * next() - 4) / 2);
        const rows = [3, 0, 17, 39];
        const asked = request(d, excludeSelf);
        const found = nearestSums(sample, queries, rows, asked) ?? new Float64Array(0);
        expect(found.length).toBe(8);
        rows.forEach((row, r) => {
          let least = Infinity;
          let sums = [0, 0];
          for (let i = 0; i < n; i++) {
            if (sample.columns[i] === 0 || (excludeSelf && i === row)) continue;
            let square = 0;
            for (let j = 0; j < d; j++) {
              square += ((points[i * d + j] - queries[row * d + j]) * 2 ** j) ** 2;
            }
            if (square > least) continue;
            if (square < least) sums = [0, 0];
            least = square;
            for (let k = 0; k < 2; k++) sums[k] += sample.columns[k * n + i];
          }
          for (let k = 0; k < 2; k++) expect(found[2 * r + k]).toBeCloseTo(sums[k], 12);
        });
      },
    ),
    { numRuns: 200 },
  );
});

it('knows the nearest at any distance, and gives up where squares overflow', () => {
  const points = Float64Array.of(0, 1, 2, 3);
  const columns = Float64Array.of(1, 1, 1, 1, 5, 6, 7, 8);
  const sample = { n: 4, d: 1, c: 2, points, columns };
  const queries = Float64Array.of(1e12, -1e100, 0.5, 1);
  const sums = nearestSums(sample, queries, [0, 1, 2, 3], request(1, false));
  expect(Array.from(sums ?? [])).toEqual([1, 8, 1, 5, 2, 11, 1, 6]);
  expect(nearestSums(sample, Float64Array.of(1e200), [0], request(1, false))).toBeUndefined();
});

it('finds nothing among no points and points of no weight', () => {
  const none = { n: 0, d: 2, c: 1, points: new Float64Array(0), columns: new Float64Array(0) };
  expect([...(nearestSums(none, Float64Array.of(1, 1), [0], request(2, false)) ?? [])]).toEqual([
    0,
  ]);
  const zeros = { n: 2, d: 1, c: 1, points: Float64Array.of(1, 2), columns: Float64Array.of(0, 0) };
  expect([...(nearestSums(zeros, Float64Array.of(1), [0], request(1, false)) ?? [])]).toEqual([0]);
});
