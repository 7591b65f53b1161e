import type { Parameter } from '../model/Parameter.js';
import { ADAM_OPTIONS, type AdamOptions, adaptiveMoments } from './Adam.js';
import { type OptionTable, readOptions } from './readOptions.js';
import { StepOptimizer } from './StepOptimizer.js';

const OPTIONS = {
  ...ADAM_OPTIONS,
  weightDecay: ['nonnegative', 0.01],
} as const satisfies OptionTable<AdamOptions>;

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
export class AdamW extends StepOptimizer {
  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, betas, eps, weightDecay, amsgrad
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(parameters: readonly Parameter[], options?: AdamOptions) {
    const read = readOptions('AdamW', options, OPTIONS);
    super('AdamW', parameters, read.lr, adaptiveMoments(read, true));
  }
}
