import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import type { Parameter } from '../model/Parameter.js';

/** What moves parameters along their gradients. */
export interface Optimizer {
  /** The parameters it moves; `train` refuses those of another network. */
  readonly parameters?: readonly Parameter[];
  /** Whether `step` must be able to ask for the loss at other parameters, and so takes a closure. @defaultValue false */
  readonly needsClosure?: boolean;
  /** Sets the gathered gradients to zero. */
  zeroGrad(): void;
  /**
   * Moves every parameter one step.
   *
   * @param closure - clears the gradients, computes the loss and its gradients anew and returns the loss; called where
   * `needsClosure` is true
   */
  step(closure?: () => number): void;
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

/** Checks a list of parameters. @throws {@link OptionError} when it is empty or holds anything else */
export function expectParameters(
  where: string,
  parameters: readonly Parameter[],
): readonly Parameter[] {
  const isParameter = (p: Parameter | undefined): boolean =>
    Boolean(p?.value?.data && p.grad?.data);
  if (!Array.isArray(parameters) || parameters.length === 0 || !parameters.every(isParameter)) {
    const expected = 'parameters must be a list with at least one Parameter';
    throw new OptionError({ where, expected, received: formatValue(parameters) });
  }
  return [...parameters];
}
