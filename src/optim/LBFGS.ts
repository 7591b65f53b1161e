import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { expectType } from '../arrays/expectType.js';
import { NumericalError, OptionError } from '../errors.js';
import type { Parameter } from '../model/Parameter.js';
import { CurvatureMemory } from './CurvatureMemory.js';
import { type LinePoint, lineSearch } from './lineSearch.js';
import { expectParameters, type Optimizer, type OptimizerState } from './Optimizer.js';

/** Options of {@link LBFGS}. */
export interface LBFGSOptions {
  /** The first length tried along a quasi-Newton direction, above 0. @defaultValue 1 */
  readonly lr?: number;
  /** Iterations, each a direction and a search along it, in one call of `step`. @defaultValue 20 */
  readonly maxIterations?: number;
  /** How many past changes of the gradient are remembered. @defaultValue 10 */
  readonly historySize?: number;
  /** Ends `step` when no entry of the gradient is larger; at least 0. @defaultValue 1e-7 */
  readonly gradientTolerance?: number;
  /** Ends `step` when no entry of a parameter moves by more; at least 0. @defaultValue 1e-9 */
  readonly changeTolerance?: number;
}

/**
 * L-BFGS: quasi-Newton steps for losses of the whole data, with a line search by the strong Wolfe conditions.
 *
 * @remarks A step where the loss cannot be taken (it overflows, a window is empty) is shortened, so a closure may throw
 * `NumericalError` anywhere but at the start. For stochastic gradients take {@link SGD} or {@link Adam}.
 * @example
 * ```ts
 * import { LBFGS, Parameter } from 'nadaraya';
 *
 * const x = new Parameter('x', [5, 5]);
 * const optimizer = new LBFGS([x]);
 * const [a, b] = [2, -1]; // where (x₀ − a)² + 10(x₁ − b)² is least
 * optimizer.step(() => {
 *   const [x0, x1] = [x.value.get(0), x.value.get(1)];
 *   x.grad.data.set([2 * (x0 - a), 20 * (x1 - b)]);
 *   return (x0 - a) ** 2 + 10 * (x1 - b) ** 2;
 * });
 * console.log(x.value.get(0).toFixed(6), x.value.get(1).toFixed(6)); // → 2.000000 -1.000000
 * ```
 * @see Nocedal, Wright (2006), Numerical Optimization, algorithms 7.4 and 3.5
 */
export class LBFGS implements Optimizer {
  /** What it moves. */
  readonly parameters: readonly Parameter[];
  /** It asks for the loss wherever its search leads. */
  readonly needsClosure = true;
  readonly #options: Required<LBFGSOptions>;
  readonly #memory: CurvatureMemory;
  #steps = 0;

  /**
   * @param parameters - what to learn, for example `net.parameters()`
   * @param options - lr, maxIterations, historySize, gradientTolerance, changeTolerance
   * @throws {@link OptionError} for an unknown option or one outside its range
   */
  constructor(parameters: readonly Parameter[], options?: LBFGSOptions) {
    const where = 'LBFGS';
    const {
      lr = 1,
      maxIterations = 20,
      historySize = 10,
      gradientTolerance = 1e-7,
      changeTolerance = 1e-9,
    } = expectOptions(where, options, [
      'lr',
      'maxIterations',
      'historySize',
      'gradientTolerance',
      'changeTolerance',
    ]);
    this.parameters = expectParameters(where, parameters);
    this.#options = {
      lr: expectNumber(where, 'lr', lr, 'positive'),
      maxIterations: expectNumber(where, 'maxIterations', maxIterations, 'positiveCount'),
      historySize: expectNumber(where, 'historySize', historySize, 'positiveCount'),
      gradientTolerance: expectNumber(where, 'gradientTolerance', gradientTolerance, 'nonnegative'),
      changeTolerance: expectNumber(where, 'changeTolerance', changeTolerance, 'nonnegative'),
    };
    const size = this.parameters.reduce((sum, { value }) => sum + value.size, 0);
    this.#memory = new CurvatureMemory(size, historySize);
  }

  /** Sets the gathered gradients to zero. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /**
   * Moves the parameters up to `maxIterations` times; no move raises the loss.
   *
   * @param closure - clears the gradients, computes the loss and its gradients anew and returns the loss
   * @returns the loss at the start of the step, as in PyTorch
   * @throws {@link OptionError} without a closure
   * @throws {@link NumericalError} when the loss or a gradient at the start is not finite
   */
  step(closure?: () => number): number {
    const where = 'LBFGS.step';
    expectType(where, 'closure', closure, 'function');
    const evaluate = closure as () => number;
    const { lr, maxIterations, gradientTolerance, changeTolerance } = this.#options;
    let loss = evaluate();
    const first = loss;
    let gradient = this.#gather('grad');
    if (!Number.isFinite(loss) || !gradient.every(Number.isFinite)) {
      const expected = 'loss and gradients must be finite at the start of a step';
      throw new NumericalError({ where, expected, received: `a loss of ${loss}` });
    }
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      if (largest(gradient) <= gradientTolerance) break;
      const place = this.#gather('value');
      let direction = this.#memory.direction(gradient);
      if (!(dot(direction, gradient) < 0)) {
        this.#memory.clear();
        direction = this.#memory.direction(gradient);
      }
      const length = this.#memory.isEmpty ? lr * Math.min(1, 1 / norm1(gradient)) : lr;
      const start: LinePoint = { t: 0, value: loss, slope: dot(direction, gradient) };
      let last = start;
      const found = lineSearch(start, length, (t) => {
        last = this.#lossAt(place, direction, t, evaluate);
        return last;
      });
      // the last place tried need not be the one found
      const end =
        found && (last === found ? found : this.#lossAt(place, direction, found.t, evaluate));
      if (!found || !end) {
        this.#scatter(place, direction, 0);
        evaluate();
        if (this.#memory.isEmpty) break;
        this.#memory.clear();
        continue;
      }
      const next = this.#gather('grad');
      const moved = direction.map((d) => d * found.t);
      this.#memory.remember(
        moved,
        next.map((g, j) => g - gradient[j]),
      );
      loss = end.value;
      gradient = next;
      if (largest(moved) <= changeTolerance) break;
    }
    this.#steps++;
    return first;
  }

  /** Steps and remembered changes, as plain JSON. */
  toJSON(): OptimizerState {
    const memory = this.#memory.vectors().map((vector) => Array.from(vector));
    return { type: 'LBFGS', steps: this.#steps, memory };
  }

  /** Takes up what another LBFGS remembered. @throws {@link OptionError} when the state is not one for these parameters */
  restore(state: OptimizerState): void {
    if (state?.type !== 'LBFGS' || !this.#memory.restore(state.memory)) {
      const expected = `state must be one of LBFGS for these parameters`;
      const received = `one of ${state?.type}`;
      throw new OptionError({ where: 'LBFGS.restore', expected, received });
    }
    this.#steps = state.steps;
  }

  /** Loss and slope at place + t·direction; infinite where the loss cannot be taken. */
  #lossAt(
    place: Float64Array,
    direction: Float64Array,
    t: number,
    evaluate: () => number,
  ): LinePoint {
    this.#scatter(place, direction, t);
    const nowhere = { t, value: Infinity, slope: Number.NaN };
    try {
      const value = evaluate();
      const slope = dot(direction, this.#gather('grad'));
      return Number.isFinite(value) && Number.isFinite(slope) ? { t, value, slope } : nowhere;
    } catch (error) {
      if (error instanceof NumericalError) return nowhere;
      this.#scatter(place, direction, 0);
      throw error;
    }
  }

  #gather(field: 'value' | 'grad'): Float64Array {
    const out = new Float64Array(this.#memory.size);
    let at = 0;
    for (const parameter of this.parameters) {
      out.set(parameter[field].data, at);
      at += parameter[field].size;
    }
    return out;
  }

  #scatter(place: Float64Array, direction: Float64Array, t: number): void {
    let at = 0;
    for (const { value } of this.parameters) {
      for (let j = 0; j < value.data.length; j++, at++)
        value.data[j] = place[at] + t * direction[at];
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

function largest(a: Float64Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function norm1(a: Float64Array): number {
  return a.reduce((sum, x) => sum + Math.abs(x), 0);
}
