import { describe, expect, it } from 'vitest';
import { windowSumsInto } from '../../src/sums/lineWindows.js';
import { emptySums } from '../../src/sums/powers.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { worstError } from './doubledSums.js';
import { requestFor, sampleOf, uniform } from './lineSamples.js';

const random = uniform(3);
const H = 0.01;
const points = Array.from({ length: 400 }, () => 100 * random() ** 6);

function sumsOf(sample: Sample, queries: Float64Array, request: SumsRequest) {
  const sums = emptySums(1, request.degrees, queries.length);
  const rows = Array.from(queries.keys());
  const uncertain = new Set(windowSumsInto(sample, queries, rows, request, sums));
  return { sums, rows: rows.filter((q) => !uncertain.has(q)) };
}

describe('windowSumsInto', () => {
  it.each([
    { degrees: [0, 0] },
    { degrees: [6, 3], tolerance: 1e-13 },
    { degrees: [6, 3], squared: true },
    { degrees: [2, 1], excludeSelf: true },
  ])('is exact where it is certain, in any order of points and queries: %j', (changes) => {
    const sample = sampleOf(points, 2, random, (i) => 1 + (i % 3));
    const request = requestFor(H, changes);
    const queries = changes.excludeSelf
      ? sample.points
      : Float64Array.from(points, (x) => x + 2 * H * (random() - 0.5));
    const { sums, rows } = sumsOf(sample, queries, request);
    expect(rows.length).toBeGreaterThan(250);
    expect(worstError(sample, queries, request, sums, rows)).toBeLessThan(1e-14);
  });

  it('leaves what is far from all points, and windows of very many', () => {
    const sample = sampleOf([...points, ...Array.from({ length: 5000 }, () => 200)], 2, random);
    const queries = Float64Array.of(150, 200, points[7]!, -1);
    const { rows } = sumsOf(sample, queries, requestFor(H));
    expect(rows).toEqual([2]);
  });

  it('is not certain of a column that is nothing in the window', () => {
    const sample = sampleOf([0, 1, 20], 2, random, undefined, (i) => (i === 2 ? 1e9 : 0));
    expect(sumsOf(sample, Float64Array.of(0.5), requestFor(1)).rows).toEqual([]);
  });
});
