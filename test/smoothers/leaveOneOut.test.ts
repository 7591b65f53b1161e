import { expect, it } from 'vitest';
import {
  freeShare,
  leftOutNorm,
  leftOutResidual,
  leverageOf,
} from '../../src/smoothers/leaveOneOut.js';

it('leaves one observation out of a mean of others and tie mates', () => {
  // Three others with the mean 4 and two tie mates with the mean 1: without y = 6 the fit is 14/5.
  expect(leftOutResidual(3, 4, 2, 1, 6)).toBeCloseTo(6 - 14 / 5, 15);
  expect(leverageOf(3, 2, 1)).toBeCloseTo(1 / 6, 15);
  expect(freeShare(3, 2, 1)).toBeCloseTo(5 / 6, 15);
  // Five of the weight 1 count as 1/5 each.
  expect(leftOutNorm(3, 1 / 3, 2)).toBeCloseTo(1 / 5, 15);
});

it('is defined where the others are too far to count, or are not there', () => {
  expect(leftOutResidual(0, Number.NaN, 2, 1, 6)).toBe(5);
  expect(leftOutResidual(0, 4, 0, Number.NaN, 6)).toBe(2);
  expect(leftOutResidual(0, Number.NaN, 0, Number.NaN, 6)).toBeNaN();
  expect([leftOutNorm(0, Number.NaN, 2), leftOutNorm(0, Number.NaN, 0)]).toEqual([0.5, Number.NaN]);
  expect([leverageOf(0, 0, 1), freeShare(0, 0, 1), leverageOf(0, 0, 0)]).toEqual([1, 0, 0]);
});
