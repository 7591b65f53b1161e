// Kernels of finite support: a group of neighbouring queries walks the tree once and keeps the runs
// of points in reach of any of them. Nothing is approximated. For the uniform kernel a node inside
// every window of the group is taken by its column sums.

import { uniform } from '../../kernels/uniform.js';
import { farSide, farSquare, nearSide, nearSquare } from '../../loops/boxDistances.js';
import { nodeSums } from './nodeSums.js';
import { Pack } from './Pack.js';
import { PackSums } from './PackSums.js';
import { Runs } from './Runs.js';
import { rescue } from './rescue.js';
import type { TreeTask } from './TreeTask.js';

/** Distances are compared with room for the rounding of a few operations. */
const ROOM = 1e-13;

/** Sums of weights below this may have lost digits, or all of them, to underflow. */
const TINY = 1e-250;

/** Fills the result of the task, group by group. */
export function sumReach(task: TreeTask): void {
  const walk = new ReachWalk(task);
  const { depth } = task.queries;
  for (let r = 0; r < 1 << depth; r++) walk.sumGroup(r);
}

class ReachWalk {
  readonly #task: TreeTask;
  readonly #runs = new Runs();
  readonly #pack: Pack;
  readonly #sums: PackSums;
  readonly #product: boolean;
  /** Support, or its square for K(‖u‖). */
  readonly #reach: number;
  readonly #totals: Float64Array | undefined;
  readonly #whole: Float64Array;
  readonly #query: Float64Array;
  #group = 0;
  #groupFrom = 0;
  #groupTo = 0;

  constructor(task: TreeTask) {
    const { kernel, product, squared } = task.request;
    this.#task = task;
    this.#pack = new Pack(task);
    this.#sums = new PackSums(task, this.#pack);
    this.#product = product;
    this.#reach = product ? kernel.support : kernel.support * kernel.support;
    this.#whole = new Float64Array(task.c);
    this.#query = new Float64Array(task.d);
    if (kernel === uniform && task.maxDegree === 0) {
      const height = kernel.value(0) ** ((product ? task.d : 1) * (squared ? 2 : 1));
      const totals = nodeSums(task.points, task.columns, task.c, false);
      for (let i = 0; i < totals.length; i++) totals[i] *= height;
      this.#totals = totals;
    }
  }

  sumGroup(r: number): void {
    const { queries, request, result, size, sumStart, c, d } = this.#task;
    const { depth, n, coordinates, order } = queries;
    this.#group = ((1 << depth) - 1 + r) * 2 * d;
    this.#groupFrom = queries.start(depth, r);
    this.#groupTo = queries.end(depth, r);
    this.#runs.clear();
    this.#whole.fill(0);
    this.#walk(0, 0);
    this.#pack.load(this.#runs);
    for (let i = this.#groupFrom; i < this.#groupTo; i++) {
      for (let j = 0; j < d; j++) this.#query[j] = coordinates[j * n + i];
      const at = order[i] * size;
      for (let k = 0; k < c; k++) result.sums[at + sumStart[k]] = this.#whole[k];
      const skip = request.excludeSelf ? this.#pack.placeOf(i, this.#runs) : -1;
      this.#sums.addInto(this.#query, skip, result.sums, at);
      if (result.sums[at] < TINY && this.#whole.every((sum) => sum === 0)) {
        rescue(this.#task, this.#pack, this.#query, skip, order[i]);
      }
    }
  }

  #walk(level: number, r: number): void {
    const { points, queries, request, c, d } = this.#task;
    const node = (1 << level) - 1 + r;
    const w = request.inverseBandwidth;
    const near = this.#product ? nearSide : nearSquare;
    const box = node * 2 * d;
    if (near(points.boxes, box, queries.boxes, this.#group, w) > this.#reach * (1 + ROOM)) return;
    const from = points.start(level, r);
    const to = points.end(level, r);
    if (this.#totals !== undefined && !this.#holdsSelf(from, to)) {
      const far = this.#product ? farSide : farSquare;
      if (far(points.boxes, box, queries.boxes, this.#group, w) < this.#reach * (1 - ROOM)) {
        for (let k = 0; k < c; k++) this.#whole[k] += this.#totals[node * c + k];
        return;
      }
    }
    if (level === points.depth) {
      this.#runs.add(from, to);
      return;
    }
    this.#walk(level + 1, 2 * r);
    this.#walk(level + 1, 2 * r + 1);
  }

  /** Whether a query of the group is itself among the points [from, to). */
  #holdsSelf(from: number, to: number): boolean {
    return this.#task.request.excludeSelf && from < this.#groupTo && to > this.#groupFrom;
  }
}
