import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

/**
 * Checks that an options argument is an object whose keys are all known.
 *
 * @param where - the public function, for messages
 * @param options - what the user handed in; `undefined` stands for no options
 * @param known - the accepted option names
 * @param subject - what the argument is called
 * @returns the options, or an empty object
 * @throws {@link OptionError} for anything but an object with named fields, and for an unknown key
 */
export function expectOptions<T extends object>(
  where: string,
  options: T | undefined,
  known: readonly (keyof T & string)[],
  subject = 'options',
): T {
  if (options === undefined) return {} as T;
  // entries of a Map, a Set or an array are no fields: taken for options they would be ignored without a word
  if (typeof options !== 'object' || options === null || Symbol.iterator in options) {
    const expected = `${subject} must be an object`;
    throw new OptionError({ where, expected, received: formatValue(options) });
  }
  for (const key of Object.keys(options)) {
    if (!(known as readonly string[]).includes(key)) {
      const expected = `${subject} must be among ${known.join(', ')}`;
      throw new OptionError({ where, expected, received: formatValue(key) });
    }
  }
  return options;
}

/** Checks an argument that must be given: as {@link expectOptions}, but `undefined` is refused. */
export function expectFields<T extends object>(
  where: string,
  subject: string,
  fields: T,
  known: readonly (keyof T & string)[],
): T {
  return expectOptions(
    where,
    fields === undefined ? (null as unknown as T) : fields,
    known,
    subject,
  );
}
