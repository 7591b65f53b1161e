import { describe, expect, it } from 'vitest';
import { expectType } from '../../src/arrays/readOptions.js';
import { OptionError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

describe('expectType', () => {
  it('lets through what has the type', () => {
    expect(() => {
      expectType('f', 'title', '', 'string');
      expectType('f', 'onEpoch', () => 1, 'function');
    }).not.toThrow();
  });

  it.each([
    [5, 'string', '5'],
    [null, 'string', 'null'],
    ['log', 'function', '"log"'],
    [{}, 'function', 'an object'],
    [undefined, 'function', 'undefined'],
  ] as const)('refuses %o for a %s', (value, type, shown) => {
    expectError(
      () => expectType('f', 'x', value, type),
      OptionError,
      `f: x must be a ${type}, got ${shown}`,
    );
  });
});
