import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { poolRowsInto } from '../../src/attention/attendRow.js';
import { isKernelSum, poolBySums, sumsTask } from '../../src/attention/poolBySums.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { attentionPooling } from '../../src/index.js';
import type { SumsMethodChoice } from '../../src/sums/kernelSums.js';
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
        poolBySums(sumsTask(problem, read, direct)!, sums);
        expectClose(sums, rows, 1e-11, 100);
      }),
      { numRuns: 300 },
    );
  });

  it('names the queries that have nothing to attend to', () => {
    const problem = resolveProblem('f', [0, 50], [0, 1], { kernel: 'biweight' });
    const made = sumsTask(problem, readValues(problem, [1, 2]), direct)!;
    expect(poolBySums(made, new Float64Array(2))).toEqual([1]);
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
    expect(sumsTask(far, readValues(far, [1, 2]), direct)).toBeUndefined();
    const wide = problem([1, 1]);
    const huge = readValues(wide, [-1.7e308, 1.7e308]);
    expect(sumsTask(wide, huge, direct)).toBeUndefined();
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

const queries = [0.5, 2];
const keys = [0, 1, 3];

function task(options?: AttentionOptions, values = [2, 4, 6], method: SumsMethodChoice = 'auto') {
  const problem = resolveProblem('f', queries, keys, options);
  return sumsTask(problem, readValues(problem, values), { method, tolerance: 1e-12 })!;
}

describe('sumsTask', () => {
  it('has weights and deviations as columns, in units of half the range', () => {
    const { sample, ranges, largestWeight } = task({ sampleWeights: [1, 2, 4] });
    expect([...sample.columns]).toEqual([0.25, 0.5, 1, -0.25, 0, 1]);
    expect([ranges.map(({ half }) => half), largestWeight]).toEqual([[2], 4]);
  });

  it('leaves masked keys out of weights and range', () => {
    const options = { sampleWeights: [1, 2, 4], mask: [true, true, false] };
    const { sample, ranges, largestWeight } = task(options);
    expect([...sample.columns]).toEqual([0.5, 1, 0, -0.5, 1, 0]);
    expect([ranges.map(({ half }) => half), largestWeight]).toEqual([[1], 2]);
  });

  it('counts equal values as a range of nothing', () => {
    expect(task({}, [7, 7, 7]).ranges).toEqual([{ middle: 7, half: 0 }]);
  });

  it('gives up where values or weights span more than numbers hold', () => {
    expect(task({}, [-1.7e308, 0, 1.7e308])).toBeUndefined();
    expect(task({ sampleWeights: [1e-300, 1, 1] })).toBeUndefined();
  });
});
