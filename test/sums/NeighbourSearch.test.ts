import { describe, expect, it } from 'vitest';
import { NeighbourSearch } from '../../src/sums/NeighbourSearch.js';
import { expectClose } from '../expectClose.js';
import { makePoints, random } from './problems.js';

/** All distances from a query, ascending. */
function distances(points: Float64Array, w: Float64Array, byside: boolean, query: Float64Array) {
  const d = w.length;
  return Float64Array.from({ length: points.length / d }, (_, i) => {
    const sides = Array.from(w, (each, j) => Math.abs(points[i * d + j]! - query[j]!) * each);
    return byside ? Math.max(...sides) : Math.hypot(...sides);
  }).sort();
}

describe('NeighbourSearch', () => {
  it.each(['uniform', 'ties', 'clusters', 'outlier', 'offset', 'line'])('of %s points', (kind) => {
    for (const d of [1, 2, 3, 4])
      for (const [n, ranks] of [
        [1, [1]],
        [2, [1, 2]],
        [17, [1, 2, 16, 17]],
        [400, [1, 2, 30, 399, 400]],
      ] as const) {
        const next = random(3);
        const points = makePoints(kind, n, d, next);
        const w = new Float64Array(d).map(() => 0.5 + 3 * next());
        const own = points.slice(0, 2 * d);
        const near = new Float64Array(6 * d).map(() => 1.5 * next() - 0.25);
        const queries = Float64Array.from([...own, ...near, ...Array(d).fill(-1e6)]);
        for (const byside of [false, true])
          for (const k of ranks) {
            const search = new NeighbourSearch(points, w, byside, k);
            for (let q = 0; q < queries.length / d; q++) {
              const query = queries.subarray(q * d, (q + 1) * d);
              const expected = distances(points, w, byside, query)[k - 1]!;
              expectClose([search.distance(queries, q)], [expected], 1e-14, 0);
            }
          }
      }
  });

  it('finds the same for one query after others', () => {
    const points = makePoints('uniform', 300, 2, random(5));
    const search = new NeighbourSearch(points, Float64Array.of(1, 2), false, 20);
    const first = search.distance(points, 0);
    for (let q = 0; q < 300; q++) search.distance(points, q);
    expect(search.distance(points, 0)).toBe(first);
  });
});
