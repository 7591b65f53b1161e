import type { Parameter } from '../model/Parameter.js';
import { type AdamOptions, AdaptiveMoments } from './AdaptiveMoments.js';
import type { Optimizer, OptimizerState } from './Optimizer.js';

/**
 * Adam, gradient descent by running means of gradients and of their squares, as PyTorch defines it:
 *
 *   g ← ∇ + weightDecay·θ;  m ← β₁m + (1 − β₁)g;  s ← β₂s + (1 − β₂)g²;
 *   θ ← θ − lr · (m / (1 − β₁ᵗ)) / (√(s / (1 − β₂ᵗ)) + eps)
 *
 * @example
 * ```ts
 * import { Adam, Parameter } from 'nadaraya';
 *
 * const w = new Parameter('w', [1]);
 * w.grad.set(0, 2);
 * new Adam([w], { lr: 0.25 }).step();
 * console.log(w.value.get(0).toFixed(4)); // → 0.7500
 * ```
 * @see Kingma, Ba (2015), Adam: A Method for Stochastic Optimization; Reddi, Kale, Kumar (2018) for amsgrad
 */
export class Adam implements Optimizer {
  /** What it moves. */
  readonly parameters: readonly Parameter[];
  readonly #moments: AdaptiveMoments;

  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, betas, eps, weightDecay, amsgrad
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(parameters: readonly Parameter[], options?: AdamOptions) {
    this.#moments = new AdaptiveMoments('Adam', parameters, options);
    this.parameters = this.#moments.parameters;
  }

  /** Sets the gathered gradients to zero. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** Moves every parameter one step against its gathered gradient. */
  step(): void {
    this.#moments.step();
  }

  /** Steps and running means, as plain JSON. */
  toJSON(): OptimizerState {
    return this.#moments.toJSON();
  }

  /** Takes up what another Adam remembered. @throws {@link OptionError} when the state is not one for these parameters */
  restore(state: OptimizerState): void {
    this.#moments.restore(state);
  }
}
