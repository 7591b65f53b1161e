import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

/**
 * Checks that a value is a string, a function or a number, as `typeof` names them.
 *
 * @param where - the public function, for messages
 * @param name - the argument, or the path of the option
 * @param value - what the user handed in
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
