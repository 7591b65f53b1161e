import { describe, expect, it } from 'vitest';
import { expectNumber } from '../../src/arrays/readOptions.js';
import { OptionError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

const table = [
  ['finite', 'a finite number', [0, -1.5, 1e308], [NaN, Infinity, -Infinity]],
  ['positive', 'a finite number above 0', [5e-324, 2], [0, -0, -1, NaN, Infinity]],
  ['nonnegative', 'a finite number of at least 0', [0, 0.5], [-5e-324, NaN, Infinity]],
  ['integer', 'an integer', [-3, 0, 2 ** 53 - 1], [0.5, 2 ** 53, NaN, Infinity]],
  ['count', 'an integer of at least 0', [0, 7], [-1, 1.5, NaN, 2 ** 53]],
  ['positiveCount', 'an integer of at least 1', [1, 7], [0, -1, 1.5, NaN]],
] as const;

describe('expectNumber', () => {
  it.each(table)('%s accepts %s', (rule, _text, accepted) => {
    for (const x of accepted) expect(expectNumber('f', 'h', x, rule)).toBe(x);
  });

  it.each(table)('%s must be %s', (rule, text, _accepted, refused) => {
    for (const x of refused) {
      const shown = Object.is(x, -0) ? '-0' : String(x);
      expectError(
        () => expectNumber('f', 'h', x, rule),
        OptionError,
        `f: h must be ${text}, got ${shown}`,
      );
    }
  });

  it.each([
    ['1', '"1"'],
    [1n, '1n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [[1], 'an array of length 1'],
    [{ valueOf: () => 1 }, 'an object'],
  ])('refuses what only turns into a number: %o', (value, shown) => {
    expectError(
      () => expectNumber('f', 'h', value, 'finite'),
      OptionError,
      `f: h must be a finite number, got ${shown}`,
    );
  });
});
