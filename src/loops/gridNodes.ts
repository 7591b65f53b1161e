/**
 * The first node of the window of each point on one axis, and its phase in [0, 1), counted from the
 * origin of its segment.
 *
 *   x − lo = (node + phase) · spacing
 *
 * The difference is kept in two parts and the spacing is split in two, so that the phase is exact
 * to rounding however long the axis is and however large its offset. Nodes of several axes combine
 * row-major: call once for each axis, first axis first.
 *
 * @param rows - which points, or null for all
 * @param lo, hi - ends of the segments of the axis, ascending
 * @param start - first node of each segment
 * @param base - flat node so far, shape [count]; −1 marks a point outside some axis and stays
 * @param phases - shape [count, d]
 */
export function locateNodes(
  points: Float64Array,
  rows: Int32Array | null,
  count: number,
  d: number,
  axis: number,
  lo: Float64Array,
  hi: Float64Array,
  start: Int32Array,
  nodes: number,
  high: number,
  low: number,
  inverse: number,
  base: Int32Array,
  phases: Float64Array,
): void {
  const last = lo.length - 1;
  for (let i = 0; i < count; i++) {
    if (base[i] < 0) continue;
    const x = points[(rows === null ? i : rows[i]) * d + axis];
    let s = 0;
    let e = last;
    while (s < e) {
      const mid = (s + e) >> 1;
      if (hi[mid] < x) s = mid + 1;
      else e = mid;
    }
    const origin = lo[s];
    if (!(x >= origin && x <= hi[s])) {
      base[i] = -1;
      continue;
    }
    const difference = x - origin;
    const virtual = x - difference;
    const rest = x - (difference + virtual) + (virtual - origin);
    let node = Math.floor(difference * inverse);
    let phase = (difference - node * high + (rest - node * low)) * inverse;
    // the product above may have been rounded over an integer
    if (phase < 0) {
      node--;
      phase++;
    } else if (phase >= 1) {
      node++;
      phase--;
    }
    phases[i * d + axis] = phase;
    base[i] = base[i] * nodes + start[s] + node;
  }
}

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
