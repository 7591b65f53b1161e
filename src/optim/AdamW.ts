import type { Parameter } from '../model/Parameter.js';
import { type AdamOptions, AdaptiveMoments } from './AdaptiveMoments.js';
import type { Optimizer, OptimizerState } from './Optimizer.js';

/**
 * Adam with weight decay that bypasses the running means, as PyTorch defines it:
 *
 *   θ ← (1 − lr·weightDecay)·θ;  m ← β₁m + (1 − β₁)∇;  s ← β₂s + (1 − β₂)∇²;
 *   θ ← θ − lr · (m / (1 − β₁ᵗ)) / (√(s / (1 − β₂ᵗ)) + eps)
 *
 * @example
 * ```ts
 * import { AdamW, Parameter } from 'nadaraya';
 *
 * const w = new Parameter('w', [1]);
 * w.grad.set(0, 2);
 * new AdamW([w], { lr: 0.25 }).step();
 * console.log(w.value.get(0).toFixed(4)); // → 0.7475
 * ```
 * @see Loshchilov, Hutter (2019), Decoupled Weight Decay Regularization
 */
export class AdamW implements Optimizer {
  /** What it moves. */
  readonly parameters: readonly Parameter[];
  readonly #moments: AdaptiveMoments;

  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, betas, eps, weightDecay, amsgrad
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(parameters: readonly Parameter[], options?: AdamOptions) {
    this.#moments = new AdaptiveMoments('AdamW', parameters, options);
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

  /** Takes up what another AdamW remembered. @throws {@link OptionError} when the state is not one for these parameters */
  restore(state: OptimizerState): void {
    this.#moments.restore(state);
  }
}
