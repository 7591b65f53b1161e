import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import type { KeptRows } from '../../src/attention/attendRow.js';
import { backwardRowsInto } from '../../src/attention/backwardRows.js';
import { poolRowsInto } from '../../src/attention/poolRows.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { expectClose } from '../expectClose.js';

/** Keys −1 and 1 with values 10 and 20, by rows; `m` queries. */
function backward(
  queries: number[],
  upstream: number[],
  options: AttentionOptions = {},
  { keeps = false, only }: { keeps?: boolean; only?: number[] } = {},
) {
  const problem = resolveProblem('f', queries, [-1, 1], options);
  const values = readValues(problem, [10, 20]);
  const sums = {
    queries: new Float64Array(queries.length),
    keys: new Float64Array(2),
    values: new Float64Array(2),
    w: new Float64Array(1),
    sampleWeights: new Float64Array(2),
    scale: new Float64Array(1),
    bias: options.bias ? new Float64Array(2) : undefined,
  };
  let kept: KeptRows | undefined;
  if (keeps) {
    const pooled = new Float64Array(queries.length);
    kept = { weights: new Float64Array(2 * queries.length), origins: [], pooled };
    poolRowsInto(problem, values, pooled, kept);
  }
  backwardRowsInto(problem, values, Float64Array.from(upstream), kept, sums, only);
  return sums;
}

const sigma = (t: number): number => 1 / (1 + Math.exp(-t));

describe('backwardRowsInto', () => {
  // ŷ(q) = 10 + 10σ(2w²q), for two keys at −1 and 1
  const slope = (q: number, w: number): number => 10 * sigma(2 * w * w * q) * sigma(-2 * w * w * q);

  it('is the derivative of a logistic curve', () => {
    const { queries, w, values, sampleWeights } = backward([0.3], [2], { w: 1.5 });
    expectClose(queries, [2 * slope(0.3, 1.5) * 4.5], 1e-14);
    expectClose(w, [2 * slope(0.3, 1.5) * 4 * 1.5 * 0.3], 1e-14);
    const share = sigma(4.5 * 0.3);
    expectClose(values, [2 * (1 - share), 2 * share], 1e-14);
    // ŷ = 10 + 10 σ(2w²q + log(s₂/s₁))
    expectClose(sampleWeights, [-2 * slope(0.3, 1.5), 2 * slope(0.3, 1.5)], 1e-14);
  });

  it('the slope of a bias is that of a score', () => {
    const { bias } = backward([0.3], [1], { bias: [[0, 0]] });
    expectClose(bias!, [-slope(0.3, 1), slope(0.3, 1)], 1e-14);
  });

  it('kept weights give the digits of those made again', () => {
    const given = [[0.3, -2, 0.7], [1, 2, -1], { w: 1.5 }] as const;
    const [queries, upstream, options] = given;
    const again = backward([...queries], [...upstream], options);
    expect(backward([...queries], [...upstream], options, { keeps: true })).toEqual(again);
  });

  it('takes the queries it is told, and adds', () => {
    const some = backward([0.3, -2, 0.7], [1, 2, -1], {}, { only: [2, 0] });
    const whole = backward([0.3, -2, 0.7], [1, 0, -1]);
    expect(some.queries[1]).toBe(0);
    expectClose(some.keys, whole.keys, 1e-14);
    expectClose(some.w, whole.w, 1e-14);
    expect(backward([0.3], [1], {}, { only: [] }).values).toEqual(new Float64Array(2));
  });

  it('a query with nothing to attend to adds nothing; one with the nearest key its value alone', () => {
    const none = backward([9], [5], { kernel: 'biweight' });
    for (const sum of Object.values(none)) expect(sum?.every((s) => s === 0) ?? true).toBe(true);
    const nearest = backward([9], [5], { kernel: 'biweight', emptyWindow: 'nearest' });
    expect([...nearest.values]).toEqual([0, 5]);
    expect([...nearest.queries, ...nearest.w]).toEqual([0, 0]);
    const both = backward([0], [4], { kernel: 'biweight', w: 2, emptyWindow: 'nearest' });
    expect([...both.values]).toEqual([2, 2]);
    expect([...both.queries, ...both.w, ...both.sampleWeights]).toEqual([0, 0, 0, 0]);
  });
});
