import { formatValue } from '../arrays/formatValue.js';
import { OptionError } from '../errors.js';
import type { Parameter } from '../model/Parameter.js';

/** What moves parameters along their gradients. */
export interface Optimizer {
  /** Sets the gathered gradients to zero. */
  zeroGrad(): void;
  /** Moves every parameter one step. */
  step(): void;
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
