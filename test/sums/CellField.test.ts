import { expect, it } from 'vitest';
import { CellRuns } from '../../src/sums/cells.js';
import { CellField } from '../../src/sums/gaussianField.js';

const runs = CellRuns.from([
  [0, 2],
  [100, 101],
]);
const order = 4;

/** P(t) = cell + f + t for the sums f and f + 1. */
function pair(first: number, second: number) {
  const polynomials = new Float64Array(2 * 3 * order);
  for (let cell = 0; cell < 3; cell++)
    for (let lane = 0; lane < 2; lane++) {
      polynomials[2 * cell * order + lane] = cell + 10 * (lane === 0 ? first : second);
      polynomials[2 * (cell * order + 1) + lane] = 1;
    }
  return { first, second, polynomials };
}

it('writes every sum to its place and lists the queries without', () => {
  const pairs = [pair(0, 2), pair(-1, 1), pair(3, -1)];
  pairs[0].polynomials[2 * order] = Number.NaN;
  const field = new CellField({ exponent: 1, order }, runs, 4, pairs);
  const m = 3000;
  const queries = new Float64Array(m).fill(201.5);
  queries.set([0.5, 3, 4], m - 3);
  const out = new Float64Array(4 * m);
  const failed: number[] = [];
  expect(field.sumsInto(queries, out, failed)).toBe(2);
  // 3 lies in a cell that is not certified, 4 outside.
  expect(failed).toEqual([m - 2, m - 1]);
  expect([...out.subarray(0, 4)]).toEqual([2.25, 12.25, 22.25, 32.25]);
  expect([...out.subarray(4 * m - 12, 4 * m - 8)]).toEqual([-0.25, 9.75, 19.75, 29.75]);
});
