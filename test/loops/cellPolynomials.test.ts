import { expect, it } from 'vitest';
import { pairPolynomialsInto, polynomialsInto } from '../../src/loops/cellPolynomials.js';
import { uniform } from '../sums/lineSamples.js';

const random = uniform(4);

it.each([4, 6, 10])('reads the same values of order %i for a pair as in general', (order) => {
  const polynomials = Float64Array.from({ length: 8 * order * 2 }, () => random() - 0.5);
  polynomials[3 * order * 2] = Number.NaN;
  const queries = Float64Array.from({ length: 300 }, () => 1.2 * random() - 0.1);
  const a = { out: new Float64Array(600), failed: new Int32Array(300) };
  const b = { out: new Float64Array(600), failed: new Int32Array(300) };
  const one = pairPolynomialsInto(
    queries,
    0,
    300,
    8,
    0,
    8,
    polynomials,
    order,
    0,
    a.out,
    a.failed,
    0,
  );
  const two = polynomialsInto(
    queries,
    0,
    300,
    8,
    0,
    8,
    polynomials,
    order,
    2,
    0,
    b.out,
    b.failed,
    0,
  );
  expect(one).toBe(two);
  expect(a.failed).toEqual(b.failed);
  for (let i = 0; i < 300; i++) {
    const lost = queries[i] < 0 || queries[i] >= 1 || Math.floor(8 * queries[i]) === 3;
    expect(a.failed.subarray(0, one).includes(i)).toBe(lost);
    if (!lost) expect(a.out[2 * i + 1]).toBeCloseTo(b.out[2 * i + 1], 14);
  }
});
