// Learning rates that change: a schedule is a function of the number of steps taken, given to an
// optimizer as its `lr`.

import { optionError } from '../arrays/optionError.js';
import { expectNumber, readOptions } from '../arrays/readOptions.js';

/** The learning rate for a step, from the number of steps taken before: 0, 1, 2, … */
export type LearningRateSchedule = (step: number) => number;

/**
 * The same learning rate for every step.
 *
 * @param lr - above 0
 * @throws {@link OptionError} when it is not
 * @example
 * ```ts
 * import { constantSchedule } from 'nadaraya';
 *
 * console.log(constantSchedule(0.1)(1000)); // → 0.1
 * ```
 */
export function constantSchedule(lr: number): LearningRateSchedule {
  expectNumber('constantSchedule', 'lr', lr, 'positive');
  return () => lr;
}

/** Options of {@link stepSchedule}. */
export interface StepScheduleOptions {
  /** The first learning rate, above 0. */
  readonly lr: number;
  /** How many steps a rate lasts. */
  readonly every: number;
  /** What it is then multiplied by, above 0. @defaultValue 0.1 */
  readonly factor?: number;
}

/**
 * A learning rate that falls in stairs: lr · factor^⌊step / every⌋.
 *
 * @param options - lr, every, factor
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @example
 * ```ts
 * import { stepSchedule } from 'nadaraya';
 *
 * const rate = stepSchedule({ lr: 1, every: 10, factor: 0.5 });
 * console.log(rate(9), rate(10), rate(20)); // → 1 0.5 0.25
 * ```
 */
export function stepSchedule(options: StepScheduleOptions): LearningRateSchedule {
  const table = { lr: ['positive'], every: ['positiveCount'], factor: ['positive', 0.1] } as const;
  const { lr, every, factor } = readOptions('stepSchedule', options, table);
  return (step) => lr * factor ** Math.floor(step / every);
}

/** Options of {@link exponentialSchedule}. */
export interface ExponentialScheduleOptions {
  /** The first learning rate, above 0. */
  readonly lr: number;
  /** What it is multiplied by after each step, above 0. */
  readonly factor: number;
}

/**
 * A learning rate that falls with every step: lr · factor^step.
 *
 * @param options - lr, factor
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @example
 * ```ts
 * import { exponentialSchedule } from 'nadaraya';
 *
 * console.log(exponentialSchedule({ lr: 8, factor: 0.5 })(3)); // → 1
 * ```
 */
export function exponentialSchedule(options: ExponentialScheduleOptions): LearningRateSchedule {
  const table = { lr: ['positive'], factor: ['positive'] } as const;
  const { lr, factor } = readOptions('exponentialSchedule', options, table);
  return (step) => lr * factor ** step;
}

/** Options of {@link cosineSchedule}. */
export interface CosineScheduleOptions {
  /** The largest learning rate, above 0. */
  readonly lr: number;
  /** The step from which on the rate is `least`. */
  readonly steps: number;
  /**
   * Steps in which the rate first rises in a straight line, lr/warmup, 2·lr/warmup, …; below
   * `steps`. @defaultValue 0
   */
  readonly warmup?: number;
  /** The last learning rate, at most `lr`. @defaultValue 0 */
  readonly least?: number;
}

const COSINE_OPTIONS = {
  lr: ['positive'],
  steps: ['positiveCount'],
  warmup: ['count', 0],
  least: ['nonnegative', 0],
} as const;

/**
 * A learning rate that rises in a straight line and falls along half a cosine:
 *
 *   least + (lr − least)·(1 + cos(π·(step − warmup)/(steps − warmup)))/2
 *
 * @param options - lr, steps, warmup, least
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @example
 * ```ts
 * import { cosineSchedule } from 'nadaraya';
 *
 * const rate = cosineSchedule({ lr: 1, steps: 12, warmup: 2 });
 * console.log([0, 1, 2, 7, 12].map((step) => rate(step).toFixed(2)).join(' ')); // → 0.50 1.00 1.00 0.50 0.00
 * ```
 * @see Loshchilov, Hutter (2017), SGDR: Stochastic Gradient Descent with Warm Restarts
 */
export function cosineSchedule(options: CosineScheduleOptions): LearningRateSchedule {
  const where = 'cosineSchedule';
  const { lr, steps, warmup, least } = readOptions(where, options, COSINE_OPTIONS);
  if (warmup >= steps || least > lr) {
    const expected = 'warmup must be below steps, and least at most lr';
    throw optionError(where, expected, `warmup ${warmup} of ${steps} and least ${least} of ${lr}`);
  }
  return (step) => {
    if (step < warmup) return (lr * (step + 1)) / warmup;
    if (step >= steps) return least;
    const share = (step - warmup) / (steps - warmup);
    return least + ((lr - least) * (1 + Math.cos(Math.PI * share))) / 2;
  };
}
