import { leastDifference } from './nearestPoint.js';

/**
 * Gaussian sums of one query in log space, over the points that matter, nearest boxes first:
 *
 *   sums[k, α] = Σ_i c_ik u_i^α e^(δ_i − s),   δ_i = −(u_i² − u_r²)/2,   s = max (log max_k |c_ik| + δ_i) over i
 *
 * A box is left out when, for every column, what it could add is below `share` of Σ|c|e^δ found so
 * far.
 *
 * @param points, columns - in the order of the tree, shapes [n, d], [n, c]
 * @param logLargest - log max_k |c_ik|, no less than −700 but for points of zeros alone
 * @param largest - largest |c| of each node, shape [nodes, c]
 * @param r - the nearest point, the reference of δ
 * @param start - log max_k |c_rk|, where s begins
 * @param skip - a position left out, or −1
 * @param counts - number of powers of each column
 * @param parent, variable - how each power is made from an earlier one
 * @param totals - [c], Σ|c|e^(δ − s), overwritten
 * @param monomials - room for the largest count
 * @param out - the sums, from `at` on, overwritten
 * @param visited - [1], the number of points looked at is added
 * @returns s
 */
export function nearSums(
  points: Float64Array,
  columns: Float64Array,
  logLargest: Float64Array,
  d: number,
  c: number,
  w: Float64Array,
  nodes: number,
  ranges: Int32Array,
  extents: Float64Array,
  largest: Float64Array,
  q: Float64Array,
  r: Float64Array,
  start: number,
  skip: number,
  share: number,
  counts: Int32Array,
  parent: Int32Array,
  variable: Int32Array,
  stack: Int32Array,
  totals: Float64Array,
  monomials: Float64Array,
  u: Float64Array,
  out: Float64Array,
  at: number,
  size: number,
  visited: Float64Array,
): number {
  let s = start;
  totals.fill(0);
  out.fill(0, at, at + size);
  monomials[0] = 1;
  let top = 0;
  stack[top++] = 0;
  while (top > 0) {
    const t = stack[--top];
    const height = -leastDifference(extents, 2 * d * t, d, w, q, r) / 2 - s;
    const bound = Math.exp(Math.min(height, 700));
    let matters = false;
    for (let k = 0; k < c; k++) if (largest[t * c + k] * bound > share * totals[k]) matters = true;
    if (!matters) continue;
    const left = 2 * t + 1;
    if (left < nodes) {
      const a = leastDifference(extents, 2 * d * left, d, w, q, r);
      const b = leastDifference(extents, 2 * d * (left + 1), d, w, q, r);
      stack[top++] = a < b ? left + 1 : left;
      stack[top++] = a < b ? left : left + 1;
      continue;
    }
    visited[0] += ranges[2 * t + 1] - ranges[2 * t];
    for (let i = ranges[2 * t]; i < ranges[2 * t + 1]; i++) {
      if (i === skip || logLargest[i] === -Infinity) continue;
      let difference = 0;
      for (let j = 0; j < d; j++) {
        const x = points[i * d + j];
        u[j] = w[j] * (x - q[j]);
        difference += w[j] * (x - r[j]) * (w[j] * (x - q[j] + (r[j] - q[j])));
      }
      const delta = -difference / 2;
      const height = logLargest[i] + delta;
      if (height > s) {
        const shrink = Math.exp(s - height);
        for (let a = 0; a < size; a++) out[at + a] *= shrink;
        for (let k = 0; k < c; k++) totals[k] *= shrink;
        s = height;
      }
      const e = Math.exp(delta - s);
      if (e === 0) continue;
      let made = 1;
      let o = at;
      for (let k = 0; k < c; k++) {
        const term = columns[i * c + k] * e;
        totals[k] += term < 0 ? -term : term;
        const count = counts[k];
        for (; made < count; made++) monomials[made] = monomials[parent[made]] * u[variable[made]];
        for (let a = 0; a < count; a++) out[o + a] += term * monomials[a];
        o += count;
      }
    }
  }
  return s;
}
