import { expect, it } from 'vitest';
import { compactRowInto } from '../../src/loops/compactRow.js';
import { compactKernels } from '../sums/compactKernels.js';

it.each([...compactKernels])('compactRowInto is the $name kernel and its square', (kernel) => {
  const u = Float64Array.from({ length: 401 }, (_, i) => (i - 200) / 160);
  const out = new Float64Array(401);
  for (const squared of [false, true]) {
    compactRowInto(kernel.traits!.polynomial!, squared, 401, u, out);
    for (let i = 0; i < 401; i++) {
      // The cubes of both sides are rounded in a different order.
      const value = kernel.value(u[i]) ** (squared ? 2 : 1);
      expect(Math.abs(out[i] - value)).toBeLessThanOrEqual(2e-15 * value);
    }
  }
});
