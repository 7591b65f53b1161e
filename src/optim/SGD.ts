import { formatName } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { type OptionTable, readOptions } from '../arrays/readOptions.js';
import type { Parameter } from '../model/Parameter.js';
import { readLearningRate, StepOptimizer, type StepRule } from './StepOptimizer.js';
import type { LearningRateSchedule } from './schedules.js';

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Learning rate, above 0, or a schedule of them. */
  readonly lr: number | LearningRateSchedule;
  /** Share of the last step that is kept. @defaultValue 0 */
  readonly momentum?: number;
  /** Share of the gradient that momentum leaves out. @defaultValue 0 */
  readonly dampening?: number;
  /**
   * Whether the gradient is looked at ahead, where momentum leads; needs momentum and no dampening.
   * @defaultValue false
   */
  readonly nesterov?: boolean;
  /** Factor of the parameter added to its gradient (an L2 penalty). @defaultValue 0 */
  readonly weightDecay?: number;
}

const OPTIONS = {
  lr: [readLearningRate],
  momentum: ['nonnegative', 0],
  dampening: ['finite', 0],
  nesterov: [[true, false], false],
  weightDecay: ['nonnegative', 0],
} as const satisfies OptionTable<SGDOptions>;

/**
 * Gradient descent, stochastic when the gradients are, as PyTorch defines it:
 *
 *   g ← ∇ + weightDecay·θ;  b ← momentum·b + (1 − dampening)·g (b ← g at first);  θ ← θ − lr·b,
 *   or θ − lr·(g + momentum·b) with Nesterov
 *
 * @example
 * ```ts
 * import { Parameter, SGD } from 'nadaraya';
 *
 * const w = new Parameter('w', [1]);
 * w.grad.set(0, 2);
 * new SGD([w], { lr: 0.25 }).step();
 * console.log(w.value.get(0)); // → 0.5
 * ```
 * @see Sutskever, Martens, Dahl, Hinton (2013), On the importance of initialization and momentum in
 *   deep learning
 */
export class SGD extends StepOptimizer {
  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, momentum, dampening, nesterov, weightDecay
   * @throws {@link OptionError} for an unknown option or one outside its range, or a parameter that
   *   is listed twice
   */
  constructor(parameters: readonly Parameter[], options: SGDOptions) {
    const where = 'SGD';
    const read = readOptions(where, options, OPTIONS, formatName);
    const { momentum, dampening, nesterov } = read;
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      const received = `momentum ${momentum} and dampening ${dampening}`;
      throw optionError(where, 'nesterov must come with momentum and without dampening', received);
    }
    super(where, parameters, read.lr, descent(read));
  }
}

function descent(options: Required<Omit<SGDOptions, 'lr'>>): StepRule {
  const { momentum, dampening, nesterov, weightDecay } = options;
  return {
    vectors: 1,
    move(theta, gradient, [velocity], lr, steps) {
      for (let j = 0; j < theta.length; j++) {
        const g = gradient[j] + weightDecay * theta[j];
        velocity[j] = steps === 0 ? g : momentum * velocity[j] + (1 - dampening) * g;
        theta[j] -= lr * (momentum === 0 ? g : nesterov ? g + momentum * velocity[j] : velocity[j]);
      }
    },
  };
}
