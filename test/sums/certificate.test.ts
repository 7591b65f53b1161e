import { expect, it } from 'vitest';
import { CellMoments, CellRuns } from '../../src/sums/cells.js';
import { certificate } from '../../src/sums/gaussianField.js';
import { sampleOf, uniform } from './lineSamples.js';

const random = uniform(8);

it('leaves no more room than there is at any query', () => {
  // Cells of an eighth of a bandwidth, patches of two.
  const points = Array.from({ length: 60 }, (_, i) => (i < 40 ? 2 * random() : 11 + random()));
  const sample = sampleOf(points, 2, random);
  const moments = CellMoments.of(sample, { exponent: -3, order: 4 }, CellRuns.from([[0, 96]]));
  const runs = CellRuns.from([[-40, 136]]);
  const errors = [1e-13, 3e-13];
  const needed = new Uint8Array(88).fill(1);
  const found = certificate(moments, runs, 2, 1 / 8, needed, errors, 1e-12);
  let certified = 0;
  for (let p = 0; p < 88; p++)
    for (let j = 0; j < 2; j++)
      for (const inside of [0, 0.5, 0.999]) {
        const q = (-40 + 2 * (p + inside)) / 8;
        let [least, most] = [0, 0];
        points.forEach((x, i) => {
          const mass = Math.abs(sample.columns[j * 60 + i]);
          least += mass * Math.exp(-0.5 * (x - q) ** 2);
          most += mass * Math.exp(-0.25 * (x - q) ** 2);
        });
        const room = found.room[2 * p + j];
        expect(room).toBeLessThanOrEqual((least - (errors[j] / 1e-12) * most) * (1 + 1e-12));
        if (room >= 0) certified++;
      }
  // Among the points it certifies, far from them it does not.
  expect(certified).toBeGreaterThan(150);
  expect(found.safe(Math.floor((8 + 40) / 2))).toBe(true);
  expect(found.safe(0)).toBe(false);
  expect(found.safe(Math.floor((8 * 6 + 40) / 2))).toBe(false);
});
