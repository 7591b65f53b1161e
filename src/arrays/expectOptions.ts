import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

/**
 * Checks that an options argument is an object whose keys are all known.
 *
 * @param where - the public function, for messages
 * @param options - what the user handed in; `undefined` stands for no options
 * @param known - the accepted option names
 * @returns the options, or an empty object
 * @throws {@link OptionError} for anything but an object, and for an unknown key
 */
export function expectOptions<T extends object>(
  where: string,
  options: T | undefined,
  known: readonly (keyof T & string)[],
): T {
  if (options === undefined) return {} as T;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionError({
      where,
      expected: 'options must be an object',
      received: formatValue(options),
    });
  }
  for (const key of Object.keys(options)) {
    if (!(known as readonly string[]).includes(key)) {
      throw new OptionError({
        where,
        expected: `options must be among ${known.join(', ')}`,
        received: formatValue(key),
      });
    }
  }
  return options;
}
