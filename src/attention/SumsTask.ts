// A pooling problem as gradients by kernel sums see it: columns over the keys, points in the metric, and the kernel L
// with K′(u) = −γ u L(u), which is what slopes are sums of.

import type { Kernel } from '../kernels/Kernel.js';
import { chosenMethod, kernelSums } from '../sums/kernelSums.js';
import type { KernelSums, Sample } from '../sums/types.js';
import { momentSums } from './momentSums.js';
import {
  deviationsInto,
  inMetric,
  isKernelSum,
  keyWeightsInto,
  type SumsChoice,
} from './poolBySums.js';
import type { AttentionProblem, PooledValues } from './resolveProblem.js';

/** L, γ, and by how much u is stretched. */
interface Shadow {
  readonly kernel: Kernel;
  readonly factor: number;
  readonly stretch: number;
}

/** Past the edge of a window where L would jump: the derivative is taken as 0 at the kink of K. */
const BEYOND = 1 + 2 ** -51;

function shadowOf({ traits }: Kernel): Shadow | undefined {
  const slope = traits?.slope;
  if (!slope) return undefined;
  const jumps = slope.kernel.value(slope.kernel.support) > 0;
  return { ...slope, stretch: jumps ? BEYOND : 1 };
}

/** Whether the gradients of a problem are a matter of kernel sums. */
export function hasSumGradients(problem: AttentionProblem): boolean {
  return (
    isKernelSum(problem) &&
    problem.kernel.traits?.slope !== undefined &&
    problem.n > 0 &&
    problem.d > 0
  );
}

/** Sums of K, and of L to some degree; the same object where L is K. */
export interface PairOfSums {
  readonly plain: KernelSums;
  /** Where the sums of each column of `plain` begin, then how many there are in all, [c + 1]. */
  readonly plainAt: readonly number[];
  readonly sloped: KernelSums;
  /** The same for `sloped`. */
  readonly slopedAt: readonly number[];
}

/** The checked problem, and what its sums are made of. */
export interface SumsTask {
  readonly problem: AttentionProblem;
  readonly values: PooledValues;
  readonly choice: SumsChoice;
  /** The kernel L. */
  readonly shadow: Shadow;
  /** [n, d] and [m, d] in the metric, up to inverse bandwidths. */
  readonly points: Float64Array;
  readonly queries: Float64Array;
  readonly inverseBandwidth: Float64Array;
  /** The weights s, then s·v in units of `halves`, [p + 1, n]. */
  readonly columns: Float64Array;
  /** What weights were divided by. */
  readonly largestWeight: number;
  /** Half the range of each output, or 1, [p]. */
  readonly halves: Float64Array;
}

/** Prepares a problem; `undefined` when values or weights span more than numbers can hold. */
export function sumsTask(
  problem: AttentionProblem,
  values: PooledValues,
  choice: SumsChoice,
): SumsTask | undefined {
  const { n, kernel, sampleWeights, mask } = problem;
  const { array, p } = values;
  const columns = new Float64Array(n * (p + 1));
  const weights = columns.subarray(0, n);
  const shadow = shadowOf(kernel);
  if (!shadow || !keyWeightsInto(problem, weights)) return undefined;
  const halves = new Float64Array(p).fill(1);
  for (let c = 0; c < p; c++) {
    const range = deviationsInto(array.data, p, c, weights, columns.subarray(n * (c + 1)));
    if (!range) return undefined;
    if (range.half > 0) halves[c] = range.half;
  }
  let largestWeight = sampleWeights ? 0 : 1;
  if (sampleWeights) {
    for (let i = 0; i < n; i++) {
      const weight = sampleWeights.data[i] * (mask ? mask.data[i] : 1);
      if (weight > largestWeight) largestWeight = weight;
    }
  }
  const metric = inMetric(problem);
  return { problem, values, choice, shadow, ...metric, columns, largestWeight, halves };
}

/**
 * Sums over a sample of degree 0 with K, and up to a degree with L.
 *
 * @param sample - keys with columns, or queries with transposed ones
 * @param places - where sums are wanted, [·, d]
 * @param degrees - of L, for each column: at least one above 0
 */
export function pairOfSums(
  { problem, choice, shadow, inverseBandwidth }: SumsTask,
  sample: Sample,
  places: Float64Array,
  degrees: readonly number[],
): PairOfSums {
  const { where, kernel, excludeSelf } = problem;
  const request = {
    kernel: shadow.kernel,
    product: false,
    inverseBandwidth: inverseBandwidth.map((w) => w * shadow.stretch),
    degrees,
    squared: false,
    excludeSelf,
    tolerance: choice.tolerance,
  };
  const sloped = momentSums(where, sample, places, request, choice.method);
  const slopedAt = positions(sample.d, degrees);
  if (shadow.kernel === kernel) return { plain: sloped, plainAt: slopedAt, sloped, slopedAt };
  const zeros = Array<number>(sample.c).fill(0);
  const wanted = { ...request, kernel, inverseBandwidth, degrees: zeros };
  const plain = kernelSums(where, sample, places, wanted, choice.method);
  return { plain, plainAt: positions(sample.d, zeros), sloped, slopedAt };
}

function positions(d: number, degrees: readonly number[]): number[] {
  const out = [0];
  for (const degree of degrees) {
    const count = 1 + (degree > 0 ? d : 0) + (degree > 1 ? (d * (d + 1)) / 2 : 0);
    out.push(out[out.length - 1] + count);
  }
  return out;
}

/** How many bandwidths the queries and keys span at most. */
export function reachOf({ problem: { d }, points, queries, inverseBandwidth }: SumsTask): number {
  let reach = 0;
  for (let j = 0; j < d; j++) {
    let [low, high] = [Infinity, -Infinity];
    for (const data of [points, queries]) {
      for (let at = j; at < data.length; at += d) {
        if (data[at] < low) low = data[at];
        if (data[at] > high) high = data[at];
      }
    }
    if (high > low) reach = Math.max(reach, (high - low) * inverseBandwidth[j]);
  }
  return reach;
}

/** Whether sums over the keys are made pair by pair, exact to rounding. */
export function isDirect({ problem, choice, shadow, ...task }: SumsTask): boolean {
  const { where, m, n, d } = problem;
  const { points, columns, inverseBandwidth } = task;
  const c = n > 0 ? columns.length / n : 1;
  const request = {
    kernel: shadow.kernel,
    product: false,
    inverseBandwidth,
    degrees: Array<number>(c).fill(1),
    squared: false,
    excludeSelf: problem.excludeSelf,
    tolerance: choice.tolerance,
  };
  const method = chosenMethod(where, { n, d, c, points, columns }, m, request, choice.method);
  return method.name === 'direct';
}
