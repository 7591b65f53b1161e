import { describe, expect, it } from 'vitest';
import { pool, readSumsChoice } from '../../src/attention/pool.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { attentionPooling } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const keys = Array.from({ length: 200 }, (_, i) => Math.sin(i) * 3);
const values = keys.map((k) => k * k);
const queries = Array.from({ length: 100 }, (_, i) => (i - 50) / 12);

describe('pool', () => {
  it('gives the same by sums and by rows', () => {
    const problem = resolveProblem('f', queries, keys, { bandwidth: 0.3 });
    const read = readValues(problem, values);
    const bySums = pool(problem, read, { method: 'direct', tolerance: 1e-12 });
    const oneByOne = queries.map(
      (q) => attentionPooling([q], keys, values, { bandwidth: 0.3 }).get(0) as number,
    );
    expectClose(bySums, oneByOne, 1e-12);
  });

  it('is NaN for queries outside a compact kernel', () => {
    const n = 2000;
    const far = Float64Array.from({ length: n }, (_, i) => 10 + i);
    const near = Float64Array.from({ length: n }, (_, i) => i / n);
    const pooled = attentionPooling(far, near, near, { kernel: 'epanechnikov', method: 'direct' });
    expect(pooled.data.every(Number.isNaN)).toBe(true);
  });

  it('does not take a method that sums for a mask of each query', () => {
    const mask = queries.map(() => keys.map(() => true));
    expectError(
      () => attentionPooling(queries, keys, values, { mask, method: 'binned' }),
      UnsupportedError,
      'attentionPooling: method binned must have keys, mask and weights that all queries share, got others',
    );
  });
});

describe('readSumsChoice', () => {
  const problem = (make: (x: number[]) => number[] | Float32Array) =>
    resolveProblem('f', make([1]), make([1]), {});

  it('is exact for 64-bit and six digits for 32-bit input', () => {
    expect(readSumsChoice(problem((x) => x))).toEqual({ method: 'auto', tolerance: 1e-12 });
    expect(readSumsChoice(problem((x) => Float32Array.from(x))).tolerance).toBe(5e-6);
  });

  it.each([
    [{ method: 'fast' }, 'method must be one of auto, direct, windowed, binned, tree, got "fast"'],
    [{ method: null }, 'method must be one of auto, direct, windowed, binned, tree, got null'],
    [{ tolerance: 0 }, 'tolerance must be a finite number above 0, got 0'],
    [{ tolerance: Number.NaN }, 'tolerance must be a finite number above 0, got NaN'],
  ])('refuses %o', (options, message) => {
    expectError(
      () => attentionPooling([1], [1], [1], options as never),
      OptionError,
      `attentionPooling: ${message}`,
    );
  });
});
