import { describe, it } from 'vitest';
import { KernelRegressor } from '../../../src/index.js';
import { expectClose } from '../../expectClose.js';
import { readDataset } from '../../reference/readDataset.js';
import { readReference } from '../../reference/readReference.js';

describe('fits, leverage and leave-one-out from the hat matrix, against numpy', () => {
  it.each(readReference('ref_criteria.json').cases as any[])('$name', ({ input, output }) => {
    const { x, y } = readDataset(input.dataset);
    const { kernel, h: bandwidth, degree } = input;
    const model = new KernelRegressor({ kernel, bandwidth, degree }).fit(x, y);
    const fitted = model.predict(x);
    const checksum = fitted.reduce((sum, f, i) => sum + (i + 1) * f, 0);
    const squares = (r: Float64Array): number => r.reduce((sum, each) => sum + each * each, 0);
    expectClose(fitted.subarray(0, 5), output.fitted_first5, 1e-10);
    const rss = squares(model.residuals);
    const loo = squares(model.looResiduals) / x.length;
    expectClose(
      [checksum, rss, model.effectiveDegreesOfFreedom, loo, model.score(x, y)],
      [output.fitted_checksum, output.rss, output.trace_hat, output.lscv, output.R2],
      1e-10,
    );
  });
});
