import { formatName, formatValue, showAsText } from '../arrays/formatValue.js';
import { notFittedError, optionError } from '../arrays/optionError.js';
import { expectChoice, expectFields, expectOptions } from '../arrays/readOptions.js';
import { readUpstream } from '../attention/attentionPoolingBackward.js';
import { type Tensor, wrapFinite, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import {
  NWKernelRegression,
  type NWKernelRegressionOptions,
  networkOptionNames,
} from './NWKernelRegression.js';
import { type NetworkState, restoreNetwork, stateOfNetwork } from './networkState.js';
import { Parameter } from './Parameter.js';
import type { ForwardOptions, Trainable } from './Trainable.js';

/** Options of a head: those of a network, which gives its parameters their names. */
export type HeadOptions = Omit<NWKernelRegressionOptions, 'prefix'>;

/** Options of {@link MultiHeadKernelRegression}. */
export interface MultiHeadOptions {
  /**
   * How the outputs of the heads become one: `'average'`; `'softmax'`, shares that are learned and
   * sum to 1; `'linear'`, factors that are learned and may be anything.
   *
   * @defaultValue 'average'
   */
  readonly mix?: 'average' | 'softmax' | 'linear';
}

/**
 * Several kernel regressions of the same data, each with a metric or projection of its own, whose
 * outputs are mixed.
 *
 *   ŷ(q) = Σ_h c_h ŷ_h(q)
 *
 * @remarks Costs what its heads cost. Heads that start alike stay alike: start them from different
 *   values.
 * @example
 * ```ts
 * import { MultiHeadKernelRegression } from 'nadaraya';
 *
 * const net = new MultiHeadKernelRegression([{ w: 0.5 }, { w: 5 }], { mix: 'softmax' });
 * console.log(net.parameters().map(({ name }) => name).join(' ')); // → head1.w head2.w mix
 * console.log(net.forward([0], [-1, 1], [10, 20]).get(0)); // → 15
 * ```
 */
export class MultiHeadKernelRegression implements Trainable {
  /** The networks whose outputs are mixed. */
  readonly heads: readonly NWKernelRegression[];
  readonly #mix: 'average' | 'softmax' | 'linear';
  readonly #factors: Parameter;
  #pass: { readonly outputs: readonly Tensor[]; readonly factors: Float64Array } | undefined;

  /**
   * @param heads - options of each head; their parameters are called `head1.w`, `head2.w`, …
   * @param options - how outputs are mixed
   * @throws {@link OptionError} for no heads, an unknown option or one outside its range
   */
  constructor(heads: readonly HeadOptions[], options?: MultiHeadOptions) {
    const where = 'MultiHeadKernelRegression';
    const { mix = 'average' } = expectOptions(where, options, ['mix']);
    this.#mix = expectChoice(where, 'mix', mix, ['average', 'softmax', 'linear']);
    if (!Array.isArray(heads) || heads.length === 0) {
      const expected = 'heads must be a list with the options of at least one head';
      throw optionError(where, expected, formatValue(heads));
    }
    this.heads = heads.map((head, h) => {
      expectFields(where, `heads[${h}]`, head, networkOptionNames, formatName);
      return new NWKernelRegression({ ...head, prefix: `head${h + 1}.` });
    });
    const start = mix === 'softmax' ? 0 : 1 / heads.length;
    this.#factors = new Parameter('mix', new Float64Array(heads.length).fill(start));
    showAsText(this);
  }

  /** Kernels, parameterizations and the way of mixing. */
  get description(): string {
    return `${this.#mix} of ${this.heads.map((head) => head.description).join(', ')}`;
  }

  /**
   * The heads, one a line, with their shares, which consoles print as well.
   *
   * @example
   * ```ts
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const net = new MultiHeadKernelRegression([{ w: 1 }, { w: 4 }]);
   * console.log(String(net).split('\n')[2]); // → 0.5 · NWKernelRegression: gaussian kernel, linear w tensor([4.])
   * ```
   */
  toString(): string {
    const lines = this.heads.map((head, h) => `${this.factors[h]} · ${head}`);
    return `MultiHeadKernelRegression, ${this.#mix} of heads:\n${lines.join('\n')}`;
  }

  /**
   * What is learned: the parameters of all heads, and the factors where these are learned.
   *
   * @example
   * ```ts
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const net = new MultiHeadKernelRegression([{ w: 1 }, { w: 4 }]);
   * console.log(net.parameters().map(({ name }) => name)); // → [ 'head1.w', 'head2.w' ]
   * ```
   */
  parameters(): Parameter[] {
    const own = this.heads.flatMap((head) => head.parameters());
    return this.#mix === 'average' ? own : [...own, this.#factors];
  }

  /**
   * What it has learned, as plain JSON: its kind and its parameters.
   *
   * @example
   * ```ts
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const net = new MultiHeadKernelRegression([{ w: 0.5 }]);
   * console.log(JSON.stringify(net)); // → {"network":"average of gaussian kernel, linear w","parameters":[{"name":"head1.w","shape":[1],"value":[0.5]}]}
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
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const saved = JSON.stringify(new MultiHeadKernelRegression([{ w: 0.5 }]));
   * const net = new MultiHeadKernelRegression([{ w: 1 }]);
   * net.restore(JSON.parse(saved));
   * console.log(net.parameters()[0].value); // → tensor([0.5])
   * ```
   */
  restore(state: NetworkState): void {
    restoreNetwork('MultiHeadKernelRegression.restore', this, state);
  }

  /** The present factors of the heads, [heads]; a copy. */
  get factors(): Float64Array {
    const theta = Float64Array.from(this.#factors.value.data);
    if (this.#mix !== 'softmax') return theta;
    const top = Math.max(...theta);
    const powers = theta.map((t) => Math.exp(t - top));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  }

  /**
   * Pools values for queries with every head, and mixes.
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
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const net = new MultiHeadKernelRegression([{ w: 1 }, { w: 4 }]);
   * console.log(net.forward([0.5], [0, 1], [3, 5])); // → tensor([4.])
   * ```
   */
  forward(
    queries: ArrayInput,
    keys: ArrayInput,
    values: ArrayInput,
    options?: ForwardOptions,
  ): Tensor {
    const outputs = this.heads.map((head) => head.forward(queries, keys, values, options));
    const { factors } = this;
    const [{ shape, size }] = outputs;
    const mixed = new Float64Array(size);
    for (const [h, { data }] of outputs.entries()) {
      for (let i = 0; i < size; i++) mixed[i] += factors[h] * data[i];
    }
    this.#pass = { outputs, factors };
    const float32 = outputs.every(({ data }) => data instanceof Float32Array);
    const where = 'MultiHeadKernelRegression.forward';
    // an empty window is NaN by wish
    return mixed.some(Number.isNaN)
      ? wrapTensor(mixed, shape, float32)
      : wrapFinite(where, 'the mixed output', mixed, shape, float32);
  }

  /**
   * Derivatives of a loss through the last forward pass; adds to the gradients of the parameters.
   *
   * @param gradOutput - ∂L/∂ŷ, of the shape `forward` returned
   * @throws {@link NotFittedError} before a forward pass
   * @throws {@link ShapeError} when `gradOutput` has another shape
   * @example
   * ```ts
   * import { MultiHeadKernelRegression } from 'nadaraya';
   *
   * const net = new MultiHeadKernelRegression([{ w: 1 }, { w: 4 }]);
   * net.forward([0.4], [0, 1], [3, 5]);
   * net.backward([1]);
   * console.log(net.parameters().every(({ grad }) => grad.get(0) < 0)); // → true
   * ```
   */
  backward(gradOutput: ArrayInput): void {
    const where = 'MultiHeadKernelRegression.backward';
    if (!this.#pass) throw notFittedError(where, 'forward must be called first', 'no pass');
    const { outputs, factors } = this.#pass;
    const [{ shape }] = outputs;
    const upstream = readUpstream(where, shape, gradOutput);
    // ∂L/∂c_h = Σ g ŷ_h
    const slopes = outputs.map(({ data }) =>
      upstream.reduce((sum, g, i) => sum + (g === 0 ? 0 : g * data[i]), 0),
    );
    const mean = slopes.reduce((sum, slope, h) => sum + slope * factors[h], 0);
    for (const [h, head] of this.heads.entries()) {
      const share = upstream.map((g) => g * factors[h]);
      head.backward(wrapTensor(share, shape, false));
      const slope = this.#mix === 'softmax' ? factors[h] * (slopes[h] - mean) : slopes[h];
      this.#factors.grad.data[h] += slope;
    }
  }
}
