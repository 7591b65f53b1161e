import { expect, it } from 'vitest';
import { CellMoments, CellRuns } from '../../src/sums/cells.js';
import { fieldRequest, gaussianField, relevantPoints } from '../../src/sums/gaussianField.js';
import { requestFor, sampleOf, uniform } from './lineSamples.js';

const random = uniform(31);
const n = 4000;
const points = Array.from({ length: n }, () => 40 * random());
const weight = (i: number) => 10 ** -(i % 20);
const runs = CellRuns.from([[0, 160]]);

function chosen(queries: readonly number[], rows: readonly number[], excludeSelf = false) {
  const request = requestFor(1, { degrees: [0], excludeSelf });
  const sample = sampleOf(points, 1, random, weight);
  const moments = CellMoments.of(sample, { exponent: -2, order: 12 }, runs);
  const { field, certificate } = gaussianField(moments, fieldRequest(request), (all, patch) =>
    new Uint8Array(all.cells / patch).fill(1),
  );
  const at = Float64Array.from(queries);
  return relevantPoints(sample.points, at, Int32Array.from(rows), certificate, field, request);
}

it('keeps what a sum needs and leaves out most', () => {
  const queries = [0, -6, 50, -300];
  const some = chosen(queries, [1, 2, 3]);
  expect(some?.length).toBeLessThan(n / 2);
  for (const q of queries.slice(1)) {
    // Relative to the nearest point, so that nothing underflows.
    const nearest = Math.min(...points.map((x) => (x - q) ** 2));
    const sum = (indices: Iterable<number>) => {
      let total = 0;
      for (const i of indices)
        total += weight(i) * Math.exp(0.5 * (nearest - (points[i] - q) ** 2));
      return total;
    };
    const all = sum(points.keys());
    expect(Math.abs(sum(some as Int32Array) / all - 1)).toBeLessThan(1e-12);
  }
});

it('takes all points when looking would take longer', () => {
  const many = Array.from({ length: n }, (_, i) => i);
  expect(chosen(points, many)).toBeUndefined();
});
