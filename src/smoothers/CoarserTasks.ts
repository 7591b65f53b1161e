// Observations on a line on ever fewer places (coarserPlaces.ts), as ever wider windows see them: what
// such a window says is the same, and few of them are in it, however many observations are.

import { bounds, kept } from '../sums/types.js';
import { coarserPlaces, type PlacesOfLine } from './coarserPlaces.js';
import { type FitTask, mergedTask, taskOf } from './FitTask.js';
import { meansOf, placesOf } from './placesOf.js';

/** Places of a box, and how many boxes a bandwidth has, as a power of two. */
const ORDER = 10;
const BOXES = 3;

/** Clusters become few places each before they come together in a box: so often boxes are doubled at least. */
const STEPS = 8;

/** The exponent of numbers that are too large. */
const WIDEST = 1024;

/** Observations with what is known of their variances. */
export interface VariedTask {
  readonly task: FitTask;
  /** [c, n], where they differ. */
  readonly variances: Float64Array | undefined;
}

/** The same observations for windows of each width. */
export class CoarserTasks {
  readonly #observations: VariedTask;
  /** As they are, then in boxes of double the width each: their places, and what was made of these. */
  #levels: { readonly places: PlacesOfLine; task?: VariedTask }[] = [];
  /** The exponents of the narrowest boxes and of the widest. */
  #first = Number.NaN;
  readonly #widest: number;

  constructor(observations: VariedTask) {
    this.#observations = observations;
    const [low, high] = bounds(observations.task.sample.points, observations.task.sample.n);
    this.#widest = high > low ? Math.min(WIDEST, Math.ceil(Math.log2(high - low))) : 0;
  }

  /**
   * Observations as a window sees them.
   *
   * @param h - its bandwidth
   * @param narrowest - that of all windows
   */
  for(h: number, narrowest: number): VariedTask {
    // Wider boxes than all places together change nothing.
    const widest = this.#widest;
    const first = Math.min(exponentOf(narrowest), widest - STEPS);
    if (first !== this.#first) {
      this.#first = first;
      this.#levels = [{ places: rowsOf(this.#observations) }];
    }
    const levels = this.#levels;
    const wanted = 1 + Math.min(exponentOf(h), widest) - first;
    while (levels.length <= wanted) {
      const { places } = levels[levels.length - 1];
      levels.push({ places: coarserPlaces(places, first + levels.length - 1, ORDER) ?? places });
    }
    const level = levels[wanted];
    level.task ??= ofRows(level.places, this.#observations);
    return level.task;
  }
}

/** Made once for the same observations and variances. */
export const coarserTasks = /* @__PURE__ */ kept((task: FitTask) =>
  kept((_: object, variances: Float64Array | undefined) => new CoarserTasks({ task, variances })),
);

/** Boxes of a window are 2^exponent wide. */
function exponentOf(h: number): number {
  return Math.floor(Math.log2(h)) - BOXES;
}

/** In the order of x, with ties merged: the outputs, then the variances, by weight. */
function rowsOf({ task, variances }: VariedTask): PlacesOfLine {
  const { sample } = task;
  const places = placesOf(sample);
  const { n, points, columns: weights } = places.sample;
  const means = variances && meansOf(places, variances, sample.columns.subarray(0, sample.n));
  const products = means?.map((mean, at) => weights[at % n] * mean);
  const rows = [mergedTask(task, places).sample.columns.subarray(n), products].flatMap((all) =>
    Array.from({ length: (all?.length ?? 0) / n }, (_, k) => all!.subarray(k * n, (k + 1) * n)),
  );
  return { x: points, weights, rows };
}

function ofRows({ x, weights, rows }: PlacesOfLine, { task, variances }: VariedTask): VariedTask {
  const n = weights.length;
  const means = new Float64Array(rows.length * n);
  rows.forEach((row, k) => {
    for (let t = 0; t < n; t++) means[k * n + t] = weights[t] > 0 ? row[t] / weights[t] : 0;
  });
  const outputs = (task.sample.c - 1) * n;
  const places = { n, d: 1, c: 1, points: x, columns: weights };
  return {
    task: taskOf(places, means.slice(0, outputs), task.weight),
    variances: variances && means.slice(outputs),
  };
}
