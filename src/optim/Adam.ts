import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { type OptionsOf, type OptionTable, readOptions } from '../arrays/readOptions.js';
import type { Parameter } from '../model/Parameter.js';
import { readLearningRate, StepOptimizer, type StepRule } from './StepOptimizer.js';
import type { LearningRateSchedule } from './schedules.js';

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions {
  /** Learning rate, above 0, or a schedule of them. @defaultValue 0.001 */
  readonly lr?: number | LearningRateSchedule;
  /**
   * Shares of the running means of the gradient and of its square that are kept, each in [0, 1).
   * @defaultValue [0.9, 0.999]
   */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square, at least 0. @defaultValue 1e-8 */
  readonly eps?: number;
  /** Weight decay, at least 0. @defaultValue 0 for Adam, 0.01 for AdamW */
  readonly weightDecay?: number;
  /** Whether the largest mean square so far divides, not the present one. @defaultValue false */
  readonly amsgrad?: boolean;
}

const ADAM_OPTIONS = {
  lr: [readLearningRate, 1e-3],
  betas: [readBetas, [0.9, 0.999]],
  eps: ['nonnegative', 1e-8],
  weightDecay: ['nonnegative', 0],
  amsgrad: [[true, false], false],
} as const satisfies OptionTable<AdamOptions>;

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
 * @see Kingma, Ba (2015), Adam: A Method for Stochastic Optimization; Reddi, Kale, Kumar (2018) for
 *   amsgrad
 */
export class Adam extends StepOptimizer {
  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, betas, eps, weightDecay, amsgrad
   * @throws {@link OptionError} for an unknown option or one outside its range, or a parameter that
   *   is listed twice
   */
  constructor(parameters: readonly Parameter[], options?: AdamOptions) {
    const read = readOptions('Adam', options, ADAM_OPTIONS, formatName);
    super('Adam', parameters, read.lr, adaptiveMoments(read, false));
  }
}

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
   * @throws {@link OptionError} for an unknown option or one outside its range, or a parameter that
   *   is listed twice
   */
  constructor(parameters: readonly Parameter[], options?: AdamOptions) {
    const table = { ...ADAM_OPTIONS, weightDecay: ['nonnegative', 0.01] } as const;
    const read = readOptions('AdamW', options, table, formatName);
    super('AdamW', parameters, read.lr, adaptiveMoments(read, true));
  }
}

/**
 * Steps by running means of gradients and of their squares.
 *
 * @param decoupled - whether weight decay bypasses the means
 */
function adaptiveMoments(options: OptionsOf<typeof ADAM_OPTIONS>, decoupled: boolean): StepRule {
  const { betas, eps, weightDecay, amsgrad } = options;
  const [beta1, beta2] = betas;
  const [power1, power2] = [powersOf(beta1), powersOf(beta2)];
  return {
    vectors: amsgrad ? 3 : 2,
    move(theta, gradient, [mean, square, largest], lr, steps) {
      const stepSize = lr / (1 - power1(steps + 1));
      const correction = Math.sqrt(1 - power2(steps + 1));
      for (let j = 0; j < theta.length; j++) {
        let g = gradient[j];
        if (decoupled) theta[j] *= 1 - lr * weightDecay;
        else g += weightDecay * theta[j];
        mean[j] += (g - mean[j]) * (1 - beta1);
        square[j] = beta2 * square[j] + (1 - beta2) * g * g;
        let divisor = square[j];
        if (amsgrad) {
          if (divisor > largest[j]) largest[j] = divisor;
          divisor = largest[j];
        }
        const denominator = Math.sqrt(divisor) / correction + eps;
        // without eps a gradient that was always 0 would give 0/0
        if (denominator > 0) theta[j] -= (stepSize * mean[j]) / denominator;
      }
    },
  };
}

/** β to the power t by one product a step, which has the same digits on every machine. */
function powersOf(beta: number): (t: number) => number {
  let [reached, power] = [0, 1];
  return (t) => {
    if (t < reached) [reached, power] = [0, 1];
    for (; reached < t; reached++) power *= beta;
    return power;
  };
}

function readBetas(where: string, betas: readonly [number, number]): readonly [number, number] {
  const isShare = (beta: unknown): boolean => typeof beta === 'number' && beta >= 0 && beta < 1;
  if (Array.isArray(betas) && betas.length === 2 && betas.every(isShare)) {
    return [betas[0], betas[1]];
  }
  const expected = 'betas must be two numbers in [0, 1)';
  const received = Array.isArray(betas) ? `[${betas.map(formatValue).join(', ')}]` : undefined;
  throw optionError(where, expected, received ?? formatValue(betas));
}
