import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../../src/index.js';
import { expectClose } from '../../expectClose.js';
import { readReference } from '../../reference/readReference.js';

// R's KernSmooth::locpoly bins and truncates; the reference solved the same problems exactly, by weighted QR of all points.
describe('exact local polynomials and their derivatives, degrees 0 to 3', () => {
  for (const data of ['mcycle', 'cars', 'cps71', 'ethanol', 'faithful', 'lidar', 'ozone']) {
    const { input, cases } = readReference(`R_KernSmooth_locpoly_${data}.json`);
    it.each(cases as any[])(`${data} $name`, ({ args, exact_unbinned_by_QR: exact }) => {
      const { bandwidth, degree, drv } = args;
      const model = new KernelRegressor({ bandwidth, degree }).fit(input.x, input.y);
      const found =
        drv === 0 ? model.predict(input.grid) : model.derivative(input.grid, { order: drv });
      expectClose(found, exact, 1e-10);
      expect(model.support(input.grid).degree.every((carried) => carried === degree)).toBe(true);
    });
  }
});
