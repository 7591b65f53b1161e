import { expect, it } from 'vitest';
import { pointTree } from '../../src/loops/pointTree.js';
import { makePoints, random } from '../sums/problems.js';

it('halves ranges and holds every point in the extents of its nodes', () => {
  for (const kind of ['uniform', 'ties', 'outlier']) {
    const [n, d, nodes] = [777, 2, 63];
    const points = makePoints(kind, n, d, random(2));
    const order = Int32Array.from({ length: n }, (_, i) => i);
    const ranges = new Int32Array(2 * nodes);
    const extents = new Float64Array(2 * d * nodes);
    pointTree(points, d, Float64Array.of(1, 2), order, nodes, ranges, extents);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    for (let t = 0; t < nodes; t++) {
      for (let i = ranges[2 * t]; i < ranges[2 * t + 1]; i++) {
        for (let j = 0; j < d; j++) {
          const x = points[order[i] * d + j];
          expect(x >= extents[2 * d * t + j] && x <= extents[2 * d * t + d + j]).toBe(true);
        }
      }
    }
    const leaves = Array.from({ length: 32 }, (_, leaf) => 31 + leaf);
    const held = leaves.reduce((sum, t) => sum + ranges[2 * t + 1] - ranges[2 * t], 0);
    expect(held).toBe(n);
  }
});
