import { expect, it } from 'vitest';
import { gridAxis, placement } from '../../src/sums/grid/gridAxis.js';

it('keeps the distance of points exact on long axes and at large offsets', () => {
  const segments = { lo: Float64Array.of(1e8, 1e12), hi: Float64Array.of(1e8 + 3, 1e12 + 1) };
  const step = 1e-4 / 3;
  const axis = gridAxis(segments, step, 8, 4);
  const points = Float64Array.of(1e8 + 2.25, 1e8 + 2.25 + 2 ** -24, 1e12, 1e12 + 0.5, 5);
  const { base, phases } = placement(
    points,
    null,
    [axis, gridAxis(segments, step, 8, 4)].slice(0, 1),
  );
  expect(base[4]).toBe(-1);
  const apart = (i: number, k: number) => base[k] - base[i] + phases[k] - phases[i];
  expect(Math.abs(apart(0, 1) * step - 2 ** -24)).toBeLessThan(1e-20);
  expect(Math.abs(apart(2, 3) * step - 0.5)).toBeLessThan(1e-15);
  expect(base[2]).toBe(axis.start[1]);
});
