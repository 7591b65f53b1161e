import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../src/bandwidth/criterionValue.js';
import { globalTally } from '../../src/bandwidth/globalTally.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { normal, observed, uniform } from './observations.js';

describe('globalTally', () => {
  const [draw, noise] = [uniform(5), normal(6)];
  const x = Float64Array.from({ length: 20 }, () => 1e3 + Math.round(30 * draw()) / 10);
  const y = x.map((v) => 2 * v + noise());
  const weights = x.map((_, i) => 1 + (i % 3));

  it.each([0, 1])('degree %i: as from regressions without each observation', (degree) => {
    const line = lineOf(observed(x, y, weights));
    const tally = emptyTally(1);
    globalTally(line, degree, tally);
    let loo = 0;
    for (let i = 0; i < 20; i++) {
      let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
      for (let j = 0; j < 20; j++) {
        const w = j === i ? 0 : line.columns[j]!;
        const v = line.x[j]! - line.x[i]!;
        s0 += w;
        s1 += w * v;
        s2 += w * v * v;
        t0 += w * line.y[j]!;
        t1 += w * v * line.y[j]!;
      }
      const fit = degree === 0 ? t0 / s0 : (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1);
      loo += line.columns[i]! * (line.y[i]! - fit) ** 2;
    }
    expect(Math.abs(tally[2]! / loo - 1)).toBeLessThan(1e-11);
    // The leverages of a straight line add up to 2, those of a mean to 1.
    expect(tally[0]).toBeCloseTo(20 - 1 - degree, 10);
  });

  it('falls to the mean where all x are one', () => {
    const line = lineOf(observed([3, 3, 3, 3], [1, 2, 4, 9]));
    const [mean, straight] = [emptyTally(1), emptyTally(1)];
    globalTally(line, 0, mean);
    globalTally(line, 1, straight);
    expect(straight).toEqual(mean);
  });
});
