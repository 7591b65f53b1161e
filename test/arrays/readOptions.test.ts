import { describe, expect, expectTypeOf, it } from 'vitest';
import { type OptionTable, readOptions } from '../../src/arrays/readOptions.js';
import { OptionError } from '../../src/errors.js';
import { expectError } from '../expectError.js';

interface Options {
  readonly size: number;
  readonly kind?: 'a' | 'b';
  readonly most?: number;
  readonly twice?: number;
}

const TABLE = {
  size: ['positive'],
  kind: [['a', 'b'], 'a'],
  most: ['count', undefined],
  twice: [(_where: string, value: number): number => 2 * value, 3],
} as const satisfies OptionTable<Options>;

describe('readOptions', () => {
  it('checks what is given and fills in the rest', () => {
    const read = readOptions<Options, typeof TABLE>('f', { size: 2 }, TABLE);
    expect(read).toEqual({ size: 2, kind: 'a', most: undefined, twice: 6 });
    expectTypeOf(read.kind).toEqualTypeOf<'a' | 'b'>();
    expectTypeOf(read.most).toEqualTypeOf<number | undefined>();
    expectTypeOf(read.size).toEqualTypeOf<number>();
  });

  it.each([
    [{}, 'f: size must be a finite number above 0, got undefined'],
    [{ size: 1, kind: 'c' }, 'f: kind must be one of a, b, got "c"'],
    [{ size: 1, most: -1 }, 'f: most must be an integer of at least 0, got -1'],
    [{ size: 1, other: 1 }, 'f: options must be among size, kind, most, twice, got "other"'],
    [5, 'f: options must be an object, got 5'],
  ])('refuses %o', (options, message) => {
    expectError(
      () => readOptions<Options, typeof TABLE>('f', options as never, TABLE),
      OptionError,
      message,
    );
  });
});
