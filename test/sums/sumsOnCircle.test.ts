import { describe, expect, it } from 'vitest';
import type { Predictor } from '../../src/kernels/Predictor.js';
import { Differences } from '../../src/sums/Differences.js';
import { direct } from '../../src/sums/direct.js';
import { kernelSums } from '../../src/sums/kernelSums.js';
import { sumsOnCircle } from '../../src/sums/sumsOnCircle.js';
import type { Kinds, Sample, SumsRequest } from '../../src/sums/types.js';
import { cauchy, epanechnikov, gaussian, uniform } from './kernels.js';
import { makeColumns, random } from './problems.js';

const hour: Predictor = { kind: 'periodic', period: 24 };
const turn: Predictor = { kind: 'periodic', period: 2 * Math.PI };
const number: Predictor = { kind: 'number' };

const N = 600;

function problem(predictors: readonly Predictor[], widest: number, seed: number) {
  const next = random(seed);
  const d = predictors.length;
  const place = (part: number) =>
    Float64Array.from({ length: N * d }, (_, at) => {
      const each = predictors[at % d];
      return each.kind === 'periodic' ? each.period * (part * next() + 3) : next();
    });
  const columns = makeColumns('positive', N, 2, next);
  const sample: Sample = { n: N, d, c: 2, points: place(widest), columns };
  const kinds: Kinds = {
    predictors,
    variables: predictors.map((_, j) => j),
    differences: (points, queries, own) => new Differences(points, queries, own),
    sums: sumsOnCircle,
  };
  return { sample, queries: place(1), kinds };
}

/** Bandwidths that are so many parts of a circle. */
function request(predictors: readonly Predictor[], parts: number, kinds: Kinds): SumsRequest {
  return {
    kernel: gaussian,
    product: true,
    kinds,
    inverseBandwidth: Float64Array.from(predictors, (each) =>
      each.kind === 'periodic' ? parts / each.period : 5,
    ),
    degrees: [2, 1],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
}

const plainly = (sample: Sample, queries: Float64Array, inner: SumsRequest) =>
  kernelSums('test', sample, queries, inner);

describe('sums on circles', () => {
  it.each([
    ['a circle', [hour], 1],
    ['a circle with points on a part of it', [hour], 0.1],
    ['a circle and a number', [number, hour], 1],
    ['two circles', [hour, turn], 1],
    ['two circles with points on parts of them', [hour, turn], 0.3],
  ] as const)('are those of pairs on %s', (_, predictors, part) => {
    const { sample, queries, kinds } = problem(predictors, part, 7);
    for (const parts of [3, 16, 60])
      for (const [squared, excludeSelf] of [
        [false, false],
        [true, true],
        [false, true],
      ]) {
        const wanted = { ...request(predictors, parts, kinds), squared, excludeSelf };
        const asked = excludeSelf ? sample.points : queries;
        const found = sumsOnCircle(sample, asked, wanted, kinds, plainly)!;
        const pairs = direct.plan(sample, asked, wanted)!.run();
        const size = found.sums.length / N;
        let worst = 0;
        for (let q = 0; q < N; q++) {
          const factor = Math.exp(found.logScale[q] - pairs.logScale[q]);
          const [own, other] = [found, pairs].map(({ sums }) =>
            sums.subarray(q * size, (q + 1) * size),
          );
          // The largest is a sum of K or of K·u²: none of its terms cancel.
          const largest = other.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
          own.forEach((sum, s) => {
            const beside = s === 0 ? other[0] : largest;
            worst = Math.max(worst, Math.abs(sum * factor - other[s]) / beside);
          });
        }
        expect(worst).toBeLessThan(2e-12);
      }
  });

  it.each([epanechnikov, cauchy, uniform])('are those of pairs for the kernel $name', (kernel) => {
    const { sample, queries, kinds } = problem([hour], 1, 3);
    for (const parts of [2.5, 20]) {
      const wanted = { ...request([hour], parts, kinds), kernel };
      const found = sumsOnCircle(sample, queries, wanted, kinds, plainly)!;
      const pairs = direct.plan(sample, queries, wanted)!.run();
      const unit = Math.max(...pairs.sums);
      found.sums.forEach((sum, at) => {
        const row = Math.floor((at * N) / found.sums.length);
        const own = sum * Math.exp(found.logScale[row]);
        const other = pairs.sums[at] * Math.exp(pairs.logScale[row]);
        expect(Math.abs(own - other)).toBeLessThan(1e-11 * unit);
      });
    }
  });

  it('are for many pairs, and columns that are numbers or circles', () => {
    const { sample, queries, kinds } = problem([hour], 1, 1);
    const wanted = request([hour], 40, kinds);
    const of = (some: Float64Array, own: Kinds) => sumsOnCircle(sample, some, wanted, own, plainly);
    expect(of(queries, kinds)).toBeDefined();
    expect(of(queries.subarray(0, 10), kinds)).toBeUndefined();
    expect(of(queries, { ...kinds, predictors: [number] })).toBeUndefined();
  });
});
