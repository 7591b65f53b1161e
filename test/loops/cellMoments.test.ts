import { expect, it } from 'vitest';
import { addMoments, addPairMoments } from '../../src/loops/cellMoments.js';
import { uniform } from '../sums/lineSamples.js';

const random = uniform(2);
const n = 500;
const x = Float64Array.from({ length: n }, () => 3 + random());
const columns = Float64Array.from({ length: 2 * n }, () => random() - 0.5);

it.each([4, 6, 12])('adds the same moments of order %i for a pair as in general', (order) => {
  const pair = [new Float64Array(16 * order * 2), new Float64Array(16)];
  const plain = [new Float64Array(16 * order * 2), new Float64Array(16)];
  addPairMoments(x, 0, columns, n, 0, n, 16, 48, order, pair[0], pair[1]);
  addMoments(x, 0, columns, n, 0, n, 16, 48, order, 2, plain[0], plain[1]);
  expect(pair[1]).toEqual(plain[1]);
  pair[0].forEach((value, i) => {
    expect(value).toBeCloseTo(plain[0][i], 13);
  });
});

it('adds c·tᵏ to the cell of the point', () => {
  const moments = new Float64Array(2 * 4 * 1);
  addMoments(Float64Array.of(0.75), 0, Float64Array.of(2), 1, 0, 1, 2, 0, 4, 1, moments, moments);
  expect([...moments]).toEqual([0, 0, 0, 0, 2, 0, 0, 0]);
  addMoments(Float64Array.of(0.125), 0, Float64Array.of(3), 1, 0, 1, 2, 0, 4, 1, moments, moments);
  expect([...moments.subarray(0, 4)]).toEqual([3, -0.75, 0.1875, -0.046875]);
});
