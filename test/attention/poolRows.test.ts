import { describe, expect, it } from 'vitest';
import type { KeptRows } from '../../src/attention/attendRow.js';
import { poolQueryInto, poolRowInto, poolRowsInto } from '../../src/attention/poolRows.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';

describe('poolRowInto', () => {
  it('writes the pooled values of one query', () => {
    const array = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], float32: false };
    const out = new Float64Array(4);
    poolRowInto(
      Float64Array.of(0.25, 0.75),
      2,
      1,
      { array, p: 2, stride: 0, resultShape: [2, 2] },
      1,
      out,
    );
    expect([...out]).toEqual([0, 0, 2.5, 3.5]);
  });

  it('starts at the values of its query', () => {
    const array = { data: Float64Array.of(1, 2, 3, 5), shape: [2, 2], float32: false };
    const out = new Float64Array(2);
    poolRowInto(
      Float64Array.of(0.5, 0.5),
      2,
      0,
      { array, p: 1, stride: 2, resultShape: [2] },
      1,
      out,
    );
    expect([...out]).toEqual([0, 4]);
  });
});

describe('poolRowsInto', () => {
  const problem = resolveProblem('f', [0, 9], [-1, 1], { kernel: 'uniform' });
  const values = readValues(problem, [2, 4]);

  it('pools every query and keeps the weights it is asked to keep', () => {
    const out = new Float64Array(2);
    const kept: KeptRows = { weights: new Float64Array(4), origins: [], pooled: out };
    poolRowsInto(problem, values, out, kept);
    expect([...out]).toEqual([3, Number.NaN]);
    expect([...kept.weights]).toEqual([0.5, 0.5, Number.NaN, Number.NaN]);
    expect(kept.origins).toEqual(['kernel', 'none']);
  });

  it('one query at a time gives the same', () => {
    const out = new Float64Array(2);
    const row = new Float64Array(2);
    expect(poolQueryInto(problem, values, 0, row, out)).toBe('kernel');
    expect([...out]).toEqual([3, 0]);
  });
});
