// The optimizers that take one step for each gradient: they differ in their options and in a rule
// for the entries of a parameter.

import { formatValue } from '../arrays/formatValue.js';
import { numericalError } from '../arrays/optionError.js';
import { expectNumber } from '../arrays/readOptions.js';
import type { Parameter } from '../model/Parameter.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  expectParameters,
  expectState,
  type Optimizer,
  type OptimizerState,
  stateOf,
} from './Optimizer.js';
import type { LearningRateSchedule } from './schedules.js';

/** How a parameter is moved, and how much is remembered for that. */
export interface StepRule {
  /** Vectors as long as a parameter that are remembered, zeros at first. */
  readonly vectors: number;
  /**
   * Moves a parameter.
   *
   * @param theta - written to
   * @param gradient - of the loss
   * @param memory - what is remembered of this parameter; written to
   * @param lr - the learning rate
   * @param steps - steps taken before
   */
  move(
    theta: Tensor['data'],
    gradient: Tensor['data'],
    memory: readonly Float64Array[],
    lr: number,
    steps: number,
  ): void;
}

/**
 * An optimizer that moves every parameter by the same rule: {@link SGD}, {@link Adam}, {@link
 * AdamW}.
 */
export class StepOptimizer implements Optimizer {
  /** What it moves. */
  readonly parameters: readonly Parameter[];
  readonly #name: string;
  readonly #rate: LearningRateSchedule;
  readonly #rule: StepRule;
  /** Of each parameter. */
  readonly #memory: readonly (readonly Float64Array[])[];
  #steps = 0;

  /**
   * @param name - for messages and in its state
   * @param parameters - what to learn
   * @param rate - the learning rate of each step
   * @param rule - how a parameter is moved
   * @internal
   */
  constructor(
    name: string,
    parameters: readonly Parameter[],
    rate: LearningRateSchedule,
    rule: StepRule,
  ) {
    this.parameters = expectParameters(name, parameters);
    this.#name = name;
    this.#rate = rate;
    this.#rule = rule;
    this.#memory = this.parameters.map(({ value }) =>
      Array.from({ length: rule.vectors }, () => new Float64Array(value.size)),
    );
  }

  /**
   * Sets the gathered gradients to zero.
   *
   * @example
   * ```ts
   * import { Parameter, SGD } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new SGD([w], { lr: 0.1 });
   * w.grad.set(0, 5);
   * optimizer.zeroGrad();
   * console.log(w.grad); // → tensor([0.])
   * ```
   */
  zeroGrad(): void {
    for (const { grad } of this.parameters) grad.data.fill(0);
  }

  /**
   * Moves every parameter one step against its gathered gradient.
   *
   * @example
   * ```ts
   * import { Parameter, SGD } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new SGD([w], { lr: 0.1 });
   * w.grad.set(0, 5);
   * optimizer.step();
   * console.log(w.value); // → tensor([0.5])
   * ```
   */
  step(): void {
    const lr = this.#rate(this.#steps);
    this.parameters.forEach(({ value, grad }, index) => {
      this.#rule.move(value.data, grad.data, this.#memory[index], lr, this.#steps);
    });
    this.#steps++;
  }

  /**
   * Steps and what is remembered, as plain JSON.
   *
   * @example
   * ```ts
   * import { Parameter, SGD } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new SGD([w], { lr: 0.1 });
   * console.log(JSON.parse(JSON.stringify(optimizer)) !== undefined); // → true
   * ```
   */
  toJSON(): OptimizerState {
    return stateOf(this.#name, this.#steps, this.#vectors());
  }

  /**
   * Takes up what another one of its kind remembered. @throws {@link OptionError} when the state is
   * not one for these parameters
   *
   * @param state - what `toJSON` gave
   * @example
   * ```ts
   * import { Parameter, SGD } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new SGD([w], { lr: 0.1 });
   * optimizer.restore(optimizer.toJSON());
   * console.log(w.value); // → tensor([1.])
   * ```
   */
  restore(state: OptimizerState): void {
    const vectors = this.#vectors();
    const lengths = vectors.map((vector) => vector.length);
    this.#steps = expectState(this.#name, state, lengths);
    for (const [k, vector] of vectors.entries()) vector.set(state.memory[k]);
  }

  /** The first vectors of all parameters, then the second ones. */
  #vectors(): Float64Array[] {
    const kinds = Array.from({ length: this.#rule.vectors }, (_, kind) => kind);
    return kinds.flatMap((kind) => this.#memory.map((vectors) => vectors[kind]));
  }
}

/**
 * Reads an option `lr`: a number above 0, or a schedule whose rates are checked as they are asked
 * for.
 */
export function readLearningRate(
  where: string,
  lr: number | LearningRateSchedule,
): LearningRateSchedule {
  if (typeof lr !== 'function') {
    const rate = expectNumber(where, 'lr', lr, 'positive');
    return () => rate;
  }
  return (step) => {
    const rate = lr(step);
    if (typeof rate === 'number' && rate >= 0 && rate < Infinity) return rate;
    const expected = `lr must give finite numbers of at least 0, in step ${step}`;
    throw numericalError(where, expected, formatValue(rate));
  };
}
