/**
 * Boxes of `box` nodes a side in place of nodes, both row-major; the last box of an axis may be cut
 * short.
 *
 * @param shape - nodes of each axis
 * @returns shape [count]; −1 where base is −1
 */
export function boxesOfNodes(base: Int32Array, shape: Int32Array, box: number): Int32Array {
  const out = new Int32Array(base.length);
  const node = base.slice();
  for (let j = shape.length - 1, boxes = 1; j >= 0; j--) {
    const nodes = shape[j];
    for (let i = 0; i < base.length; i++) {
      const row = (node[i] / nodes) | 0;
      out[i] += (((node[i] - row * nodes) / box) | 0) * boxes;
      node[i] = row;
    }
    boxes *= Math.ceil(nodes / box);
  }
  for (let i = 0; i < base.length; i++) if (base[i] < 0) out[i] = -1;
  return out;
}

/**
 * Points in the order of their boxes, so that neighbours on the grid are met one after the other
 * and share its cache lines.
 *
 * @param boxes - shape [n]; negative ones are left out
 * @param count - number of boxes
 * @returns positions, shape [number of boxes not negative]
 */
export function orderByBox(boxes: Int32Array, count: number): Int32Array {
  const next = new Int32Array(count + 1);
  for (let i = 0; i < boxes.length; i++) if (boxes[i] >= 0) next[boxes[i] + 1]++;
  for (let b = 0; b < count; b++) next[b + 1] += next[b];
  const order = new Int32Array(next[count]);
  for (let i = 0; i < boxes.length; i++) if (boxes[i] >= 0) order[next[boxes[i]]++] = i;
  return order;
}
