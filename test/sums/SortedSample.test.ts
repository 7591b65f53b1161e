import { expect, it } from 'vitest';
import { SortedSample } from '../../src/sums/SortedSample.js';

it('SortedSample carries every column along, constant or not', () => {
  const points = new Float64Array([3, 1, 2, 1]);
  const columns = new Float64Array([5, 5, 5, 5, 1, 2, 3, 4, 6, 6, 6, 7]);
  const sorted = new SortedSample({ n: 4, d: 1, c: 3, points, columns });
  expect(Array.from(sorted.keys)).toEqual([1, 1, 2, 3]);
  expect(Array.from(sorted.order)).toEqual([1, 3, 2, 0]);
  expect(Array.from(sorted.columns)).toEqual([5, 5, 5, 5, 2, 4, 3, 1, 6, 7, 6, 6]);
  expect(Array.from(points)).toEqual([3, 1, 2, 1]);
});
