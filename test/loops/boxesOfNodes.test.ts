import { expect, it } from 'vitest';
import { boxesOfNodes, orderByBox } from '../../src/loops/gridNodes.js';

it('tells the box of a node in two and three dimensions', () => {
  // Rows of 5 nodes in boxes of 2: the last box of a row holds one node.
  expect([...boxesOfNodes(Int32Array.of(0, 4, 5, 14, -1), Int32Array.of(4, 5), 2)]).toEqual([
    0, 2, 0, 5, -1,
  ]);
  const node = (3 * 4 + 2) * 6 + 5;
  expect([...boxesOfNodes(Int32Array.of(node), Int32Array.of(5, 4, 6), 2)]).toEqual([11]);
});

it('orders points by box and leaves those outside out', () => {
  expect([...orderByBox(Int32Array.of(2, -1, 0, 2, 1), 3)]).toEqual([2, 4, 0, 3]);
});
