import { expect, it } from 'vitest';
import { spareLimit } from '../../../src/sums/tree/spareLimit.js';

it('leaves out as many of the farthest as together stay below what is allowed', () => {
  const exponents = [1, 5, 9, 20, 21];
  const terms = [4, 2, 1, 0.5, 0.25];
  const left = (allowed: number) => {
    const limit = spareLimit(exponents, terms, 0, allowed);
    return terms.filter((_, i) => exponents[i] >= limit);
  };
  expect(left(0.2)).toEqual([]);
  expect(left(0.3)).toEqual([0.25]);
  expect(left(0.8)).toEqual([0.5, 0.25]);
  expect(left(1.8)).toEqual([1, 0.5, 0.25]);
});

it('never leaves out the nearest, and knows exponents below the least', () => {
  expect(spareLimit([0, 0.1], [1, 1], 0, 1e9)).toBeGreaterThan(0.1);
  expect(spareLimit([-3, 2], [1, 0], 0, 0.5)).toBeGreaterThan(-3);
});
