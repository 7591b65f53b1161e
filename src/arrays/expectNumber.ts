import { OptionError } from '../errors.js';
import { formatValue } from './formatValue.js';

type Rule =
  | 'finite'
  | 'positive'
  | 'nonnegative'
  | 'integer'
  | 'count'
  | 'positiveCount'
  | 'length';

const rules: Record<Rule, { readonly text: string; readonly holds: (x: number) => boolean }> = {
  finite: { text: 'a finite number', holds: Number.isFinite },
  positive: { text: 'a finite number above 0', holds: (x) => Number.isFinite(x) && x > 0 },
  nonnegative: {
    text: 'a finite number of at least 0',
    holds: (x) => Number.isFinite(x) && x >= 0,
  },
  integer: { text: 'an integer', holds: Number.isSafeInteger },
  count: { text: 'an integer of at least 0', holds: (x) => Number.isSafeInteger(x) && x >= 0 },
  length: {
    text: 'an integer from 0 to 2147483647',
    holds: (x) => Number.isSafeInteger(x) && x >= 0 && x < 2 ** 31,
  },
  positiveCount: {
    text: 'an integer of at least 1',
    holds: (x) => Number.isSafeInteger(x) && x >= 1,
  },
};

/**
 * Checks one number.
 *
 * @param where - the public function, for messages
 * @param name - the argument, or the path of the option
 * @param value - what the user handed in
 * @param rule - what it must be
 * @returns the number
 * @throws {@link OptionError} when the rule does not hold
 */
export function expectNumber(where: string, name: string, value: unknown, rule: Rule): number {
  if (typeof value === 'number' && rules[rule].holds(value)) return value;
  throw new OptionError({
    where,
    expected: `${name} must be ${rules[rule].text}`,
    received: formatValue(value),
  });
}
