// Gaussian sums group by group: neighbouring queries share one search of the leaves in reach and
// one copy of their points. A group that is too wide for its bandwidth, too far from the points or
// among extreme weights is halved; what a single query cannot promise from plain sums goes to the
// sums relative to its nearest point.

import { GaussianFar } from './GaussianFar.js';
import { GaussianReach } from './GaussianReach.js';
import { Pack } from './Pack.js';
import { PackSums } from './PackSums.js';
import { Runs } from './Runs.js';
import type { TreeTask } from './TreeTask.js';

/** Fills the result of the task. */
export function sumGaussian(task: TreeTask): void {
  const groups = new GaussianGroups(task);
  const { queries } = task;
  for (let r = 0; r < 1 << queries.depth; r++) {
    groups.sum(queries.start(queries.depth, r), queries.end(queries.depth, r));
  }
}

class GaussianGroups {
  readonly #task: TreeTask;
  readonly #reach: GaussianReach;
  readonly #far: GaussianFar;
  readonly #pack: Pack;
  readonly #sums: PackSums;
  readonly #runs = new Runs();
  readonly #query: Float64Array;
  readonly #box: Float64Array;

  constructor(task: TreeTask) {
    this.#task = task;
    this.#reach = new GaussianReach(task);
    this.#far = new GaussianFar(task);
    this.#pack = new Pack(task);
    this.#sums = new PackSums(task, this.#pack);
    this.#query = new Float64Array(task.d);
    this.#box = new Float64Array(2 * task.d);
  }

  /** Queries [from, to) of the tree of queries. */
  sum(from: number, to: number): void {
    const { request, result, size, queries } = this.#task;
    this.#boundBox(from, to);
    this.#runs.clear();
    if (!this.#reach.reachInto(this.#box, from, request.excludeSelf ? to : from, this.#runs)) {
      if (to - from === 1) {
        this.#load(from);
        this.#far.sum(this.#query, request.excludeSelf ? from : -1, queries.order[from]);
        return;
      }
      const middle = (from + to) >> 1;
      this.sum(from, middle);
      this.sum(middle, to);
      return;
    }
    this.#pack.load(this.#runs);
    for (let i = from; i < to; i++) {
      this.#load(i);
      const skip = request.excludeSelf ? this.#pack.placeOf(i, this.#runs) : -1;
      this.#sums.addInto(this.#query, skip, result.sums, queries.order[i] * size);
    }
  }

  #load(i: number): void {
    const { d, n, coordinates } = this.#task.queries;
    for (let j = 0; j < d; j++) this.#query[j] = coordinates[j * n + i];
  }

  #boundBox(from: number, to: number): void {
    const { d, n, coordinates } = this.#task.queries;
    for (let j = 0; j < d; j++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const x = coordinates[j * n + i];
        if (x < low) low = x;
        if (x > high) high = x;
      }
      this.#box[2 * j] = low;
      this.#box[2 * j + 1] = high;
    }
  }
}
