import { describe, expect, it } from 'vitest';
import { expectChoice } from '../../src/arrays/readOptions.js';
import { OptionError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

const choose = (value: unknown): string => expectChoice('f', 'way', value, ['up', 'down']);

describe('expectChoice', () => {
  it('gives the value back when it is one of the choices', () => {
    expect(choose('down')).toBe('down');
  });

  it('takes booleans as choices, but not what is only truthy', () => {
    expect(expectChoice('f', 'flag', false, [true, false])).toBe(false);
    expectError(
      () => expectChoice('f', 'flag', 1, [true, false]),
      OptionError,
      'f: flag must be one of true, false, got 1',
    );
  });

  it.each([
    ['Up', '"Up"'],
    ['constructor', '"constructor"'],
    ['__proto__', '"__proto__"'],
    ['length', '"length"'],
    [0, '0'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['up'], 'an array of length 1'],
    [Symbol('up'), 'a symbol'],
  ])('refuses %o', (value, shown) => {
    expectError(() => choose(value), OptionError, `f: way must be one of up, down, got ${shown}`);
  });
});
