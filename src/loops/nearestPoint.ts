/**
 * u²(x) − u²(r) = Σ_j w_j(x_j − r_j) · w_j((x_j − q_j) + (r_j − q_j)), least over a box of x.
 *
 * Written as a difference it keeps its digits at any distance of q, where the squares themselves
 * lose them.
 *
 * @param at - where the box stands in `extents`: d least coordinates, then d largest
 */
export function leastDifference(
  extents: Float64Array,
  at: number,
  d: number,
  w: Float64Array,
  q: Float64Array,
  r: Float64Array,
): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const lo = extents[at + j];
    const hi = extents[at + d + j];
    const x = q[j] < lo ? lo : Math.min(q[j], hi);
    sum += w[j] * (x - r[j]) * (w[j] * (x - q[j] + (r[j] - q[j])));
  }
  return sum;
}

/**
 * The point nearest to q, compared by differences.
 *
 * @param points - in the order of the tree, shape [n, d]
 * @param logLargest - −Infinity for points that do not count, shape [n]
 * @param skip - a position never taken, or −1
 * @param stack - room for 64 numbers
 * @param r - [d], receives the coordinates
 * @returns its position, −1 when no point counts
 */
export function nearestPoint(
  points: Float64Array,
  logLargest: Float64Array,
  d: number,
  w: Float64Array,
  nodes: number,
  ranges: Int32Array,
  extents: Float64Array,
  q: Float64Array,
  skip: number,
  stack: Int32Array,
  r: Float64Array,
): number {
  let best = -1;
  let top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const t = stack[--top];
    if (best >= 0 && !(leastDifference(extents, 2 * d * t, d, w, q, r) < 0)) continue;
    const left = 2 * t + 1;
    if (left < nodes) {
      // both boxes against a corner of the left one: only their order matters
      if (best < 0) for (let j = 0; j < d; j++) r[j] = extents[2 * d * left + j];
      const a = leastDifference(extents, 2 * d * left, d, w, q, r);
      const b = leastDifference(extents, 2 * d * (left + 1), d, w, q, r);
      stack[top++] = a < b ? left + 1 : left;
      stack[top++] = a < b ? left : left + 1;
      continue;
    }
    for (let i = ranges[2 * t]; i < ranges[2 * t + 1]; i++) {
      if (i === skip || logLargest[i] === -Infinity) continue;
      let difference = 0;
      if (best >= 0) {
        for (let j = 0; j < d; j++) {
          const x = points[i * d + j];
          difference += w[j] * (x - r[j]) * (w[j] * (x - q[j] + (r[j] - q[j])));
        }
      }
      if (best >= 0 && !(difference < 0)) continue;
      best = i;
      for (let j = 0; j < d; j++) r[j] = points[i * d + j];
    }
  }
  return best;
}
