import { selectInto } from './selectInto.js';

/**
 * A balanced k-d tree in place: node 0 holds all points, node t splits its range in the middle
 * between 2t + 1 and 2t + 2.
 *
 * @param order - a permutation of the points, shape [n]; on return the points of each node are
 *   contiguous
 * @param scale - [d], lengths are compared after multiplication with it
 * @param nodes - number of nodes, 2^levels − 1
 * @param ranges - first and last + 1 position of each node, shape [nodes, 2]
 * @param extents - least and largest coordinates of each node, shape [nodes, 2, d]
 */
export function pointTree(
  points: Float64Array,
  d: number,
  scale: Float64Array,
  order: Int32Array,
  nodes: number,
  ranges: Int32Array,
  extents: Float64Array,
): void {
  ranges[0] = 0;
  ranges[1] = order.length;
  for (let t = 0; t < nodes; t++) {
    const from = ranges[2 * t];
    const to = ranges[2 * t + 1];
    const at = 2 * d * t;
    let widest = 0;
    let width = -1;
    for (let j = 0; j < d; j++) {
      let min = Infinity;
      let max = -Infinity;
      for (let i = from; i < to; i++) {
        const x = points[order[i] * d + j];
        if (x < min) min = x;
        if (x > max) max = x;
      }
      extents[at + j] = min;
      extents[at + d + j] = max;
      if ((max - min) * scale[j] > width) {
        width = (max - min) * scale[j];
        widest = j;
      }
    }
    const left = 2 * t + 1;
    if (left >= nodes) continue;
    const middle = (from + to) >> 1;
    if (width > 0) selectInto(points, widest, d, order, from, to, middle);
    ranges[2 * left] = from;
    ranges[2 * left + 1] = middle;
    ranges[2 * left + 2] = middle;
    ranges[2 * left + 3] = to;
  }
}
