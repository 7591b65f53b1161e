import type { PointTree } from './PointTree.js';

/**
 * Sums of each column over the points of every node of a tree, leaves first and then pairs, so that
 * rounding grows with the depth only.
 *
 * @param columns - in tree order, shape [c, n]
 * @param absolute - sums of |c| in place of c
 * @returns shape [nodes, c]
 */
export function nodeSums(
  tree: PointTree,
  columns: Float64Array,
  c: number,
  absolute: boolean,
): Float64Array {
  const { n, depth } = tree;
  const sums = new Float64Array(((2 << depth) - 1) * c);
  const firstLeaf = (1 << depth) - 1;
  for (let r = 0; r < 1 << depth; r++) {
    const end = tree.end(depth, r);
    for (let k = 0; k < c; k++) {
      let sum = 0;
      for (let i = tree.start(depth, r); i < end; i++) {
        sum += absolute ? Math.abs(columns[k * n + i]) : columns[k * n + i];
      }
      sums[(firstLeaf + r) * c + k] = sum;
    }
  }
  for (let node = firstLeaf - 1; node >= 0; node--) {
    const left = (2 * node + 1) * c;
    for (let k = 0; k < c; k++) sums[node * c + k] = sums[left + k] + sums[left + c + k];
  }
  return sums;
}
