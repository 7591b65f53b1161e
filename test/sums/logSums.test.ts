import { describe, expect, it } from 'vitest';
import { logSumsInto } from '../../src/sums/logSums.js';
import { gaussian } from './kernels.js';

/** S₀ of the columns, and logScale, of Gaussian sums of bandwidth 1 in log space. */
function sums(
  points: number[],
  columns: number[][],
  queries: number[],
  chosen: number[],
  skip = -1,
) {
  const n = points.length;
  const c = columns.length;
  const sample = {
    n,
    d: 1,
    c,
    points: Float64Array.from(points),
    columns: Float64Array.from(columns.flat()),
  };
  const request = {
    kernel: gaussian,
    product: true,
    inverseBandwidth: Float64Array.of(1),
    degrees: columns.map(() => 0),
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
  const m = queries.length;
  const out = { logScale: new Float64Array(m).fill(99), sums: new Float64Array(m * c).fill(99) };
  logSumsInto(
    sample,
    Float64Array.from(queries),
    request,
    0,
    chosen,
    new Int32Array(m).fill(skip),
    out,
  );
  return out;
}

describe('logSumsInto', () => {
  it('gives the nearest key all the weight far away', () => {
    const { sums: s, logScale } = sums(
      [0, 1],
      [
        [1, 1],
        [10, 20],
      ],
      [1e6],
      [0],
    );
    expect(s[1] / s[0]).toBe(20);
    expect(logScale[0]).toBe(-((1e6 - 1) ** 2) / 2 + Math.log(20));
  });

  it('weighs two keys against each other where both weights underflow', () => {
    // e^(−60²/2) and e^(−61²/2): a ratio of e^60.5.
    const { sums: s } = sums(
      [60, -61],
      [
        [1e-20, 1],
        [1e-20, 0],
      ],
      [0],
      [0],
    );
    expect(s[1] / s[0]).toBeCloseTo(1 / (1 + 1e20 * Math.exp(-60.5)), 14);
  });

  it('leaves other queries alone', () => {
    const { sums: s, logScale } = sums([0], [[1]], [1, 2, 3], [1]);
    expect([s[0], s[2], logScale[0], logScale[2]]).toEqual([99, 99, 99, 99]);
    expect(Math.exp(logScale[1]) * s[1]).toBeCloseTo(Math.exp(-2), 15);
  });

  it('has nothing to say when the only key is left out', () => {
    const { sums: s, logScale } = sums([0], [[1]], [0], [0], 0);
    expect([s[0], logScale[0]]).toEqual([0, 0]);
  });
});
