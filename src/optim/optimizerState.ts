// What optimizers remember, to JSON and back.

import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import type { OptimizerState } from './Optimizer.js';

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
    throw new OptionError({ where, expected, received });
  }
  return steps;
}
