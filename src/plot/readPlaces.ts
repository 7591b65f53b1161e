import { formatValue } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { OptionError } from '../errors.js';
import type { ArrayInput } from '../types.js';

/** Places along an axis: numbers, or moments in time. */
export type Places = ArrayInput | readonly Date[];

/** Places as numbers, and whether they are moments: then they are milliseconds since 1970. */
export interface ReadPlaces {
  readonly places: ArrayLike<number>;
  readonly isTime: boolean;
}

/** Reads places, which may be missing (NaN) where that is allowed. */
export function readPlaces(
  where: string,
  name: string,
  given: unknown,
  allowNonFinite: boolean,
): ReadPlaces {
  const isTime = Array.isArray(given) && given.some(isDate);
  if (!isTime) {
    return { places: readArray(where, name, given, { ranks: [1], allowNonFinite }).data, isTime };
  }
  const places = given.map((place) => {
    if (isDate(place)) return place.getTime();
    const expected = `${name} must hold Dates or numbers, not both`;
    throw new OptionError({ where, expected, received: formatValue(place) });
  });
  return { places: readArray(where, name, places, { allowNonFinite }).data, isTime };
}

/** Whether it is a date, of whatever page or context. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
