import { describe, expect, it } from 'vitest';
import { expectFields, expectOptions } from '../../src/arrays/readOptions.js';
import { OptionError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

interface Options {
  readonly a?: number;
  readonly b?: number;
}

const read = (options: unknown): Options =>
  expectOptions<Options>('f', options as Options | undefined, ['a', 'b']);

describe('expectOptions', () => {
  it('no options are empty options', () => {
    expect(read(undefined)).toEqual({});
  });

  it('gives known options back', () => {
    expect(read({ b: 2 })).toEqual({ b: 2 });
  });

  it('takes a frozen object, and one without a prototype', () => {
    expect(read(Object.freeze({ a: 1 })).a).toBe(1);
    expect(read(Object.assign(Object.create(null), { a: 1 })).a).toBe(1);
  });

  it.each([
    [null, 'null'],
    [[], 'an array of length 0'],
    ['a', '"a"'],
    [1, '1'],
    [true, 'true'],
    [() => 1, 'a function'],
  ])('refuses %o', (options, shown) => {
    expectError(() => read(options), OptionError, `f: options must be an object, got ${shown}`);
  });

  // their entries are no properties: taken for options they would be ignored without a word
  it.each([new Map([['a', 1]]), new Set(['a']), new Float64Array(0)])('refuses %o', (options) => {
    expectError(() => read(options), OptionError, /^f: options must be an object, got /);
  });

  it.each(['b2', 'c', '__proto__', 'constructor', 'toString'])(
    'refuses the unknown key %s',
    (key) => {
      expectError(
        () => read({ a: 1, [key]: 1 }),
        OptionError,
        `f: options must be among a, b, got "${key}"`,
      );
    },
  );
});

describe('expectFields', () => {
  it('refuses what is missing by its name', () => {
    const fields = (given: unknown) => expectFields<Options>('f', 'json', given as Options, ['a']);
    expectError(() => fields(undefined), OptionError, 'f: json must be an object, got undefined');
    expectError(() => fields(null), OptionError, 'f: json must be an object, got null');
    expectError(() => fields({ b: 1 }), OptionError, 'f: json must be among a, got "b"');
    expect(fields({ a: 1 })).toEqual({ a: 1 });
  });
});
