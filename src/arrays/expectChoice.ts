import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

/**
 * Checks that a value is one of a few accepted ones.
 *
 * @param choices - the accepted values; also the list in the message
 * @returns the value
 * @throws {@link OptionError} when it is none of them
 */
export function expectChoice<T extends string | boolean>(
  where: string,
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  if ((choices as readonly unknown[]).includes(value)) return value as T;
  throw new OptionError({
    where,
    expected: `${name} must be one of ${choices.map(String).join(', ')}`,
    received: formatValue(value),
  });
}
