// Gradients of pooling: by kernel sums where they apply, else row by row.

import { expectOptions } from '../arrays/expectOptions.js';
import { formatShape } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { ShapeError, UnsupportedError } from '../errors.js';
import { type Tensor, wrapFinite } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import { type PoolingOptions, poolingOptionNames } from './AttentionOptions.js';
import type { KeptRows } from './attendRow.js';
import { backwardRowsInto } from './backwardRows.js';
import { backwardSumsInto } from './backwardSums.js';
import { readSumsChoice } from './pool.js';
import type { SumsChoice } from './poolBySums.js';
import type { GradientSums } from './pushScores.js';
import {
  type AttentionProblem,
  type PooledValues,
  readValues,
  resolveProblem,
} from './resolveProblem.js';
import { hasSumGradients, sumsTask } from './SumsTask.js';

/** Up to this many pairs, measured, rows cost less than preparing sums. */
const fewPairs = 4096;

/** From more dimensions on, rows cost less than sums of powers unless a tree finds few pairs. */
const manyDimensions = 3;

/** Derivatives of a loss with respect to everything that went into pooling, each in the shape of its input. */
export interface AttentionGradients {
  /** With respect to the queries: [m] or [m, d]. */
  readonly queries: Tensor;
  /** With respect to the keys. */
  readonly keys: Tensor;
  /** With respect to the values. */
  readonly values: Tensor;
  /** With respect to w (or 1/bandwidth): shape [1], [d] or [d, d]; zero with `score: 'dot'`. */
  readonly w: Tensor;
  /** With respect to the bandwidth, when that was given: shape [1] or [d]. */
  readonly bandwidth: Tensor | undefined;
  /** With respect to the observation weights, in their shape; shape [n] at weights 1 when none were given. */
  readonly sampleWeights: Tensor;
  /** With respect to the scale of the dot product: shape [1]; zero with `score: 'distance'`. */
  readonly scale: Tensor;
  /** With respect to the bias, when that was given. */
  readonly bias: Tensor | undefined;
}

/**
 * The gradients of {@link attentionPooling}: from ∂L/∂ŷ to the derivative of L with respect to every input.
 *
 * @param queries - as for {@link attentionPooling}
 * @param keys - as for {@link attentionPooling}
 * @param values - as for {@link attentionPooling}
 * @param gradOutput - ∂L/∂ŷ, of the shape of the pooled result
 * @param options - the same as in the forward call
 * @returns a gradient for each input, in its shape
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link UnsupportedError} for a kernel of your own without a derivative
 * @throws {@link NumericalError} when an input or a gradient is not finite
 * @remarks O(n + m) memory: no [m, n] matrix is made. Kernel sums do the work for the Gaussian, Epanechnikov, biweight and
 * triweight kernels with keys that all queries share, in O(n + m) or O((n + m) log n) time where the dimension allows
 * (see `method`); other kernels, masks [m, n] and biases go row by row, O(m·n·(d + p)) (O(m·n·d²) for a matrix metric).
 * At a kink of the kernel the derivative is taken as 0. A query with nothing to attend to contributes nothing.
 * @example
 * ```ts
 * import { attentionPoolingBackward, toNestedArray } from 'nadaraya';
 *
 * const { values } = attentionPoolingBackward([0], [-1, 1], [10, 20], [1]);
 * console.log(toNestedArray(values)); // → [ 0.5, 0.5 ]
 * ```
 */
export function attentionPoolingBackward(
  queries: ArrayInput,
  keys: ArrayInput,
  values: ArrayInput,
  gradOutput: ArrayInput,
  options?: PoolingOptions,
): AttentionGradients {
  const where = 'attentionPoolingBackward';
  const given = expectOptions(where, options, poolingOptionNames);
  const { method = 'auto', tolerance, ...attention } = given;
  const problem = resolveProblem(where, queries, keys, attention);
  const pooled = readValues(problem, values);
  const upstream = readUpstream(problem, pooled, gradOutput);
  const choice = readSumsChoice(problem, method, tolerance);
  return wrapGradients(problem, pooled, gradientSums(problem, pooled, upstream, choice));
}

/** Checks ∂L/∂ŷ. @throws {@link ShapeError} unless it has the shape of the pooled result */
export function readUpstream(
  { where }: AttentionProblem,
  { resultShape }: PooledValues,
  gradOutput: ArrayInput,
): Float64Array {
  const { data, shape } = readArray(where, 'gradOutput', gradOutput);
  if (shape.length === resultShape.length && shape.every((s, axis) => s === resultShape[axis])) {
    return data;
  }
  const expected = `gradOutput must have shape ${formatShape(resultShape)}`;
  throw new ShapeError({ where, expected, received: formatShape(shape) });
}

/**
 * The gradients of a checked problem, flat.
 *
 * @param problem - checked input
 * @param values - checked values
 * @param upstream - ∂L/∂ŷ, [m, p]
 * @param choice - method and tolerance of the sums
 * @param kept - the weights of the forward pass, where they were kept: rows are then fastest
 * @param metricOnly - whether the gradient of w is all that is wanted; others may be missing
 * @throws {@link UnsupportedError} when the chosen method cannot serve the problem
 */
export function gradientSums(
  problem: AttentionProblem,
  values: PooledValues,
  upstream: Float64Array,
  choice: SumsChoice,
  kept?: KeptRows,
  metricOnly = false,
): GradientSums {
  const { m, n, d, where, kernel } = problem;
  const out = zeroGradients(problem, values);
  const auto = choice.method === 'auto';
  if (hasSumGradients(problem)) {
    const byRows =
      (auto && (kept || m * n <= fewPairs)) ||
      ((auto || choice.method === 'direct') && d > manyDimensions);
    const task = byRows ? undefined : sumsTask(problem, values, choice);
    const left = task && backwardSumsInto(task, upstream, metricOnly, out);
    if (left) {
      backwardRowsInto(problem, values, upstream, kept, out, left);
      return out;
    }
  } else if (!auto && choice.method !== 'direct') {
    const expected = `method ${choice.method} must have a kernel, keys, mask and weights that sums can serve`;
    throw new UnsupportedError({ where, expected, received: `kernel ${kernel.name}` });
  }
  backwardRowsInto(problem, values, upstream, kept, out);
  return out;
}

function zeroGradients(problem: AttentionProblem, { array }: PooledValues): GradientSums {
  const { n, queries, keys, metric, sampleWeights, bias } = problem;
  return {
    queries: new Float64Array(queries.data.length),
    keys: new Float64Array(keys.data.length),
    values: new Float64Array(array.data.length),
    w: new Float64Array(metric.w.length),
    sampleWeights: new Float64Array(sampleWeights?.data.length ?? n),
    scale: new Float64Array(1),
    bias: bias && new Float64Array(bias.data.length),
  };
}

/** Wraps gradients in the shapes of the inputs. @throws {@link NumericalError} when one is not finite */
export function wrapGradients(
  problem: AttentionProblem,
  values: PooledValues,
  sums: GradientSums,
): AttentionGradients {
  const { queries, keys, bias, sampleWeights, n } = problem;
  const wrap = wrapper(problem, values);
  return {
    queries: wrap('queries', sums.queries, queries.shape),
    keys: wrap('keys', sums.keys, keys.shape),
    values: wrap('values', sums.values, values.array.shape),
    ...metricGradients(problem, values, sums),
    sampleWeights: wrap('sampleWeights', sums.sampleWeights, sampleWeights?.shape ?? [n]),
    scale: wrap('scale', sums.scale, [1]),
    bias: sums.bias && bias && wrap('bias', sums.bias, bias.shape),
  };
}

/** The gradients of w, and of the bandwidth where that was given. */
export function metricGradients(
  problem: AttentionProblem,
  values: PooledValues,
  sums: Pick<GradientSums, 'w'>,
): Pick<AttentionGradients, 'w' | 'bandwidth'> {
  const { metric } = problem;
  const wrap = wrapper(problem, values);
  const total = (data: Float64Array): Float64Array =>
    Float64Array.of(data.reduce((a, b) => a + b, 0));
  // with h = 1/w, ∂L/∂h = −w² ∂L/∂w
  const byBandwidth = sums.w.map((g, j) => -g * metric.w[j] * metric.w[j]);
  const reduce = metric.kind === 'scalar' ? total : (data: Float64Array) => data;
  return {
    w: wrap('w', reduce(sums.w), metric.shape),
    bandwidth: metric.fromBandwidth
      ? wrap('bandwidth', reduce(byBandwidth), metric.shape)
      : undefined,
  };
}

function wrapper({ where, queries, keys }: AttentionProblem, { array }: PooledValues) {
  const float32 = queries.float32 && keys.float32 && array.float32;
  return (name: string, data: Float64Array, shape: readonly number[]): Tensor =>
    wrapFinite(where, `the gradient of ${name}`, data, shape, float32);
}
