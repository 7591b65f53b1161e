import { describe, expect, it } from 'vitest';
import { CompactWindows } from '../../src/bandwidth/CompactWindows.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { normal, observed, uniform } from './observations.js';

describe('CompactWindows', () => {
  it('leaves every third observation out of a mean of its window', () => {
    const [draw, noise] = [uniform(8), normal(9)];
    const x = Float64Array.from({ length: 100 }, () => Math.round(300 * draw()) / 300);
    const weights = x.map((_, i) => 1 + (i % 2));
    const line = lineOf(
      observed(
        x,
        x.map(() => noise()),
        weights,
      ),
    );
    const kernel = createKernel('epanechnikov');
    const h = 0.05;
    const tally = new Float64Array(3);
    const rows = new Float64Array(3 * 33);
    const weight = new CompactWindows(line, kernel).addTo(tally, h, 5, 1, 3, rows);
    let [total, loo] = [0, 0];
    for (let i = 1, at = 0; i < 100; i += 3, at++) {
      let [sum, value] = [0, 0];
      for (let j = 0; j < 100; j++) {
        const k =
          j === i ? 0 : line.columns[j]! * Math.max(0, 1 - ((line.x[j]! - line.x[i]!) / h) ** 2);
        sum += k;
        value += k * line.y[j]!;
      }
      const own = line.columns[i]! * (line.y[i]! - value / sum) ** 2;
      expect(Math.abs(rows[3 * at + 2]! - own)).toBeLessThan(1e-12);
      expect(rows[3 * at]).toBeCloseTo(sum / (sum + line.columns[i]!), 12);
      total += line.columns[i]!;
      loo += own;
    }
    expect(weight).toBeCloseTo(total, 12);
    expect(tally[2]).toBeCloseTo(loo, 10);
  });
});
