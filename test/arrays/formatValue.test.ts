import { describe, expect, it } from 'vitest';
import { formatShape, formatValue } from '../../src/arrays/formatValue.js';

describe('formatValue', () => {
  it.each([
    [-1, '-1'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    ['gauss', '"gauss"'],
    ['say "hi"\n', '"say \\"hi\\"\\n"'],
    [12n, '12n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
    [[1, 2, 3], 'an array of length 3'],
    [new Float32Array(3), 'a Float32Array of 12 bytes'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
  ])('prints %o', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it('cuts long strings', () => {
    expect(formatValue('x'.repeat(1000)).length).toBeLessThan(60);
  });

  it('prints an array that contains itself', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    expect(formatValue(circular)).toBe('an array of length 1');
  });
});

describe('formatShape', () => {
  it.each([
    [[], '[]'],
    [[50], '[50]'],
    [[50, 2], '[50, 2]'],
  ])('prints %o', (shape, text) => {
    expect(formatShape(shape)).toBe(text);
  });
});
