import { expect, it } from 'vitest';
import { CellMoments, CellRuns } from '../../src/sums/cells.js';
import { fieldRequest, gaussianField } from '../../src/sums/gaussianField.js';
import { requestFor, sampleOf, uniform } from './lineSamples.js';

const random = uniform(15);
const points = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 100 : 0) + 3 * random());
const runs = CellRuns.from([
  [0, 48],
  [1600, 1648],
]);

it.each([
  { degrees: [2, 0, 1], squared: false },
  { degrees: [0, 3], squared: true },
  { degrees: [1], squared: false },
])('gives the sums $degrees of every column, K² too', ({ degrees, squared }) => {
  const c = degrees.length;
  const sample = sampleOf(points, c, random);
  const moments = CellMoments.of(sample, { exponent: -4, order: 10 }, runs);
  const wanted = fieldRequest(requestFor(0.8, { degrees, squared }));
  const { field } = gaussianField(moments, wanted, (all, patch) =>
    new Uint8Array(all.cells / patch).fill(1),
  );
  const queries = Float64Array.of(1.3, 102.9, 0.01);
  const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const sums = new Float64Array(3 * size);
  expect(field.sumsInto(queries, sums, [])).toBe(0);
  queries.forEach((q, row) => {
    let at = row * size;
    degrees.forEach((degree, j) => {
      for (let a = 0; a <= degree; a++, at++) {
        let [sum, absolute] = [0, 0];
        points.forEach((x, i) => {
          const u = (x - q) / 0.8;
          const kernel = Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
          const term = (squared ? kernel ** 2 : kernel) * u ** a;
          sum += term * sample.columns[j * points.length + i];
          absolute += Math.abs(term * sample.columns[j * points.length + i]);
        });
        expect(Math.abs(sums[at] - sum)).toBeLessThan(1e-12 * absolute);
      }
    });
  });
});

it('has no sums where they are not certain', () => {
  const moments = CellMoments.of(sampleOf(points, 2, random), { exponent: -4, order: 10 }, runs);
  const { field } = gaussianField(moments, fieldRequest(requestFor(0.8)), (all, patch) =>
    new Uint8Array(all.cells / patch).fill(1),
  );
  const failed: number[] = [];
  field.sumsInto(Float64Array.of(50, -4, 1, 102, 9), new Float64Array(10), failed);
  expect(failed).toEqual([0, 1, 4]);
});
