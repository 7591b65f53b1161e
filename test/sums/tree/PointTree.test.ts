import { expect, it } from 'vitest';
import { PointTree } from '../../../src/sums/tree/PointTree.js';
import { makePoints, random } from '../problems.js';

it('halves ranges and holds every point in the boxes of its nodes', () => {
  for (const kind of ['uniform', 'ties', 'outlier']) {
    for (const d of [1, 2, 3]) {
      const n = 777;
      const given = makePoints(kind, n, d, random(2));
      const tree = new PointTree(given, d, new Float64Array(d).fill(2), 16);
      const { order, nodes, ranges, boxes, points } = tree;
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      let held = 0;
      for (let t = 0; t < nodes; t++) {
        const [from, to] = [ranges[2 * t], ranges[2 * t + 1]];
        if (2 * t + 1 >= nodes) {
          expect(to - from).toBeLessThanOrEqual(16);
          held += to - from;
        }
        for (let i = from; i < to; i++) {
          for (let j = 0; j < d; j++) {
            const x = points[i * d + j];
            expect(x).toBe(given[order[i] * d + j]);
            const inside = x >= boxes[2 * d * t + j] && x <= boxes[(2 * t + 1) * d + j];
            if (!inside) expect.fail(`point ${i} is outside node ${t}`);
          }
        }
      }
      expect(held).toBe(n);
    }
  }
});
