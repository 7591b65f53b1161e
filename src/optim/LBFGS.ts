// L-BFGS: directions from the last changes of parameters, s, and of gradients, y, by the two-loop
// recursion (Nocedal, Wright 2006, algorithm 7.4), O(history · size); along each a step t by the
// strong Wolfe conditions
//
//   φ(t) ≤ φ(0) + c₁ t φ′(0)  and  |φ′(t)| ≤ c₂ |φ′(0)|
//
// An interval whose left end goes down and is low enough and whose right end is not is narrowed by
// cubic interpolation (ibid., §3.5). Close to a minimum φ only rounds; there slopes decide alone
// (Hager, Zhang 2005).

import { formatName } from '../arrays/formatValue.js';
import { numericalError, optionError } from '../arrays/optionError.js';
import { expectType, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { NumericalError } from '../errors.js';
import { dot } from '../loops/dot.js';
import type { Parameter } from '../model/Parameter.js';
import { expectParameters, type Optimizer, type OptimizerState, stateOf } from './Optimizer.js';

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

const OPTIONS = {
  lr: ['positive', 1],
  maxIterations: ['positiveCount', 20],
  historySize: ['positiveCount', 10],
  gradientTolerance: ['nonnegative', 1e-7],
  changeTolerance: ['nonnegative', 1e-9],
} as const satisfies OptionTable<LBFGSOptions>;

/**
 * L-BFGS: quasi-Newton steps for losses of the whole data, with a line search by the strong Wolfe
 * conditions.
 *
 * @remarks A step where the loss cannot be taken (it overflows, a window is empty) is shortened, so
 *   a closure may throw `NumericalError` anywhere but at the start. For stochastic gradients take
 *   {@link SGD} or {@link Adam}.
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
   * @throws {@link OptionError} for an unknown option or one outside its range, or a parameter that
   *   is listed twice
   */
  constructor(parameters: readonly Parameter[], options?: LBFGSOptions) {
    const where = 'LBFGS';
    this.#options = readOptions(where, options, OPTIONS, formatName);
    this.parameters = expectParameters(where, parameters);
    const size = this.parameters.reduce((sum, { value }) => sum + value.size, 0);
    this.#memory = new CurvatureMemory(size, this.#options.historySize);
  }

  /**
   * Sets the gathered gradients to zero.
   *
   * @example
   * ```ts
   * import { LBFGS, Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new LBFGS([w]);
   * w.grad.set(0, 5);
   * optimizer.zeroGrad();
   * console.log(w.grad); // → tensor([0.])
   * ```
   */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.zeroGrad();
  }

  /**
   * Moves the parameters up to `maxIterations` times; no move raises the loss.
   *
   * @param closure - clears the gradients, computes the loss and its gradients anew and returns the
   *   loss
   * @returns the loss at the start of the step, as in PyTorch
   * @throws {@link OptionError} without a closure
   * @throws {@link NumericalError} when the loss or a gradient at the start is not finite
   * @example
   * ```ts
   * import { LBFGS, Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new LBFGS([w]);
   * const closure = () => {
   *   const at = w.value.get(0);
   *   w.grad.set(0, 2 * (at - 3));
   *   return (at - 3) ** 2;
   * };
   * optimizer.step(closure);
   * console.log(Math.abs(w.value.get(0) - 3) < 1e-6); // → true
   * ```
   */
  step(closure?: () => number): number {
    const where = 'LBFGS.step';
    expectType(where, 'closure', closure, 'function');
    const iterations = this.iterations(closure as () => number);
    for (;;) {
      const { done, value } = iterations.next();
      if (done) return value;
    }
  }

  /**
   * The same iteration by iteration, so that others may run between: after each the parameters are where no loss was higher
   * before.
   *
   * @param closure - as for `step`
   * @returns what goes on with each `next()`, and at the end gives what `step` returns
   * @throws {@link NumericalError} as `step` does
   * @example
   * ```ts
   * import { LBFGS, Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new LBFGS([w]);
   * const closure = () => {
   *   const at = w.value.get(0);
   *   w.grad.set(0, 2 * (at - 3));
   *   return (at - 3) ** 2;
   * };
   * let count = 0;
   * for (const _ of optimizer.iterations(closure)) count++;
   * console.log(count < 20, Math.abs(w.value.get(0) - 3) < 1e-6); // → true true
   * ```
   */
  *iterations(closure: () => number): Generator<void, number> {
    const where = 'LBFGS.step';
    const { lr, maxIterations, gradientTolerance, changeTolerance } = this.#options;
    let loss = closure();
    const first = loss;
    let gradient = this.#gather('grad');
    if (!Number.isFinite(loss) || !gradient.every(Number.isFinite)) {
      const expected = 'loss and gradients must be finite at the start of a step';
      throw numericalError(where, expected, `a loss of ${loss}`);
    }
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      if (largest(gradient) <= gradientTolerance) break;
      const place = this.#gather('value');
      let direction = this.#memory.direction(gradient);
      if (!(dot(direction, gradient) < 0)) {
        this.#memory.clear();
        direction = this.#memory.direction(gradient);
      }
      const size = gradient.reduce((sum, g) => sum + Math.abs(g), 0);
      const length = this.#memory.isEmpty ? lr * Math.min(1, 1 / size) : lr;
      const start: LinePoint = { t: 0, value: loss, slope: dot(direction, gradient) };
      let last = start;
      const found = lineSearch(start, length, (t) => {
        last = this.#lossAt(place, direction, t, closure);
        return last;
      });
      // the last place tried need not be the one found
      const end =
        found && (last === found ? found : this.#lossAt(place, direction, found.t, closure));
      if (!found || !end) {
        this.#scatter(place, direction, 0);
        closure();
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
      yield;
    }
    this.#steps++;
    return first;
  }

  /**
   * Steps and remembered changes, as plain JSON.
   *
   * @example
   * ```ts
   * import { LBFGS, Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new LBFGS([w]);
   * console.log(JSON.parse(JSON.stringify(optimizer)) !== undefined); // → true
   * ```
   */
  toJSON(): OptimizerState {
    return stateOf('LBFGS', this.#steps, this.#memory.vectors());
  }

  /**
   * Takes up what another LBFGS remembered. @throws {@link OptionError} when the state is not one
   * for these parameters
   *
   * @param state - what `toJSON` gave
   * @example
   * ```ts
   * import { LBFGS, Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [1]);
   * const optimizer = new LBFGS([w]);
   * optimizer.restore(optimizer.toJSON());
   * console.log(w.value); // → tensor([1.])
   * ```
   */
  restore(state: OptimizerState): void {
    const isCount = Number.isSafeInteger(state?.steps) && state.steps >= 0;
    if (state?.type !== 'LBFGS' || !isCount || !this.#memory.restore(state.memory)) {
      const expected = `state must be one of LBFGS for these parameters`;
      throw optionError('LBFGS.restore', expected, `one of ${state?.type}`);
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

/** Past changes, to turn a gradient into a quasi-Newton direction. */
export class CurvatureMemory {
  readonly size: number;
  readonly #most: number;
  #moves: Float64Array[] = [];
  #changes: Float64Array[] = [];

  /**
   * @param size - number of parameters
   * @param most - how many changes are remembered
   */
  constructor(size: number, most: number) {
    this.size = size;
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#moves.length === 0;
  }

  clear(): void {
    this.#moves = [];
    this.#changes = [];
  }

  /**
   * Takes a pair up where the curvature s·y along the move is above 0, so that directions keep
   * going down.
   */
  remember(move: Float64Array, change: Float64Array): void {
    if (!(dot(move, change) > 1e-16 * dot(change, change) ** 0.5 * dot(move, move) ** 0.5)) return;
    if (this.#moves.length === this.#most) {
      this.#moves.shift();
      this.#changes.shift();
    }
    this.#moves.push(move);
    this.#changes.push(change);
  }

  /** −H·gradient, with H ≈ the inverse Hessian; −gradient when nothing is remembered. */
  direction(gradient: Float64Array): Float64Array {
    const out = gradient.map((g) => -g);
    const count = this.#moves.length;
    const shares = new Float64Array(count);
    for (let k = count - 1; k >= 0; k--) {
      const [s, y] = [this.#moves[k], this.#changes[k]];
      shares[k] = dot(s, out) / dot(s, y);
      addInto(y, -shares[k], out);
    }
    if (count > 0) {
      const [s, y] = [this.#moves[count - 1], this.#changes[count - 1]];
      const scale = dot(s, y) / dot(y, y);
      for (let j = 0; j < out.length; j++) out[j] *= scale;
    }
    for (let k = 0; k < count; k++) {
      const [s, y] = [this.#moves[k], this.#changes[k]];
      addInto(s, shares[k] - dot(y, out) / dot(s, y), out);
    }
    return out;
  }

  /** Moves, then changes, the oldest first. */
  vectors(): Float64Array[] {
    return [...this.#moves, ...this.#changes];
  }

  /** Takes up what {@link CurvatureMemory.vectors} gave. @returns whether it fits */
  restore(vectors: readonly (readonly number[])[]): boolean {
    const fits =
      Array.isArray(vectors) &&
      vectors.length % 2 === 0 &&
      vectors.length <= 2 * this.#most &&
      vectors.every((v) => Array.isArray(v) && v.length === this.size && v.every(Number.isFinite));
    if (!fits) return false;
    const half = vectors.length / 2;
    this.#moves = vectors.slice(0, half).map((v) => Float64Array.from(v));
    this.#changes = vectors.slice(half).map((v) => Float64Array.from(v));
    return true;
  }
}

function addInto(a: Float64Array, factor: number, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] += factor * a[j];
}

/** A loss and its slope at a place t of the line; infinite where the loss cannot be taken. */
export interface LinePoint {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

/** c₁ and c₂ */
const ARMIJO = 1e-4;
const CURVATURE = 0.9;
/** Then the interval is as narrow as numbers are. */
const MOST_TRIALS = 40;
/** Losses that differ by less than this share are the same. */
const ROUNDING = 1e-13;

/**
 * Searches for an acceptable step.
 *
 * @param start - at t = 0, with a slope below 0
 * @param first - the first t to try
 * @param at - takes the loss and its slope
 * @returns an acceptable point, or the lowest found that is below the start; `undefined` when there
 *   is none
 */
export function lineSearch(
  start: LinePoint,
  first: number,
  at: (t: number) => LinePoint,
): LinePoint | undefined {
  const steepness = Math.abs(start.slope);
  const same = start.value + ROUNDING * Math.abs(start.value);
  let low = start;
  let high: LinePoint | undefined;
  let t = first;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const point = at(t);
    const falls =
      point.value <= start.value + ARMIJO * t * start.slope ||
      (point.value <= same && point.slope <= (1 - 2 * ARMIJO) * steepness);
    if (falls && Math.abs(point.slope) <= CURVATURE * steepness) return point;
    if (!falls || point.slope > 0) high = point;
    else low = point;
    const next = high ? between(low, high) : 4 * t;
    if (next === t || !Number.isFinite(next)) break;
    t = next;
  }
  return low.t > 0 && low.value < start.value ? low : undefined;
}

/**
 * The minimum of the cubic through both ends, kept a tenth of the interval away from them; the
 * middle when there is none.
 */
function between(low: LinePoint, high: LinePoint): number {
  const width = high.t - low.t;
  const middle = low.t + width / 2;
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return low.t + width / 8;
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.t - high.t);
  const square = d1 * d1 - low.slope * high.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sqrt(square);
  const t = high.t - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  if (!Number.isFinite(t)) return middle;
  return Math.max(low.t + 0.1 * width, Math.min(high.t - 0.1 * width, t));
}

function largest(a: Float64Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
