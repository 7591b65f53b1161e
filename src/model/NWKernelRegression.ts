import { formatName, showAsText } from '../arrays/formatValue.js';
import { notFittedError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectOptions, expectType } from '../arrays/readOptions.js';
import { pooledEntriesOf } from '../attention/AttentionProblem.js';
import { type KeptRows, poolRowsInto } from '../attention/attendRow.js';
import { pool } from '../attention/attentionPooling.js';
import {
  type AttentionGradients,
  BackwardPass,
  type ForwardPass,
  readUpstream,
} from '../attention/attentionPoolingBackward.js';
import { weightsOf } from '../attention/attentionWeights.js';
import { hasSumGradients } from '../attention/backwardSums.js';
import {
  expectEmptyWindow,
  own,
  ownProblem,
  readPairs,
  readSumsChoice,
  readValues,
  scored,
  wrapPooled,
} from '../attention/resolveProblem.js';
import { type KernelInput, resolveWeightKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import { sizeOf, type Tensor, tensor, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import {
  type LearnedParameters,
  learnedParameters,
  type Parameterization,
  type ParameterOptions,
} from './learnedParameters.js';
import { type NetworkState, restoreNetwork, stateOfNetwork } from './networkState.js';
import type { Parameter } from './Parameter.js';
import { beforeProjection, type Projected, project, projectionGradientInto } from './project.js';
import { type ForwardOptions, forwardOptionNames, type Trainable } from './Trainable.js';

/** The names of {@link NWKernelRegressionOptions} but `prefix`. */
export const networkOptionNames = [
  'w',
  'random',
  'dimensions',
  'kernel',
  'emptyWindow',
  'parameterization',
  'projection',
] as const;

/** Options of {@link NWKernelRegression}. */
export interface NWKernelRegressionOptions extends ParameterOptions {
  /** The kernel, by name or an object of your own. @defaultValue 'gaussian' */
  readonly kernel?: KernelInput;
  /** What becomes of a query with nothing to attend to. @defaultValue 'nan' */
  readonly emptyWindow?: EmptyWindow;
  /**
   * What the names of its parameters begin with, to tell several networks apart. @defaultValue ''
   */
  readonly prefix?: string;
}

interface Pass extends ForwardPass {
  /** Those of all entries, [batch, m, n], where they were kept. */
  readonly weights?: Float64Array;
  readonly projected: Projected | undefined;
}

/** e^t, kept above 0 and finite wherever steps lead: queries then attend to all alike, or to the nearest key. */
function keptExp(t: number): number {
  return Math.max(Number.MIN_VALUE, Math.min(Number.MAX_VALUE, Math.exp(t)));
}

/** Up to this many weights, 2 MB, a pass keeps them: backward is then half the work. */
const MOST_KEPT = 2 ** 18;

/**
 * The same where kernel sums can do the work in few dimensions, measured: beyond, they are faster
 * both ways.
 */
const MOST_KEPT_BESIDE_SUMS = 2 ** 16;

/**
 * Kernel regression as a model with a learnable inverse bandwidth w.
 *
 *   ŷ(q) = Σ_i softmax_i(−‖w(q − k_i)‖²/2) v_i
 *
 * @remarks `forward` keeps copies of its inputs, so that `backward` and `attentionWeights` speak of
 *   that pass whatever happens to the arrays or to w later. Small passes keep their weights as
 *   well; beyond that `backward` works by kernel sums or row by row, and no [m, n] matrix is made
 *   unless `attentionWeights` is read.
 *
 * To learn w from data that are both queries and keys, say `excludeSelf: true`: a point that may
 * attend to itself is predicted best by itself alone, so the loss falls to 0 as w → ∞ and nothing
 * is learned.
 * @example
 * ```ts
 * import { mseLoss, NWKernelRegression, SGD } from 'nadaraya';
 *
 * const [x, y] = [[0, 1, 2, 3], [0, 1, 4, 9]];
 * const net = new NWKernelRegression({ w: 0.5 });
 * const optimizer = new SGD(net.parameters(), { lr: 0.01 });
 * const loss = mseLoss(net.forward(x, x, y, { excludeSelf: true }), y, { reduction: 'sum' });
 * net.backward(loss.grad);
 * optimizer.step();
 * console.log(net.parameters()[0].value.get(0) > 0.5); // → true
 * ```
 */
export class NWKernelRegression implements Trainable {
  /** The kernel of the weights. */
  readonly kernel: Kernel;
  /** Whether w itself is learned, or its logarithm. */
  readonly parameterization: Parameterization;
  /** What becomes of a query with nothing to attend to. */
  readonly emptyWindow: EmptyWindow;
  readonly #learned: LearnedParameters;
  #pass: Pass | undefined;

  /**
   * @param options - start values and kernel
   * @throws {@link OptionError} for an unknown option or one outside its range
   * @throws {@link ShapeError} when w or the projection has a wrong shape
   */
  constructor(options?: NWKernelRegressionOptions) {
    const where = 'NWKernelRegression';
    const names = [...networkOptionNames, 'prefix'] as const;
    const given = expectOptions(where, options, names, 'options', formatName);
    const { kernel = 'gaussian', emptyWindow = 'nan', prefix = '', ...start } = given;
    this.kernel = resolveWeightKernel(where, kernel);
    this.emptyWindow = expectEmptyWindow(where, emptyWindow);
    expectType(where, 'prefix', prefix, 'string');
    this.#learned = learnedParameters(where, start, prefix);
    this.parameterization = this.#learned.parameterization;
    showAsText(this);
  }

  /**
   * What is learned: w [1], [d] or [d, d], or its logarithm, and the projection [d, r] where there
   * is one.
   *
   * @example
   * ```ts
   * import { NWKernelRegression } from 'nadaraya';
   *
   * const [w] = new NWKernelRegression({ w: 0.5 }).parameters();
   * console.log(w.name, w.value); // → w tensor([0.5])
   * ```
   */
  parameters(): [Parameter, ...Parameter[]] {
    return [...this.#learned.all];
  }

  /** Its kernel and parameterization. */
  get description(): string {
    return `${this.kernel.name} kernel, ${this.parameterization} w`;
  }

  /**
   * Its kernel, w, and projection where there is one, which consoles print as well.
   *
   * @example
   * ```ts
   * import { NWKernelRegression } from 'nadaraya';
   *
   * console.log(new NWKernelRegression({ w: 0.5 })); // → NWKernelRegression: gaussian kernel, linear w tensor([0.5])
   * ```
   */
  toString(): string {
    const { projection } = this;
    const map = projection ? `, projection ${projection}` : '';
    return `NWKernelRegression: ${this.description} ${this.w}${map}`;
  }

  /**
   * What it has learned, as plain JSON: its kind and its parameters.
   *
   * @example
   * ```ts
   * import { NWKernelRegression } from 'nadaraya';
   *
   * const net = new NWKernelRegression({ w: 0.5 });
   * console.log(JSON.stringify(net)); // → {"network":"gaussian kernel, linear w","parameters":[{"name":"w","shape":[1],"value":[0.5]}]}
   * ```
   */
  toJSON(): NetworkState {
    return stateOfNetwork(this);
  }

  /**
   * Takes up what another network like this one has learned, or a checkpoint of its training.
   *
   * @param state - what `toJSON` gave, or a checkpoint
   * @throws {@link OptionError} when it is of another kind of network, or has other parameters; nothing is changed then
   * @example
   * ```ts
   * import { NWKernelRegression } from 'nadaraya';
   *
   * const saved = JSON.stringify(new NWKernelRegression({ w: 0.5 }));
   * const net = new NWKernelRegression();
   * net.restore(JSON.parse(saved));
   * console.log(net.parameters()[0].value); // → tensor([0.5])
   * ```
   */
  restore(state: NetworkState): void {
    restoreNetwork('NWKernelRegression.restore', this, state);
  }

  /** The present inverse bandwidths, [1], [d] or [d, d]; a copy. */
  get w(): Tensor {
    const { metric, parameterization } = this.#learned;
    const { value } = metric;
    return parameterization === 'log'
      ? wrapTensor(Float64Array.from(value.data, keptExp), value.shape, false)
      : tensor(value);
  }

  /** The present map of queries and keys, [d, r], where there is one; a copy. */
  get projection(): Tensor | undefined {
    const { projection } = this.#learned;
    return projection && tensor(projection.value);
  }

  /**
   * Pools values for queries, and keeps what `backward` needs.
   *
   * @param queries - shape [m] or [m, d], or [b, m, d], a batch
   * @param keys - [n] or [n, d], or one axis more for a set of keys for each query; [b, n, d],
   *   [b, m, n, d] or [n, d] for a batch
   * @param values - [n] or [n, p], with the axes of the keys before n
   * @param options - mask, bias, excludeSelf, sampleWeights
   * @returns shape [m] or [m, p], with b before it for a batch
   * @throws as {@link attentionPooling} does
   * @example
   * ```ts
   * import { NWKernelRegression } from 'nadaraya';
   *
   * const net = new NWKernelRegression({ w: 2 });
   * console.log(net.forward([0.5, 1], [0, 1, 2], [3, 5, 7]).shape, net.attentionWeights.shape); // → [ 2 ] [ 2, 3 ]
   * ```
   */
  forward(
    queries: ArrayInput,
    keys: ArrayInput,
    values: ArrayInput,
    options?: ForwardOptions,
  ): Tensor {
    const where = 'NWKernelRegression.forward';
    const asked = expectOptions(where, options, forwardOptionNames, 'options', formatName);
    const { metric, isScalar, parameterization, projection } = this.#learned;
    const given = readPairs(where, queries, keys, asked);
    const projected = projection && project(given, projection.value);
    const w = parameterization === 'log' ? this.w : metric.value;
    readArray(where, 'w', w); // a step may have led anywhere: a matter of numbers, not of options
    const score = { w: isScalar ? w.data[0] : w, emptyWindow: this.emptyWindow };
    const problem = ownProblem(scored(projected?.pairs ?? given, score, this.kernel));
    const read = readValues(problem, values);
    const ownValues = { ...read, array: own(read.array) };
    const { batch = 1, m, n, d } = problem;
    const count = batch * m * n;
    if (
      count > MOST_KEPT ||
      (count > MOST_KEPT_BESIDE_SUMS && d <= 3 && hasSumGradients(problem))
    ) {
      const { pooled, entries } = pool(problem, ownValues, readSumsChoice(problem));
      this.#pass = { problem, values: ownValues, entries, projected };
      return wrapPooled(problem, ownValues, pooled);
    }
    const pooled = new Float64Array(sizeOf(ownValues.resultShape));
    const weights = new Float64Array(count);
    const entries = pooledEntriesOf(problem, ownValues).map((entry, e) => {
      const [pairs, size] = [entry.problem.m * n, entry.problem.m * ownValues.p];
      const kept: KeptRows = {
        weights: weights.subarray(e * pairs, (e + 1) * pairs),
        origins: [],
        pooled: pooled.subarray(e * size, (e + 1) * size),
      };
      poolRowsInto(entry.problem, entry.values, kept.pooled, kept);
      return { ...entry, kept };
    });
    this.#pass = { problem, values: ownValues, entries, weights, projected };
    return wrapPooled(problem, ownValues, pooled.slice()); // the pass keeps its own
  }

  /**
   * The weights of the last forward pass, [m, n] or [b, m, n]; made when read. @throws
   * {@link NotFittedError} before a forward pass
   */
  get attentionWeights(): Tensor {
    const { problem, weights } = this.#lastPass('NWKernelRegression.attentionWeights');
    return weightsOf(problem, weights);
  }

  /**
   * Derivatives of a loss through the last forward pass; adds to the gradients of the parameters.
   *
   * @param gradOutput - ∂L/∂ŷ, of the shape `forward` returned
   * @returns a gradient for each input, in its shape; made when it is read
   * @throws {@link NotFittedError} before a forward pass
   * @throws {@link ShapeError} when `gradOutput` has another shape
   * @example
   * ```ts
   * import { mseLoss, NWKernelRegression } from 'nadaraya';
   *
   * const net = new NWKernelRegression({ w: 2 });
   * const loss = mseLoss(net.forward([0.4], [0, 1], [3, 5]), [3]);
   * net.backward(loss.grad);
   * const [w] = net.parameters();
   * console.log(w.grad.get(0) < 0); // → true
   * ```
   */
  backward(gradOutput: ArrayInput): AttentionGradients {
    const where = 'NWKernelRegression.backward';
    const last = this.#lastPass(where);
    const { projected } = last;
    const problem = { ...last.problem, where };
    const entries = last.entries.map((entry) => ({
      ...entry,
      problem: { ...entry.problem, where },
    }));
    const upstream = readUpstream(where, last.values.resultShape, gradOutput).slice();
    const { metric, parameterization, projection } = this.#learned;
    const pass = new BackwardPass({ ...last, problem, entries }, upstream);
    const gradients = projected ? pass.all() : pass.deferred();
    const slopes = metric.grad.data;
    const w = problem.metric.shape.length > 1 ? undefined : problem.metric.w;
    for (let j = 0; j < slopes.length; j++) {
      const slope = gradients.w.data[j];
      slopes[j] += parameterization === 'log' && w ? slope * w[j] : slope;
    }
    if (!projected || !projection) return gradients;
    projectionGradientInto(projected, gradients, projection.grad.data);
    return beforeProjection(projected, gradients);
  }

  #lastPass(where: string): Pass {
    if (this.#pass) return this.#pass;
    throw notFittedError(where, 'forward must be called first', 'no pass');
  }
}
