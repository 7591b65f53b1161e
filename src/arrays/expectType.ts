import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

/**
 * Checks that a value is a string, a function or a number, as `typeof` names them.
 *
 * @param type - what it must be
 * @throws {@link OptionError} when it is not
 */
export function expectType(
  where: string,
  name: string,
  value: unknown,
  type: 'string' | 'function' | 'number',
): void {
  if (typeof value === type) return;
  throw new OptionError({
    where,
    expected: `${name} must be a ${type}`,
    received: formatValue(value),
  });
}
