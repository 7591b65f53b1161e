import { expect, it } from 'vitest';
import { dataSegments, widenedSegments } from '../../../src/sums/grid/gridAxis.js';

const points = Float64Array.of(5, 0.2, 0.1, 1e9, 5.3, 0);

it('cuts at gaps wider than asked, whatever the length of the axis', () => {
  for (const far of [1e9, 300]) {
    const data = points.map((x) => (x === 1e9 ? far : x));
    const { lo, hi } = dataSegments(data, 1, 0, 2);
    expect([...lo]).toEqual([0, 5, far]);
    expect([...hi]).toEqual([0.2, 5.3, far]);
  }
});

it('keeps one segment where gaps are narrow', () => {
  const { lo, hi } = dataSegments(Float64Array.of(3, 1, 2), 1, 0, 1.5);
  expect([[...lo], [...hi]]).toEqual([[1], [3]]);
  expect(dataSegments(points, 1, 0, Infinity).lo.length).toBe(1);
});

it('reads one axis of several', () => {
  const { lo, hi } = dataSegments(Float64Array.of(0, 7, 1, 9), 2, 1, 5);
  expect([lo[0], hi[0]]).toEqual([7, 9]);
});

it('widens to queries within the margin only', () => {
  const segments = dataSegments(points, 1, 0, 2);
  const queries = Float64Array.of(-0.5, 0.9, 2.5, 6, 1e9 + 3);
  const rows = Int32Array.of(0, 1, 2, 3, 4);
  const { lo, hi } = widenedSegments(segments, queries, rows, 1, 0, 0.95);
  expect([...lo]).toEqual([-0.5, 5, 1e9]);
  expect([...hi]).toEqual([0.9, 6, 1e9]);
});
