import { expect, it } from 'vitest';
import { CellMoments } from '../../src/sums/CellMoments.js';
import { occupancy, occupiedCells } from '../../src/sums/occupiedCells.js';
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
