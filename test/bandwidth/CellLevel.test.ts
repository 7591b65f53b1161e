import { describe, expect, it } from 'vitest';
import { CellLevel } from '../../src/bandwidth/CellLevel.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { normal, observed, uniform } from './observations.js';

describe('CellLevel', () => {
  const [draw, noise] = [uniform(5), normal(6)];
  // Two clusters with a wide gap between.
  const x = Float64Array.from({ length: 400 }, (_, i) => draw() + (i % 2) * 50);
  const line = lineOf(
    observed(
      x,
      x.map(() => noise()),
    ),
  );
  const fine = CellLevel.of(line, 1 / 8, 1e-10, 0);

  it.each([
    ['from the points', fine],
    ['from finer cells', fine.coarser()],
  ])('holds every observation once, with its weight, output and square: %s', (_name, level) => {
    const { c, moments, binning } = level.moments;
    const cells = level.counts.length;
    const sums = [0, 0, 0];
    for (let cell = 0; cell < cells; cell++) {
      expect(level.start[cell + 1]! - level.start[cell]!).toBe(level.counts[cell]);
      for (let k = 0; k < c; k++) sums[k]! += moments[cell * binning.order * c + k]!;
    }
    expect(level.start[cells]).toBe(400);
    expect(sums[0]).toBeCloseTo(400, 9);
    expect(sums[1]).toBeCloseTo(
      line.y.reduce((a, b) => a + b, 0),
      9,
    );
    expect(sums[2]).toBeCloseTo(
      line.y.reduce((a, b) => a + b * b, 0),
      9,
    );
  });

  it('doubles the bandwidth it serves and leaves out the gap', () => {
    expect(fine.coarser().bandwidth).toBe(1 / 4);
    expect(fine.moments.runs.intervals()).toHaveLength(2);
  });
});
