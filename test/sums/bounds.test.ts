import { expect, it } from 'vitest';
import { bounds } from '../../src/sums/types.js';

it('finds the extremes among the first numbers only', () => {
  expect(bounds(Float64Array.of(3, -2, 7, 100), 3)).toEqual([-2, 7]);
  expect(bounds(Float64Array.of(5), 1)).toEqual([5, 5]);
});

it('has no bounds without numbers', () => {
  expect(bounds(new Float64Array(0), 0)).toEqual([Infinity, -Infinity]);
});
