// What Adam and AdamW share; they differ in where weight decay enters.

import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import type { Parameter } from '../model/Parameter.js';
import { expectParameters, type OptimizerState } from './Optimizer.js';
import { expectState, stateOf } from './optimizerState.js';
import { type LearningRateSchedule, readLearningRate } from './schedules.js';

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions {
  /** Learning rate, above 0, or a schedule of them. @defaultValue 0.001 */
  readonly lr?: number | LearningRateSchedule;
  /** Shares of the running means of the gradient and of its square that are kept, each in [0, 1). @defaultValue [0.9, 0.999] */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square, at least 0. @defaultValue 1e-8 */
  readonly eps?: number;
  /** Weight decay, at least 0. @defaultValue 0 for Adam, 0.01 for AdamW */
  readonly weightDecay?: number;
  /** Whether the largest mean square so far divides, not the present one. @defaultValue false */
  readonly amsgrad?: boolean;
}

type Kind = 'Adam' | 'AdamW';

/** Steps by running means of gradients and of their squares. */
export class AdaptiveMoments {
  readonly parameters: readonly Parameter[];
  readonly #kind: Kind;
  readonly #rate: LearningRateSchedule;
  readonly #options: Required<Omit<AdamOptions, 'lr'>>;
  readonly #means: readonly Float64Array[];
  readonly #squares: readonly Float64Array[];
  /** The largest mean squares; empty without amsgrad. */
  readonly #largest: readonly Float64Array[];
  #steps = 0;
  /** β₁ and β₂ to the number of steps. */
  #powers = [1, 1];

  constructor(kind: Kind, parameters: readonly Parameter[], options: AdamOptions | undefined) {
    const known = ['lr', 'betas', 'eps', 'weightDecay', 'amsgrad'] as const;
    const {
      lr = 1e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = kind === 'AdamW' ? 0.01 : 0,
      amsgrad = false,
    } = expectOptions(kind, options, known);
    this.parameters = expectParameters(kind, parameters);
    this.#kind = kind;
    this.#rate = readLearningRate(kind, lr);
    this.#options = {
      betas: expectBetas(kind, betas),
      eps: expectNumber(kind, 'eps', eps, 'nonnegative'),
      weightDecay: expectNumber(kind, 'weightDecay', weightDecay, 'nonnegative'),
      amsgrad: expectChoice(kind, 'amsgrad', amsgrad, [true, false]),
    };
    const zeros = () => this.parameters.map(({ value }) => new Float64Array(value.size));
    this.#means = zeros();
    this.#squares = zeros();
    this.#largest = amsgrad ? zeros() : [];
  }

  step(): void {
    const { betas, eps, weightDecay, amsgrad } = this.#options;
    const [beta1, beta2] = betas;
    const lr = this.#rate(this.#steps);
    this.#powers = [this.#powers[0] * beta1, this.#powers[1] * beta2];
    const stepSize = lr / (1 - this.#powers[0]);
    const correction = Math.sqrt(1 - this.#powers[1]);
    const decoupled = this.#kind === 'AdamW';
    this.parameters.forEach(({ value, grad }, index) => {
      const theta = value.data;
      const mean = this.#means[index];
      const square = this.#squares[index];
      for (let j = 0; j < theta.length; j++) {
        let g = grad.data[j];
        if (decoupled) theta[j] *= 1 - lr * weightDecay;
        else g += weightDecay * theta[j];
        mean[j] += (g - mean[j]) * (1 - beta1);
        square[j] = beta2 * square[j] + (1 - beta2) * g * g;
        let divisor = square[j];
        if (amsgrad) {
          const largest = this.#largest[index];
          if (divisor > largest[j]) largest[j] = divisor;
          divisor = largest[j];
        }
        const denominator = Math.sqrt(divisor) / correction + eps;
        // without eps a gradient that was always 0 would give 0/0
        if (denominator > 0) theta[j] -= (stepSize * mean[j]) / denominator;
      }
    });
    this.#steps++;
  }

  toJSON(): OptimizerState {
    return stateOf(this.#kind, this.#steps, this.#memory());
  }

  restore(state: OptimizerState): void {
    const memory = this.#memory();
    this.#steps = expectState(
      this.#kind,
      state,
      memory.map((vector) => vector.length),
    );
    for (const [k, vector] of memory.entries()) vector.set(state.memory[k]);
    this.#powers = [1, 1]; // multiplied as steps do, so that the digits are theirs
    const [beta1, beta2] = this.#options.betas;
    for (let step = 0; step < this.#steps; step++) {
      this.#powers = [this.#powers[0] * beta1, this.#powers[1] * beta2];
    }
  }

  #memory(): Float64Array[] {
    return [...this.#means, ...this.#squares, ...this.#largest];
  }
}

function expectBetas(where: string, betas: readonly [number, number]): readonly [number, number] {
  const isShare = (beta: unknown): boolean => typeof beta === 'number' && beta >= 0 && beta < 1;
  if (Array.isArray(betas) && betas.length === 2 && betas.every(isShare)) {
    return [betas[0], betas[1]];
  }
  const expected = 'betas must be two numbers in [0, 1)';
  const received = Array.isArray(betas) ? `[${betas.map(formatValue).join(', ')}]` : undefined;
  throw new OptionError({ where, expected, received: received ?? formatValue(betas) });
}
