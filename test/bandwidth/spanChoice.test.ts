import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { createRandom } from '../../src/index.js';

describe('spanChoice', () => {
  const random = createRandom(5);
  const n = 60;
  const x = Float64Array.from({ length: n }, () => random.uniform());
  const y = x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3));

  // Without its own observation a line needs two; the tricube is 0 at the third.
  it.each([
    ['tricube', 4],
    ['uniform', 3],
    ['gaussian', 3],
  ] as const)(
    'begins with windows that carry a line without their own observation: %s',
    (kernel, least) => {
      const model = new KernelRegressor({ kernel, bandwidth: { span: 'loo' }, degree: 1 }).fit(
        x,
        y,
      );
      const { path } = model.bandwidthChoice!;
      expect(path[0]!.span! * n).toBeCloseTo(least, 12);
      expect(path[0]!.value).toBeLessThan(Infinity);
    },
  );

  it('no number of neighbours is better by more than a thousandth', () => {
    const of = (bandwidth: { span: 'loo' } | { neighbours: number }) =>
      new KernelRegressor({ kernel: 'tricube', bandwidth, degree: 1 }).fit(x, y);
    const { value } = of({ span: 'loo' }).bandwidthChoice!;
    for (let neighbours = 4; neighbours <= n; neighbours++) {
      const { looResiduals } = of({ neighbours });
      const each = looResiduals.reduce((sum, e) => sum + e * e, 0) / n;
      expect(value!).toBeLessThanOrEqual(1.001 * each);
    }
  });
});
