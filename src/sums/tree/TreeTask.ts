import { type Powers, powers } from '../powers.js';
import type { KernelSums, Sample, SumsRequest } from '../types.js';
import { nodeSums } from './nodeSums.js';
import { PointTree } from './PointTree.js';

const LEAF = 16;
/** Queries taken together. */
const GROUP = 32;

/**
 * One request: the trees of points and queries, the columns in tree order and the places of the
 * results.
 */
export class TreeTask {
  readonly d: number;
  readonly c: number;
  readonly request: SumsRequest;
  readonly points: PointTree;
  readonly queries: PointTree;
  /** [c, n] in tree order. */
  readonly columns: Float64Array;
  /** Σ|c| of each node, [nodes, c]. */
  readonly masses: Float64Array;
  readonly powers: Powers;
  /** First sum of a column, [c + 1]. */
  readonly sumStart: Int32Array;
  readonly size: number;
  readonly maxDegree: number;
  readonly result: KernelSums;

  constructor(sample: Sample, queries: Float64Array, request: SumsRequest) {
    const { n, d, c, points, columns } = sample;
    const { inverseBandwidth: w, degrees } = request;
    this.d = d;
    this.c = c;
    this.request = request;
    this.points = new PointTree(points, d, w, LEAF);
    this.queries = request.excludeSelf ? this.points : new PointTree(queries, d, w, GROUP);
    this.columns = new Float64Array(c * n);
    for (let k = 0; k < c; k++) this.points.reorderInto(columns, k * n, this.columns, k * n);
    this.masses = nodeSums(this.points, this.columns, c, true);
    this.maxDegree = Math.max(0, ...degrees);
    this.powers = powers(d, this.maxDegree);
    this.sumStart = new Int32Array(c + 1);
    for (let k = 0; k < c; k++) {
      this.sumStart[k + 1] = this.sumStart[k] + this.powers.counts[degrees[k]];
    }
    this.size = this.sumStart[c];
    const m = queries.length / d;
    this.result = {
      logScale: new Float64Array(m),
      sums: new Float64Array(m * this.size),
    };
  }
}
