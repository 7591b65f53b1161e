import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import type { Parameter } from '../model/Parameter.js';

/** What moves parameters along their gradients. */
export interface Optimizer {
  /** The parameters it moves; `train` refuses those of another network. */
  readonly parameters?: readonly Parameter[];
  /**
   * Whether `step` must be able to ask for the loss at other parameters, and so takes a closure.
   * @defaultValue false
   */
  readonly needsClosure?: boolean;
  /** Sets the gathered gradients to zero. */
  zeroGrad(): void;
  /**
   * Moves every parameter one step.
   *
   * @param closure - clears the gradients, computes the loss and its gradients anew and returns the
   *   loss; called where `needsClosure` is true
   */
  step(closure?: () => number): void;
  /** A step in parts, between which `train` lets others run. */
  iterations?(closure: () => number): Iterable<unknown>;
  /** What it remembers between steps, as plain JSON. */
  toJSON?(): OptimizerState;
  /** Takes up what another one of the same kind and for the same parameters remembered. */
  restore?(state: OptimizerState): void;
}

/** What an optimizer remembers between steps; plain JSON. */
export interface OptimizerState {
  /** The kind of optimizer. */
  readonly type: string;
  /** Steps taken. */
  readonly steps: number;
  /** Its vectors, whatever they mean to it. */
  readonly memory: readonly (readonly number[])[];
}

/**
 * Checks a list of parameters. @throws {@link OptionError} when it is empty, holds anything else, or
 * one of them twice, which would take two steps at once
 */
export function expectParameters(
  where: string,
  parameters: readonly Parameter[],
): readonly Parameter[] {
  const isParameter = (p: Parameter | undefined): boolean =>
    Boolean(p?.value?.data && p.grad?.data);
  if (!Array.isArray(parameters) || parameters.length === 0 || !parameters.every(isParameter)) {
    const expected = 'parameters must be a list with at least one Parameter';
    throw optionError(where, expected, formatValue(parameters));
  }
  for (const [again, parameter] of parameters.entries()) {
    const first = parameters.indexOf(parameter);
    if (first === again) continue;
    const expected = 'parameters must each be there once';
    throw optionError(where, expected, `${parameter.name} at index ${first} and ${again}`);
  }
  return [...parameters];
}

/** Steps and vectors of an optimizer as plain JSON. */
export function stateOf(
  type: string,
  steps: number,
  memory: readonly Float64Array[],
): OptimizerState {
  return { type, steps, memory: memory.map((vector) => Array.from(vector)) };
}

/**
 * Checks a state before any of it is taken up.
 *
 * @param type - the kind of optimizer that takes it up
 * @param state - what the user handed in
 * @param lengths - lengths of its vectors
 * @returns the number of steps
 * @throws {@link OptionError} when it is the state of another kind, or for other parameters
 */
export function expectState(
  type: string,
  state: OptimizerState,
  lengths: readonly number[],
): number {
  const where = `${type}.restore`;
  const { type: theirs, steps, memory } = state ?? {};
  const isVector = (vector: unknown, length: number): boolean =>
    Array.isArray(vector) && vector.length === length && vector.every(Number.isFinite);
  if (
    theirs !== type ||
    !Number.isSafeInteger(steps) ||
    steps < 0 ||
    !Array.isArray(memory) ||
    memory.length !== lengths.length ||
    !lengths.every((length, k) => isVector(memory[k], length))
  ) {
    const expected = `state must be one of ${type} with vectors of ${lengths.join(', ')} numbers`;
    const shape = Array.isArray(memory) ? memory.map((v) => v?.length).join(', ') : 'no';
    const received =
      typeof theirs === 'string' ? `${theirs} with vectors of ${shape}` : formatValue(state);
    throw optionError(where, expected, received);
  }
  return steps;
}
