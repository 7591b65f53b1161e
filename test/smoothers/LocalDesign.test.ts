import { describe, expect, it } from 'vitest';
import { LocalDesign, type Reach } from '../../src/smoothers/LocalDesign.js';
import { expectClose } from '../expectClose.js';

const reachOf = (logs: number[]): Reach => ({
  indices: Int32Array.from(logs, (_, i) => i),
  logs: Float64Array.from(logs),
  count: logs.length,
  heaviest: logs.indexOf(Math.max(...logs)),
});

/** Coefficients of the local polynomial at a query, and the design. */
function solved(
  points: number[],
  query: number[],
  logs: number[],
  values: number[],
  degree: number,
) {
  const design = new LocalDesign(query.length, degree);
  const reach = reachOf(logs);
  design.factor(Float64Array.from(points), Float64Array.from(query), 0, reach);
  const out = new Float64Array(10);
  design.solveInto(Float64Array.from(values), 0, reach, out, 0, 1);
  return { design, reach, out };
}

describe('LocalDesign', () => {
  it('is weighted least squares', () => {
    // Weights 1, 2, 1, 4 at 0, 1, 2, 4 for 1, 3, 2, 5: the line through them, about 3.
    const logs = [1, 2, 1, 4].map((w) => Math.log(w / 4));
    const { out, design } = solved([0, 1, 2, 4], [3], logs, [1, 3, 2, 5], 1);
    // Sums 8, 20, 70 of the weights, 29, 90 of the outputs: slope 140/160, value 29/8 + (3 − 5/2)·slope.
    expectClose(out.subarray(0, 2), [29 / 8 + 7 / 16, 7 / 8], 1e-14);
    // Pulls are 1/8 + (x − 5/2)(3 − 5/2)/20 times the weight.
    const pulls = [0, 1, 2, 4].map((x, i) => [1, 2, 1, 4][i]! * (1 / 8 + (x - 2.5) / 40));
    expectClose(design.pulls.subarray(0, 4), pulls, 1e-14);
    expectClose([design.corner], [4 * (1 / 8 + 0.25 / 20)], 1e-13);
  });

  it.each([0, -30, -100, -2000, -1e6])(
    'light points decide what heavy ones leave open: %d',
    (log) => {
      // The parabola through three points, whatever they weigh.
      const { out, design } = solved([1, 2, 4], [0], [0, log, 5 * log], [2, 5, 17], 2);
      expectClose(out.subarray(0, 3), [1, 0, 1], 1e-12);
      expect(design.degree).toBe(2);
      expectClose(design.pulls.subarray(0, 3), [8 / 3, -2, 1 / 3], 1e-12);
    },
  );

  it('among light points of equal weight least squares decides', () => {
    // A line through (±1, ±1) leaves c·(x² − 1): least squares at ±2 for 5 and 7, where the line has −2 and 2.
    const { out } = solved([-1, 1, -2, 2], [0], [0, 0, -900, -900], [-1, 1, 5, 7], 2);
    expectClose(out.subarray(0, 3), [-2, 1, 2], 1e-13);
  });

  it('the degree falls to the number of distinct places less one', () => {
    expect(solved([3, 3, 3], [1], [0, -1, -2], [1, 2, 3], 3).design.degree).toBe(0);
    expect(solved([3, 3, 4], [1], [0, -1, -900], [1, 2, 3], 3).design.degree).toBe(1);
    // Four points in the plane carry a plane, not six terms.
    const { design, out } = solved([0, 0, 1, 0, 0, 1, 1, 1], [2, 2], [0, 0, 0, 0], [1, 2, 3, 4], 2);
    expect(design.degree).toBe(1);
    expectClose(out.subarray(0, 3), [7, 1, 2], 1e-13);
  });

  it('a column that others make up is left out, not the degree', () => {
    const t = [0, 1, 2, 3, 4];
    const twice = t.flatMap((v) => [v, 2 * v]);
    const line = solved(
      twice,
      [0, 0],
      t.map(() => 0),
      t.map((v) => 3 * v),
      1,
    );
    expect(line.design.degree).toBe(1);
    expectClose([line.out[0]!], [0], 1e-13);
    const feet = t.flatMap((v) => [1e3 + v, 3.28084 * (1e3 + v)]);
    const square = solved(
      feet,
      [1e3, 3280.84],
      t.map(() => 0),
      t.map((v) => v * v),
      2,
    );
    expect(square.design.degree).toBe(2);
    expectClose([square.out[0]!], [0], 1e-8);
    // Two dummies that add to 1 beside a slope: y = 3t + 10·first.
    const hot = t.flatMap((v) => [v, 1, 0, v, 0, 1]);
    const dummies = solved(
      hot,
      [0, 1, 0],
      hot.slice(0, 10).map(() => 0),
      t.flatMap((v) => [3 * v + 10, 3 * v]),
      1,
    );
    expect(dummies.design.degree).toBe(1);
    expectClose([dummies.out[0]!], [10], 1e-12);
  });

  it('changes without an observation are those of a fit without it', () => {
    const [x, y, logs] = [
      [0, 1, 2, 4, 5],
      [1, 3, 2, 5, 4],
      [0, -1, -2, -1, 0],
    ];
    const { design, out } = solved(x, [1.5], logs, y, 2);
    for (let i = 0; i < 5; i++) {
      const rest = <T>(all: T[]): T[] => all.filter((_, k) => k !== i);
      const without = solved(rest(x), [1.5], rest(logs), rest(y), 2).out[0]!;
      expectClose([out[0]! + design.leaveOut(i, 1, 0)], [without], 1e-12);
    }
  });

  it('neighbours closer than rounding of their distance keep their digits', () => {
    // Through 1 and 1 + 2⁻⁵², then 2: a parabola in exact numbers.
    const e = 2 ** -52;
    const { out } = solved([1, 1 + e, 2], [1], [0, 0, -60], [0, e, 1 + (1 - e)], 2);
    // P(1 + t) = t + c·t(t − e) with P(2) = 2 − e: c = 1.
    expectClose(out.subarray(0, 3), [0, 1 - e, 1], 1e-12);
  });
});
