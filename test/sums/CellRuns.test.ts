import { describe, expect, it } from 'vitest';
import { CellRuns } from '../../src/sums/CellRuns.js';
import { occupancy, occupiedCells } from '../../src/sums/occupiedCells.js';

describe('CellRuns', () => {
  const runs = CellRuns.from([
    [-3, 2],
    [10, 12],
    [1000, 1001],
  ]);

  it('numbers cells one run after the other', () => {
    expect([-4, -3, 1, 2, 9, 10, 11, 12, 1000, 1001].map((id) => runs.indexOf(id))).toEqual([
      -1, 0, 4, -1, -1, 5, 6, -1, 7, -1,
    ]);
    const out = new Float64Array(5);
    runs.compactInto(Float64Array.of(-6, 20.5, 5, 2000, 3.9), 0, 5, 0.5, out);
    expect([...out]).toEqual([0, 5.25, -1, 7, 4.95]);
  });

  it('joins near runs and adds margins on multiples of a unit', () => {
    expect(runs.widened(20, 5, 4).intervals()).toEqual([
      [-8, 20],
      [992, 1008],
    ]);
  });

  it('unites cells', () => {
    const other = CellRuns.from([
      [1, 11],
      [2000, 2001],
    ]);
    expect(runs.union(other).intervals()).toEqual([
      [-3, 12],
      [1000, 1001],
      [2000, 2001],
    ]);
  });
});

describe('occupiedCells', () => {
  it('leaves the way to an outlier out', () => {
    const points = Float64Array.from({ length: 1000 }, (_, i) => (i === 7 ? 1e9 : i / 1000));
    const found = occupancy(points, 0, 1e9, 0.2);
    const cells = occupiedCells(found, -8);
    expect(cells.length).toBe(2);
    expect(cells.cells).toBeLessThan(500);
    for (const x of points) expect(cells.indexOf(Math.floor(x * 256))).toBeGreaterThanOrEqual(0);
  });
});
