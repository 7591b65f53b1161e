import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { OptionError } from '../errors.js';
import type { Parameter } from '../model/Parameter.js';
import { expectParameters, type Optimizer, type OptimizerState } from './Optimizer.js';
import { expectState, stateOf } from './optimizerState.js';
import { type LearningRateSchedule, readLearningRate } from './schedules.js';

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Learning rate, above 0, or a schedule of them. */
  readonly lr: number | LearningRateSchedule;
  /** Share of the last step that is kept. @defaultValue 0 */
  readonly momentum?: number;
  /** Share of the gradient that momentum leaves out. @defaultValue 0 */
  readonly dampening?: number;
  /** Whether the gradient is looked at ahead, where momentum leads; needs momentum and no dampening. @defaultValue false */
  readonly nesterov?: boolean;
  /** Factor of the parameter added to its gradient (an L2 penalty). @defaultValue 0 */
  readonly weightDecay?: number;
}

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
 * @see Sutskever, Martens, Dahl, Hinton (2013), On the importance of initialization and momentum in deep learning
 */
export class SGD implements Optimizer {
  /** What it moves. */
  readonly parameters: readonly Parameter[];
  readonly #rate: LearningRateSchedule;
  readonly #options: Required<Omit<SGDOptions, 'lr'>>;
  readonly #velocities: readonly Float64Array[];
  #steps = 0;

  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, momentum, dampening, nesterov, weightDecay
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(parameters: readonly Parameter[], options: SGDOptions) {
    const where = 'SGD';
    const known = ['lr', 'momentum', 'dampening', 'nesterov', 'weightDecay'] as const;
    const {
      lr,
      momentum = 0,
      dampening = 0,
      nesterov = false,
      weightDecay = 0,
    } = expectOptions(where, options, known);
    this.parameters = expectParameters(where, parameters);
    this.#velocities = this.parameters.map(({ value }) => new Float64Array(value.size));
    this.#rate = readLearningRate(where, lr);
    this.#options = {
      momentum: expectNumber(where, 'momentum', momentum, 'nonnegative'),
      dampening: expectNumber(where, 'dampening', dampening, 'finite'),
      nesterov: expectChoice(where, 'nesterov', nesterov, [true, false]),
      weightDecay: expectNumber(where, 'weightDecay', weightDecay, 'nonnegative'),
    };
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      const received = `momentum ${momentum} and dampening ${dampening}`;
      const expected = 'nesterov must come with momentum and without dampening';
      throw new OptionError({ where, expected, received });
    }
  }

  /** Sets the gathered gradients to zero. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /** Moves every parameter one step against its gathered gradient. */
  step(): void {
    const { momentum, dampening, nesterov, weightDecay } = this.#options;
    const lr = this.#rate(this.#steps);
    this.parameters.forEach(({ value, grad }, index) => {
      const theta = value.data;
      const velocity = this.#velocities[index];
      for (let j = 0; j < theta.length; j++) {
        const g = grad.data[j] + weightDecay * theta[j];
        velocity[j] = this.#steps === 0 ? g : momentum * velocity[j] + (1 - dampening) * g;
        theta[j] -= lr * (momentum === 0 ? g : nesterov ? g + momentum * velocity[j] : velocity[j]);
      }
    });
    this.#steps++;
  }

  /** Steps and velocities, as plain JSON. */
  toJSON(): OptimizerState {
    return stateOf('SGD', this.#steps, this.#velocities);
  }

  /** Takes up the steps and velocities of another SGD. @throws {@link OptionError} when the state is not one for these parameters */
  restore(state: OptimizerState): void {
    const lengths = this.#velocities.map((velocity) => velocity.length);
    this.#steps = expectState('SGD', state, lengths);
    for (const [k, velocity] of this.#velocities.entries()) velocity.set(state.memory[k]);
  }
}
