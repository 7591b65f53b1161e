import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKernelSum, poolBySums } from '../../src/attention/poolBySums.js';
import { poolRowsInto } from '../../src/attention/poolRows.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { attentionPooling } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { attentionCase } from '../laws/attentionCase.js';

const direct = { method: 'direct', tolerance: 1e-12 } as const;

describe('poolBySums', () => {
  it('gives what rows give, for every kernel, metric and observation weight', () => {
    fc.assert(
      fc.property(attentionCase(), ({ queries, keys, values, options }) => {
        const { mask: _, bias: __, ...shared } = options;
        const problem = resolveProblem('f', queries, keys, shared);
        const read = readValues(problem, values);
        expect(isKernelSum(problem)).toBe(true);
        const size = queries.length * values[0].length;
        const [rows, sums] = [new Float64Array(size), new Float64Array(size).fill(Number.NaN)];
        poolRowsInto(problem, read, rows);
        poolBySums(problem, read, direct, sums);
        expectClose(sums, rows, 1e-11, 100);
      }),
      { numRuns: 300 },
    );
  });

  it('names the queries that have nothing to attend to', () => {
    const problem = resolveProblem('f', [0, 50], [0, 1], { kernel: 'biweight' });
    expect(poolBySums(problem, readValues(problem, [1, 2]), direct, new Float64Array(2))).toEqual([
      1,
    ]);
  });

  it('leaves out what a mask of all queries leaves out', () => {
    const mask = [true, false, true];
    const options = { mask, method: 'direct' } as const;
    expect(attentionPooling([1], [0, 1, 2], [4, 9, 6], options).get(0)).toBe(5);
  });

  it('leaves it to rows when values or weights span more than numbers hold', () => {
    const problem = (sampleWeights: number[]) =>
      resolveProblem('f', [0.4], [0, 1], { sampleWeights });
    const far = problem([1e-300, 1e300]);
    expect(poolBySums(far, readValues(far, [1, 2]), direct, new Float64Array(1))).toBeUndefined();
    const wide = problem([1, 1]);
    const huge = readValues(wide, [-1.7e308, 1.7e308]);
    expect(poolBySums(wide, huge, direct, new Float64Array(1))).toBeUndefined();
  });

  it('is not for scores, masks or weights that differ from query to query', () => {
    const of = (options: object) => isKernelSum(resolveProblem('f', [0], [0, 1], options));
    expect(of({ mask: [true, false] })).toBe(true);
    expect(of({ mask: [[true, false]] })).toBe(false);
    expect(of({ sampleWeights: [[1, 2]] })).toBe(false);
    expect(of({ bias: [0, 1] })).toBe(false);
    expect(of({ score: 'dot' })).toBe(false);
    expect(isKernelSum(resolveProblem('f', [0], [[0, 1]], {}))).toBe(false);
  });
});
