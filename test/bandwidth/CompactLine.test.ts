import { describe, expect, it } from 'vitest';
import { CompactLine } from '../../src/bandwidth/CompactLine.js';
import { criterionValue } from '../../src/bandwidth/criterionValue.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { tallySource } from '../../src/bandwidth/tallySource.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { normal, observed, uniform, wishFor } from './observations.js';

describe('CompactLine', () => {
  const [draw, noise] = [uniform(1), normal(2)];
  const x = Float64Array.from({ length: 500 }, () => Math.round(400 * draw()) / 400);
  const y = x.map((v) => Math.sin(6 * v) + 0.3 * noise());
  const weights = x.map((_, i) => 0.5 + (i % 3));

  it.each(['epanechnikov', 'uniform', 'triangular', 'biweight', 'triweight', 'tricube'] as const)(
    '%s: as from the smoother',
    (name) => {
      const kernel = createKernel(name);
      for (const data of [observed(x, y), observed(x, y, weights)])
        for (const criterion of ['loo', 'gcv', 'aicc'] as const)
          for (const h of [0.001, 0.02, 0.3, 2, Infinity]) {
            const source = tallySource('test', data, wishFor({ kernel, method: 'direct' }));
            const { tally, n, total } = source.at(Float64Array.of(h), 1e-13);
            const expected = criterionValue(criterion, tally, n, total);
            const { value } = new CompactLine(lineOf(data), kernel, criterion, 1e-12).trial(
              h,
              'full',
            );
            if (expected === Infinity) expect(value).toBe(Infinity);
            else expect(Math.abs(value / expected - 1), `${criterion} ${h}`).toBeLessThan(1e-9);
          }
    },
  );
});
