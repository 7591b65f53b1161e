import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import {
  hasSumGradients,
  isDirect,
  pairOfSums,
  reachOf,
  sumsTask,
} from '../../src/attention/SumsTask.js';
import type { SumsMethodChoice } from '../../src/sums/types.js';
import { expectClose } from '../expectClose.js';

const queries = [0.5, 2];
const keys = [0, 1, 3];

function task(options?: AttentionOptions, values = [2, 4, 6], method: SumsMethodChoice = 'auto') {
  const problem = resolveProblem('f', queries, keys, options);
  return sumsTask(problem, readValues(problem, values), { method, tolerance: 1e-12 })!;
}

describe('hasSumGradients', () => {
  it.each<[boolean, AttentionOptions]>([
    [true, {}],
    [true, { kernel: 'epanechnikov', sampleWeights: [1, 2, 3], mask: [true, true, false] }],
    [true, { kernel: 'triweight', w: [2] }],
    [false, { kernel: 'uniform' }],
    [false, { kernel: 'cauchy' }],
    [false, { bias: [0, 1, 2] }],
    [false, { score: 'dot' }],
    [
      false,
      {
        mask: [
          [true, true, false],
          [true, true, true],
        ],
      },
    ],
  ])('%s for %o', (has, options) => {
    const given = options.score === 'dot' || options.w ? [[0.5], [2]] : queries;
    const points = given === queries ? keys : keys.map((k) => [k]);
    expect(hasSumGradients(resolveProblem('f', given, points, options))).toBe(has);
  });

  it('needs keys', () => {
    expect(hasSumGradients(resolveProblem('f', [1], [], {}))).toBe(false);
  });
});

describe('sumsTask', () => {
  it('has weights and deviations as columns, in units of half the range', () => {
    const { columns, halves, largestWeight } = task({ sampleWeights: [1, 2, 4] });
    expect([...columns]).toEqual([0.25, 0.5, 1, -0.25, 0, 1]);
    expect([[...halves], largestWeight]).toEqual([[2], 4]);
  });

  it('leaves masked keys out of weights and range', () => {
    const options = { sampleWeights: [1, 2, 4], mask: [true, true, false] };
    const { columns, halves, largestWeight } = task(options);
    expect([...columns]).toEqual([0.5, 1, 0, -0.5, 1, 0]);
    expect([[...halves], largestWeight]).toEqual([[1], 2]);
  });

  it('counts equal values in ones', () => {
    expect([...task({}, [7, 7, 7]).halves]).toEqual([1]);
  });

  it('gives up where values or weights span more than numbers hold', () => {
    expect(task({}, [-1.7e308, 0, 1.7e308])).toBeUndefined();
    expect(task({ sampleWeights: [1e-300, 1, 1] })).toBeUndefined();
  });
});

describe('pairOfSums', () => {
  // K′(u) = −γ u L(u): the slope of Σ K(u)c by the place is γ w Σ L(u) u c
  it.each(['gaussian', 'epanechnikov', 'biweight', 'triweight'] as const)(
    '%s: L and γ are those of the derivative',
    (kernel) => {
      const made = task({ kernel, w: 0.35 });
      const { plain, plainAt, sloped, slopedAt } = pairOfSums(
        made,
        { n: 3, d: 1, c: 2, points: made.points, columns: made.columns },
        made.queries,
        [1, 1],
      );
      const { value, derivative } = made.problem.kernel;
      queries.forEach((q, i) => {
        let [total, slope] = [0, 0];
        keys.forEach((k, j) => {
          const u = (k - q) * 0.35;
          total += value(u) * made.columns[j]!;
          slope += -derivative(u) * made.columns[j]!;
        });
        const scale = Math.exp(plain.logScale[i]!);
        const slopeScale = Math.exp(sloped.logScale[i]!);
        const ratio =
          (made.shadow.factor * slopeScale * sloped.sums[i * slopedAt[2]! + 1]!) /
          (scale * plain.sums[i * plainAt[2]!]!);
        expectClose(ratio, slope / total, 1e-12);
      });
    },
  );

  it('is one object for the Gaussian, its own slope', () => {
    const made = task();
    const sample = { n: 3, d: 1, c: 2, points: made.points, columns: made.columns };
    const { plain, sloped, slopedAt } = pairOfSums(made, sample, made.queries, [2, 1]);
    expect(plain).toBe(sloped);
    expect(slopedAt).toEqual([0, 3, 5]);
  });
});

describe('reachOf and isDirect', () => {
  it('is how many bandwidths queries and keys span', () => {
    expect(reachOf(task({ w: 2 }))).toBe(6);
    expect(reachOf(task({ w: 0 }))).toBe(0);
  });

  it('is direct where that is asked for', () => {
    expect(isDirect(task({}, [2, 4, 6], 'direct'))).toBe(true);
    expect(isDirect(task({}, [2, 4, 6], 'binned'))).toBe(false);
  });
});
