import type { Runs } from './Runs.js';
import type { TreeTask } from './TreeTask.js';

/**
 * The points of a list of runs, copied side by side for one group of queries: one long stretch in
 * place of many short ones.
 */
export class Pack {
  count = 0;
  stride = 1024;
  /** [d, stride] */
  points: Float64Array;
  /** [c, stride] */
  columns: Float64Array;
  readonly #task: TreeTask;

  constructor(task: TreeTask) {
    this.#task = task;
    this.points = new Float64Array(task.d * this.stride);
    this.columns = new Float64Array(task.c * this.stride);
  }

  load(runs: Runs): void {
    const { points, columns, c, d } = this.#task;
    let total = 0;
    for (let run = 0; run < runs.count; run++) total += runs.to[run] - runs.from[run];
    if (total > this.stride) {
      while (this.stride < total) this.stride *= 2;
      this.points = new Float64Array(d * this.stride);
      this.columns = new Float64Array(c * this.stride);
    }
    this.count = total;
    for (let j = 0; j < d; j++) {
      copyRuns(runs, points.coordinates, j * points.n, this.points, j * this.stride);
    }
    for (let k = 0; k < c; k++)
      copyRuns(runs, columns, k * points.n, this.columns, k * this.stride);
  }

  /** Place of a point of the tree in the pack, or -1. */
  placeOf(point: number, runs: Runs): number {
    let at = 0;
    for (let run = 0; run < runs.count; run++) {
      if (point >= runs.from[run] && point < runs.to[run]) return at + point - runs.from[run];
      at += runs.to[run] - runs.from[run];
    }
    return -1;
  }
}

function copyRuns(
  runs: Runs,
  from: Float64Array,
  base: number,
  to: Float64Array,
  at: number,
): void {
  for (let run = 0; run < runs.count; run++) {
    const end = base + runs.to[run];
    for (let i = base + runs.from[run]; i < end; i++) to[at++] = from[i];
  }
}
