import { describe, expect, it } from 'vitest';
import { CellMoments, CellRuns, occupancy, occupiedCells } from '../../src/sums/cells.js';
import { sampleOf, uniform } from './lineSamples.js';

const random = uniform(2);

/** The weight of all points that are found again in the cells. */
function found(points: readonly number[], gap: number): number {
  const sample = sampleOf(points, 1, random);
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const cells = occupiedCells(occupancy(sample.points, low, high, gap), -3);
  const { moments } = CellMoments.of(sample, { exponent: -3, order: 4 }, cells);
  let total = 0;
  for (let i = 0; i < moments.length; i += 4) total += moments[i];
  return total;
}

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

  it('joins runs that overlap', () => {
    const halved = CellRuns.from([
      [0, 2],
      [1, 3],
      [4, 5],
    ]);
    expect(halved.widened(1, 0, 1).intervals()).toEqual([
      [0, 3],
      [4, 5],
    ]);
  });

  it('marks the patches that hold queries', () => {
    const some = CellRuns.from([
      [0, 4],
      [50, 54],
    ]);
    const queries = Float64Array.of(0.3, 51.5, 7, 53, -2);
    expect([...some.patchesOf(queries, 0, 2)]).toEqual([1, 0, 1, 1]);
    expect([...some.patchesOf(queries, 1, 2)]).toEqual([1, 1, 0, 0]);
    expect([...some.patchesOf(new Float64Array(200), 0, 2)]).toEqual([1, 1, 1, 1]);
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

  it('has a cell for every point, also for one that rounding carries over zero', () => {
    expect(found([-5, -1e-20], 1)).toBe(2);
    expect(found([-500, -1e-20, 700], 0.5)).toBe(3);
    expect(found([-500, -499, 1e-20, 1e9], 0.5)).toBe(4);
  });

  it('leaves out only gaps, however the points are ordered', () => {
    const points = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1e6 : i % 4) + random());
    expect(found(points, 0.5)).toBe(400);
    const { length, boxes } = occupancy(Float64Array.from(points), 1, 1e6 + 1, 0.5);
    expect(length).toBeLessThan(6);
    expect(boxes.length).toBe(2);
  });
});
