import type { Random } from '../arrays/createRandom.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { formatValue } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import type { AttentionOptions } from '../attention/AttentionOptions.js';
import type { KeptRows } from '../attention/attendRow.js';
import { wrapPooled } from '../attention/attentionPooling.js';
import { type AttentionGradients, gradientsOf } from '../attention/attentionPoolingBackward.js';
import { weightsOf } from '../attention/attentionWeights.js';
import { pool, readSumsChoice } from '../attention/pool.js';
import { poolRowsInto } from '../attention/poolRows.js';
import {
  type AttentionProblem,
  expectEmptyWindow,
  ownProblem,
  type PooledValues,
  readValues,
  resolveProblem,
} from '../attention/resolveProblem.js';
import { NotFittedError, OptionError } from '../errors.js';
import { type KernelInput, resolveKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import { Parameter } from './Parameter.js';

/** Options of {@link NWKernelRegression}. */
export interface NWKernelRegressionOptions {
  /** Start value of the inverse bandwidth: a number, one for each dimension [d], or a matrix [d, d]. @defaultValue 1 */
  readonly w?: number | ArrayInput;
  /** Draws the start value uniformly from [0, 1) instead. Not with `w`. */
  readonly random?: Random;
  /** With `random`: how many inverse bandwidths, one for each dimension; a single shared one when omitted. */
  readonly dimensions?: number;
  /** The kernel, by name or an object of your own. @defaultValue 'gaussian' */
  readonly kernel?: KernelInput;
  /** What becomes of a query with nothing to attend to. @defaultValue 'nan' */
  readonly emptyWindow?: EmptyWindow;
}

/** Options of a single forward pass. */
export type ForwardOptions = Pick<
  AttentionOptions,
  'mask' | 'bias' | 'excludeSelf' | 'sampleWeights'
>;

/** The names of {@link ForwardOptions}. */
export const forwardOptionNames = ['mask', 'bias', 'excludeSelf', 'sampleWeights'] as const;

interface Pass {
  readonly problem: AttentionProblem;
  readonly values: PooledValues;
  readonly kept: KeptRows | undefined;
}

/** Up to this many weights, 2 MB, a pass keeps them: backward is then half the work. */
const mostKept = 2 ** 18;

/**
 * Kernel regression as a model with a learnable inverse bandwidth w.
 *
 *   ŷ(q) = Σ_i softmax_i(−‖w(q − k_i)‖²/2) v_i
 *
 * @remarks `forward` keeps copies of its inputs, so that `backward` and `attentionWeights` speak of that pass whatever
 * happens to the arrays or to w later. Up to 2¹⁸ weights are kept as well; beyond that `backward` makes them again row by
 * row, and no [m, n] matrix is made unless `attentionWeights` is read.
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
export class NWKernelRegression {
  /** The kernel of the weights. */
  readonly kernel: Kernel;
  readonly #emptyWindow: EmptyWindow;
  readonly #w: Parameter;
  readonly #isScalar: boolean;
  #pass: Pass | undefined;

  /**
   * @param options - start value and kernel
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(options?: NWKernelRegressionOptions) {
    const where = 'NWKernelRegression';
    const known = ['w', 'random', 'dimensions', 'kernel', 'emptyWindow'] as const;
    const {
      random,
      w = 1,
      dimensions,
      kernel = 'gaussian',
      emptyWindow = 'nan',
    } = expectOptions(where, options, known);
    this.kernel = resolveKernel(where, kernel);
    this.#emptyWindow = expectEmptyWindow(where, emptyWindow);
    if (
      random !== undefined &&
      (options?.w !== undefined || typeof random?.uniform !== 'function')
    ) {
      const expected = 'random must be a source made by createRandom(seed), and not come with w';
      throw new OptionError({ where, expected, received: formatValue(random) });
    }
    if (dimensions !== undefined && random === undefined) {
      const expected = 'dimensions must come with random';
      throw new OptionError({ where, expected, received: formatValue(dimensions) });
    }
    if (random) {
      const count = dimensions === undefined ? 1 : dimensions;
      expectNumber(where, 'dimensions', count, 'positiveCount');
      this.#w = new Parameter(
        'w',
        Float64Array.from({ length: count }, () => random.uniform()),
      );
    } else if (typeof w === 'number') {
      this.#w = new Parameter('w', [expectNumber(where, 'w', w, 'finite')]);
    } else {
      readArray(where, 'w', w, { ranks: [1, 2] });
      this.#w = new Parameter('w', w);
    }
    this.#isScalar = random ? dimensions === undefined : typeof w === 'number';
  }

  /** What is learned: w, of shape [1], [d] or [d, d]. */
  parameters(): [Parameter] {
    return [this.#w];
  }

  /**
   * Pools values for queries, and keeps what `backward` needs.
   *
   * @param queries - shape [m] or [m, d]
   * @param keys - [n] or [n, d], or one axis more for a set of keys for each query
   * @param values - [n] or [n, p], or one axis more
   * @param options - mask, bias, excludeSelf, sampleWeights
   * @returns shape [m] or [m, p]
   * @throws as {@link attentionPooling} does
   */
  forward(
    queries: ArrayInput,
    keys: ArrayInput,
    values: ArrayInput,
    options?: ForwardOptions,
  ): Tensor {
    const where = 'NWKernelRegression.forward';
    const given = expectOptions(where, options, forwardOptionNames);
    const resolved = resolveProblem(where, queries, keys, {
      ...given,
      kernel: this.kernel,
      w: this.#isScalar ? this.#w.value.data[0] : this.#w.value,
      emptyWindow: this.#emptyWindow,
    });
    const problem = ownProblem(resolved);
    const read = readValues(problem, values);
    const own = { ...read, array: { ...read.array, data: read.array.data.slice() } };
    const { m, n } = problem;
    if (m * n > mostKept) {
      const pooled = pool(problem, own, readSumsChoice(problem));
      this.#pass = { problem, values: own, kept: undefined };
      return wrapPooled(problem, own, pooled);
    }
    const pooled = new Float64Array(m * own.p);
    const kept = { weights: new Float64Array(m * n), origins: [], pooled };
    poolRowsInto(problem, own, pooled, kept);
    this.#pass = { problem, values: own, kept };
    return wrapPooled(problem, own, pooled.slice()); // the pass keeps its own
  }

  /** The weights of the last forward pass, [m, n]; made when read. @throws {@link NotFittedError} before a forward pass */
  get attentionWeights(): Tensor {
    const { problem, kept } = this.#lastPass('NWKernelRegression.attentionWeights');
    return weightsOf(problem, kept?.weights);
  }

  /**
   * Derivatives of a loss through the last forward pass; adds to the gradient of w.
   *
   * @param gradOutput - ∂L/∂ŷ, of the shape `forward` returned
   * @returns a gradient for each input, in its shape
   * @throws {@link NotFittedError} before a forward pass
   * @throws {@link ShapeError} when `gradOutput` has another shape
   */
  backward(gradOutput: ArrayInput): AttentionGradients {
    const where = 'NWKernelRegression.backward';
    const { problem, values, kept } = this.#lastPass(where);
    const gradients = gradientsOf({ ...problem, where }, values, gradOutput, kept);
    const { data } = this.#w.grad;
    gradients.w.data.forEach((g, j) => {
      data[j] += g;
    });
    return gradients;
  }

  #lastPass(where: string): Pass {
    if (this.#pass) return this.#pass;
    throw new NotFittedError({
      where,
      expected: 'forward must be called first',
      received: 'no pass',
    });
  }
}
