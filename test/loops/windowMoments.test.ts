import { expect, it } from 'vitest';
import { windowMomentsInto } from '../../src/loops/windowMoments.js';

it('windowMomentsInto adds Σ c t^j of a run of points and returns Σ|c|', () => {
  const keys = new Float64Array([9, 1, 2, 4, 9]);
  const columns = new Float64Array([7, 7, 7, 7, 7, 7, 3, -2, 1, 7]);
  const out = new Float64Array(6).fill(100);
  // Centre 2, w = ½: t = −½, 0, 1.
  const mass = windowMomentsInto(keys, columns, 5, 1, 4, 2, 0.5, 4, out, 1);
  expect(mass).toBe(6);
  expect(Array.from(out)).toEqual([100, 102, 99.5, 101.75, 100.625, 100]);
});
