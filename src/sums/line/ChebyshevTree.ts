// Sums with a certified relative error for any query, however far: a binary tree over the sorted
// points. A node stands for its points by P weighted Chebyshev points where interpolation of the
// kernel over the node is accurate relative to the kernel there; nodes that cannot matter are
// pruned; the leaves are exact. Build O(n log n); a query O(P·log n) for most, whatever n.
// Error: accepted nodes tolerance/64 each of their own terms, pruned ones tolerance/1024 of the sum
// each.

import { sortedOrder } from '../../loops/sortedOrder.js';
import { analysisMatrix, chebyshevInto, chebyshevNodes, nodeWeightsInto } from '../chebyshev.js';
import type { Sample } from '../types.js';

/** Points in a leaf. */
export const LEAF = 32;

/**
 * Sorted points, and for each level and node its centre, half-width, masses and Chebyshev weights.
 */
export class ChebyshevTree {
  /** Sorted, shape [n]. */
  readonly points: Float64Array;
  /** Shape [c, n], in the order of the points. */
  readonly columns: Float64Array;
  /** Index in the sample of each sorted point. */
  readonly source: Int32Array;
  readonly n: number;
  private readonly sampleSize: number;
  readonly c: number;
  /** First node of each level, the leaves being level 0; the last entry counts the nodes. */
  readonly levels: Int32Array;
  readonly centres: Float64Array;
  readonly halves: Float64Array;
  /** Σ|c|, shape [nodes, c] */
  readonly masses: Float64Array;
  /** Shape [nodes, c, order]; none for the leaves. */
  readonly weights: Float64Array;
  /** Chebyshev nodes on [−1, 1], shape [order]. */
  readonly nodes: Float64Array;

  /**
   * @param sample - the points
   * @param chosen - indices of the points to use, all when left out; those with only zeros are
   *   dropped
   * @param order - P
   */
  constructor(
    sample: Sample,
    readonly order: number,
    chosen?: Int32Array,
  ) {
    const { n, c, columns } = sample;
    this.sampleSize = n;
    const live = liveIndices(sample, chosen);
    this.n = live.length;
    this.c = c;
    const points = new Float64Array(this.n);
    gatherInto(sample.points, 0, live, points, 0);
    const { keys, order: sorted } = sortedOrder(points);
    this.points = keys;
    this.source = new Int32Array(this.n);
    for (let r = 0; r < this.n; r++) this.source[r] = live[sorted[r]];
    this.columns = new Float64Array(c * this.n);
    for (let j = 0; j < c; j++) gatherInto(columns, j * n, this.source, this.columns, j * this.n);
    this.nodes = chebyshevNodes(order).map((t) => 2 * t);
    const levels = [0];
    for (let count = Math.ceil(this.n / LEAF), end = 0; count > 0; ) {
      end += count;
      levels.push(end);
      count = count === 1 ? 0 : Math.ceil(count / 2);
    }
    this.levels = Int32Array.from(levels);
    const total = levels[levels.length - 1];
    this.centres = new Float64Array(total);
    this.halves = new Float64Array(total);
    this.masses = new Float64Array(total * c);
    this.weights = new Float64Array(total * c * order);
    this.build();
  }

  private build(): void {
    const { n, c, order, points, columns, masses, weights, centres, halves, levels, nodes } = this;
    const analysis = analysisMatrix(order);
    const row = new Float64Array(order);
    for (let level = 0; level + 1 < levels.length; level++) {
      const span = LEAF << level;
      for (let node = levels[level]; node < levels[level + 1]; node++) {
        const first = (node - levels[level]) * span;
        const end = Math.min(n, first + span);
        const centre = points[first] + 0.5 * (points[end - 1] - points[first]);
        const half = Math.max(points[end - 1] - centre, centre - points[first]);
        centres[node] = centre;
        halves[node] = half;
        if (level === 0) {
          for (let j = 0; j < c; j++)
            for (let i = first; i < end; i++) masses[node * c + j] += Math.abs(columns[j * n + i]);
          continue;
        }
        const left = levels[level - 1] + 2 * (node - levels[level]);
        const right = Math.min(left + 1, levels[level] - 1);
        for (let child = left; child <= right; child++)
          for (let j = 0; j < c; j++) masses[node * c + j] += masses[child * c + j];
        const target = node * c * order;
        if (level === 1) {
          for (let i = first; i < end; i++) {
            chebyshevInto(half > 0 ? (points[i] - centre) / (2 * half) : 0, row);
            for (let j = 0; j < c; j++)
              addScaled(columns[j * n + i], row, weights, target + j * order);
          }
        } else {
          for (let child = left; child <= right; child++)
            for (let q = 0; q < order; q++) {
              const offset = centres[child] - centre + halves[child] * nodes[q];
              chebyshevInto(half > 0 ? offset / (2 * half) : 0, row);
              for (let j = 0; j < c; j++)
                addScaled(weights[(child * c + j) * order + q], row, weights, target + j * order);
            }
        }
        for (let j = 0; j < c; j++) {
          row.set(weights.subarray(target + j * order, target + (j + 1) * order));
          nodeWeightsInto(row, analysis, weights, target + j * order);
        }
      }
    }
  }

  /**
   * For each point of the sample its place among the sorted points, −1 for those left out; shape
   * [n].
   */
  places(): Int32Array {
    const places = new Int32Array(this.sampleSize).fill(-1);
    for (let r = 0; r < this.n; r++) places[this.source[r]] = r;
    return places;
  }

  /** Position of the sorted point nearest to q, −1 when there is none; `skip` is passed over. */
  nearest(q: number, skip: number): number {
    const { points, n } = this;
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle] < q) low = middle + 1;
      else high = middle;
    }
    const right = low === skip ? low + 1 : low;
    const left = low - 1 === skip ? low - 2 : low - 1;
    if (right >= n) return left;
    return left < 0 || points[right] - q <= q - points[left] ? right : left;
  }
}

/** out[outStart + r] = values[start + indices[r]] */
function gatherInto(
  values: Float64Array,
  start: number,
  indices: Int32Array,
  out: Float64Array,
  outStart: number,
): void {
  for (let r = 0; r < indices.length; r++) out[outStart + r] = values[start + indices[r]];
}

function liveIndices({ n, c, columns }: Sample, chosen?: Int32Array): Int32Array {
  const count = chosen ? chosen.length : n;
  const live = new Int32Array(count);
  let kept = 0;
  for (let r = 0; r < count; r++) {
    const i = chosen ? chosen[r] : r;
    for (let j = 0; j < c; j++)
      if (columns[j * n + i] !== 0) {
        live[kept++] = i;
        break;
      }
  }
  return live.subarray(0, kept);
}

function addScaled(factor: number, row: Float64Array, out: Float64Array, start: number): void {
  for (let k = 0; k < row.length; k++) out[start + k] += factor * row[k];
}
