import { expect, it } from 'vitest';
import { DECAY_LIMIT, decayInPlace } from '../../src/loops/decay.js';

it('decayInPlace is exp to 4e-16 and 0 beyond its limit', () => {
  const row = Float64Array.from({ length: 79001 }, (_, i) => i / 1000);
  const s = row.slice();
  decayInPlace(row.length, 1, 1, row);
  let worst = 0;
  for (let i = 0; i < row.length; i++) {
    worst = Math.max(worst, Math.abs(row[i] / Math.exp(-s[i]) - 1));
  }
  expect(worst).toBeLessThan(4e-16);
  const far = new Float64Array([DECAY_LIMIT, 1e300, Number.POSITIVE_INFINITY]);
  decayInPlace(3, 1, 1, far);
  expect(Array.from(far)).toEqual([0, 0, 0]);
});
