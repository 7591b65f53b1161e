// Gradients of pooling: by kernel sums where they apply, else row by row.

import { formatShape } from '../arrays/formatValue.js';
import { shapeError, unsupportedError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { type Tensor, wrapFinite } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { PoolingOptions } from './AttentionOptions.js';
import {
  type AttentionProblem,
  type PooledEntry,
  type PooledValues,
  pooledEntriesOf,
  type SumsChoice,
} from './AttentionProblem.js';
import type { KeptRows } from './attendRow.js';
import { backwardRowsInto, type GradientSums, lineMetricGradient } from './backwardRows.js';
import { backwardSumsInto, hasSumGradients, type QuerySums, querySums } from './backwardSums.js';
import { type SumsTask, sumsTask } from './poolBySums.js';
import { isSingle, readPooling, readSumsChoice } from './resolveProblem.js';

/** Up to this many pairs, measured, rows cost less than preparing sums. */
const FEW_PAIRS = 4096;

/** From more dimensions on, rows cost less than sums of powers unless a tree finds few pairs. */
const MANY_DIMENSIONS = 3;

/** The gradients that are made when they are read. */
const LATER = ['queries', 'keys', 'values', 'sampleWeights', 'scale', 'bias'] as const;

/**
 * Derivatives of a loss with respect to everything that went into pooling, each in the shape of its
 * input.
 */
export interface AttentionGradients {
  /** With respect to the queries: [m], [m, d] or [b, m, d]. */
  readonly queries: Tensor;
  /** With respect to the keys. */
  readonly keys: Tensor;
  /** With respect to the values. */
  readonly values: Tensor;
  /** With respect to w (or 1/bandwidth): shape [1], [d] or [d, d]; zero with `score: 'dot'`. */
  readonly w: Tensor;
  /** With respect to the bandwidth, when that was given: shape [1] or [d]. */
  readonly bandwidth: Tensor | undefined;
  /**
   * With respect to the observation weights, in their shape; shape [n] at weights 1 when none were
   * given.
   */
  readonly sampleWeights: Tensor;
  /** With respect to the scale of the dot product: shape [1]; zero with `score: 'distance'`. */
  readonly scale: Tensor;
  /** With respect to the bias, when that was given. */
  readonly bias: Tensor | undefined;
}

/**
 * The gradients of {@link attentionPooling}: from ∂L/∂ŷ to the derivative of L with respect to
 * every input.
 *
 * @param queries - as for {@link attentionPooling}
 * @param keys - as for {@link attentionPooling}
 * @param values - as for {@link attentionPooling}
 * @param gradOutput - ∂L/∂ŷ, of the shape of the pooled result
 * @param options - the same as in the forward call
 * @returns a gradient for each input, in its shape: what the entries of a batch share has the sum of
 *   theirs, and what no query may attend to has 0
 * @throws {@link ShapeError} when shapes do not fit together
 * @throws {@link UnsupportedError} for a kernel of your own without a derivative
 * @throws {@link NumericalError} when an input or a gradient is not finite
 * @remarks O(n + m) memory: no [m, n] matrix is made. Kernel sums do the work for the Gaussian,
 *   Epanechnikov, biweight and triweight kernels with keys that all queries share, in O(n + m) or
 *   O((n + m) log n) time where the dimension allows (see `method`); other kernels, masks [m, n]
 *   and biases go row by row, O(m·n·(d + p)) (O(m·n·d²) for a matrix metric). At a kink of the
 *   kernel the derivative is taken as 0. A query with nothing to attend to contributes nothing.
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
  const pass = readPooling(where, queries, keys, values, options);
  const upstream = readUpstream(where, pass.values.resultShape, gradOutput);
  const entries = pooledEntriesOf(pass.problem, pass.values);
  return new BackwardPass({ ...pass, entries }, upstream).all();
}

/** Checks ∂L/∂ŷ. @throws {@link ShapeError} unless it has the shape of the pooled result */
export function readUpstream(
  where: string,
  resultShape: readonly number[],
  gradOutput: ArrayInput,
): Float64Array {
  const { data, shape } = readArray(where, 'gradOutput', gradOutput);
  if (shape.length === resultShape.length && shape.every((s, axis) => s === resultShape[axis])) {
    return data;
  }
  const expected = `gradOutput must have shape ${formatShape(resultShape)}`;
  throw shapeError(where, expected, formatShape(shape));
}

/** A problem without an axis for a batch, and what its forward pass left. */
export interface PassEntry extends PooledEntry {
  /** What was prepared for the sums. */
  readonly task?: SumsTask | undefined;
  /** The weights of all queries, where they were kept: rows are then fastest. */
  readonly kept?: KeptRows | undefined;
}

/** A checked problem, which nobody changes any more, and its entries one by one. */
export interface ForwardPass {
  readonly problem: AttentionProblem;
  readonly values: PooledValues;
  /** How sums are made; found out when it is needed. */
  readonly choice?: SumsChoice | undefined;
  readonly entries: readonly PassEntry[];
}

/** The gradients of a forward pass: all at once, or that of w first. */
export class BackwardPass {
  readonly #pass: ForwardPass;
  /** ∂L/∂ŷ of each entry, [m, p] */
  readonly #upstream: readonly Float64Array[];
  /** Sums of each entry that the gradient of w was made of, to go on from. */
  readonly #sums: (QuerySums | undefined)[] = [];

  constructor(pass: ForwardPass, upstream: Float64Array) {
    this.#pass = pass;
    this.#upstream = pass.entries.map(({ problem, values }, e) => {
      const size = problem.m * values.p;
      return upstream.subarray(e * size, (e + 1) * size);
    });
  }

  /** All gradients. @throws {@link NumericalError} when one is not finite */
  all(): AttentionGradients {
    const { problem, values } = this.#pass;
    const { queries, keys, bias, sampleWeights, n } = problem;
    const sums = this.#gradients(false);
    return {
      queries: this.#wrap('queries', sums.queries, queries.shape),
      keys: this.#wrap('keys', sums.keys, keys.shape),
      values: this.#wrap('values', sums.values, values.array.shape),
      ...this.#metric(sums.w),
      sampleWeights: this.#wrap('sampleWeights', sums.sampleWeights, sampleWeights?.shape ?? [n]),
      scale: this.#wrap('scale', sums.scale, [1]),
      bias: sums.bias && bias && this.#wrap('bias', sums.bias, bias.shape),
    };
  }

  /** The gradient of w now, those of the inputs when they are read. */
  deferred(): AttentionGradients {
    const { entries } = this.#pass;
    const slopes = entries.map(({ problem, values, kept }, e) =>
      kept ? lineMetricGradient(problem, values, this.#upstream[e], kept) : NaN,
    );
    const slope = slopes.length > 0 ? slopes.reduce((a, b) => a + b) : NaN;
    const w = Number.isFinite(slope) ? Float64Array.of(slope) : this.#gradients(true).w;
    let made: AttentionGradients | undefined;
    const all = (): AttentionGradients => {
      made ??= this.all();
      return made;
    };
    const gradients = this.#metric(w);
    for (const name of LATER) {
      Object.defineProperty(gradients, name, { enumerable: true, get: () => all()[name] });
    }
    return gradients as AttentionGradients;
  }

  /**
   * The gradients, flat, in the shapes of the whole: what entries share is added up.
   *
   * @param metricOnly - whether the gradient of w is all that is wanted; others may be missing
   * @throws {@link UnsupportedError} when the chosen method cannot serve the problem
   */
  #gradients(metricOnly: boolean): GradientSums {
    const { problem, values, entries } = this.#pass;
    if (problem.batch === undefined) return this.#entryGradients(0, metricOnly);
    const out = zerosFor({ problem, values });
    for (let e = 0; e < entries.length; e++)
      addEntryInto(out, this.#entryGradients(e, metricOnly), e);
    return out;
  }

  #entryGradients(e: number, metricOnly: boolean): GradientSums {
    const { problem, values, kept } = this.#pass.entries[e];
    const upstream = this.#upstream[e];
    const out = zerosFor(this.#pass.entries[e]);
    const sums = this.#sums[e] ?? this.#sumsAtQueries(this.#pass.entries[e], metricOnly);
    const left = sums && backwardSumsInto(sums, upstream, metricOnly, out);
    this.#sums[e] = metricOnly ? sums : undefined;
    backwardRowsInto(problem, values, upstream, kept, out, left);
    return out;
  }

  /** The sums that gradients begin with, where sums serve and cost less than rows. */
  #sumsAtQueries(entry: PassEntry, metricOnly: boolean): QuerySums | undefined {
    const { problem, values, kept, task } = entry;
    const { choice = readSumsChoice(problem) } = this.#pass;
    const { m, n, d, where, kernel } = problem;
    const auto = choice.method === 'auto';
    if (hasSumGradients(problem)) {
      const byRows =
        (auto && (kept || m * n <= FEW_PAIRS)) ||
        ((auto || choice.method === 'direct') && d > MANY_DIMENSIONS);
      if (byRows) return undefined;
      const prepared = task ?? sumsTask(problem, values, choice);
      return prepared && querySums(prepared, metricOnly);
    }
    if (auto || choice.method === 'direct') return undefined;
    const rule = 'must have a kernel, keys, mask and weights that sums can serve';
    throw unsupportedError(where, `method ${choice.method} ${rule}`, `kernel ${kernel.name}`);
  }

  /** The gradients of w, and of the bandwidth where that was given. */
  #metric(slopes: Float64Array): Pick<AttentionGradients, 'w' | 'bandwidth'> {
    const { kind, w, shape, fromBandwidth } = this.#pass.problem.metric;
    const wrap = (name: string, data: Float64Array): Tensor => {
      const whole = Float64Array.of(data.reduce((a, b) => a + b, 0));
      return this.#wrap(name, kind === 'scalar' ? whole : data, shape);
    };
    // with h = 1/w, ∂L/∂h = −w² ∂L/∂w
    const byBandwidth = (g: number, j: number): number => -g * w[j] * w[j];
    return {
      w: wrap('w', slopes),
      bandwidth: fromBandwidth ? wrap('bandwidth', slopes.map(byBandwidth)) : undefined,
    };
  }

  #wrap(name: string, data: Float64Array, shape: readonly number[]): Tensor {
    const { problem, values } = this.#pass;
    const float32 = isSingle(problem, values);
    return wrapFinite(problem.where, `the gradient of ${name}`, data, shape, float32);
  }
}

function zerosFor({ problem, values }: PooledEntry): GradientSums {
  const { n, queries, keys, metric, sampleWeights, bias } = problem;
  return {
    queries: new Float64Array(queries.data.length),
    keys: new Float64Array(keys.data.length),
    values: new Float64Array(values.array.data.length),
    w: new Float64Array(metric.w.length),
    sampleWeights: new Float64Array(sampleWeights?.data.length ?? n),
    scale: new Float64Array(1),
    bias: bias && new Float64Array(bias.data.length),
  };
}

/** Adds the gradients of an entry to those of the batch. */
function addEntryInto(batch: GradientSums, entry: GradientSums, e: number): void {
  for (const name of Object.keys(batch) as (keyof GradientSums)[]) {
    const [to, from] = [batch[name], entry[name]];
    if (!to || !from) continue;
    const at = to.length > from.length ? e * from.length : 0; // else all entries share it
    for (let j = 0; j < from.length; j++) to[at + j] += from[j];
  }
}
