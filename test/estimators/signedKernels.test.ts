// What kernels that are negative in places may be used for, beside regression.
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../../src/errors.js';
import { KernelClassifier } from '../../src/estimators/KernelClassifier.js';
import { KernelDensity } from '../../src/estimators/KernelDensity.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { normal, uniform } from '../bandwidth/observations.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const [draw, noise] = [uniform(31), normal(32)];
const x = Float64Array.from({ length: 300 }, () => (draw() < 0.5 ? noise() : 4 + 0.5 * noise()));
const names = ['gaussian4', 'gaussian6', 'gaussian8', 'epanechnikov4'] as const;

describe.each(names)('%s', (kernel) => {
  const { value, distribution } = createKernel(kernel);
  const h = 0.8;
  const model = new KernelDensity({ kernel, bandwidth: h }).fit(x);
  const places = Float64Array.from({ length: 41 }, (_, q) => -5 + q / 3);
  const plainly = (of: (u: number) => number) =>
    places.map((q) => x.reduce((sum, t) => sum + of((q - t) / h), 0) / x.length);

  it('makes densities and distributions, negative where it makes them so', () => {
    expectClose(
      model.density(places),
      plainly((u) => value(u) / h),
      1e-12,
    );
    expectClose(model.distribution(places), plainly(distribution!), 1e-12);
    const fine = Float64Array.from({ length: 4001 }, (_, q) => -10 + q / 200);
    const densities = model.density(fine);
    expect(densities.some((f) => f < 0)).toBe(true);
    expect(Math.abs(densities.reduce((sum, f) => sum + f / 200, 0) - 1)).toBeLessThan(1e-6);
    expect(model.density(1e6) === 0).toBe(true);
    const two = Float64Array.from({ length: 600 }, () => noise());
    const rows = { data: two, shape: [300, 2], stride: [2, 1], offset: 0 };
    const plane = new KernelDensity({ kernel, bandwidth: [0.7, 0.9] }).fit(rows);
    const at = [0.3, -1.2];
    let sum = 0;
    for (let i = 0; i < 300; i++)
      sum += (value((at[0]! - two[2 * i]!) / 0.7) * value((at[1]! - two[2 * i + 1]!) / 0.9)) / 0.63;
    expectClose(plane.density([at]), [sum / 300], 1e-12);
  });

  it('is refused by name for what needs weights of at least 0', () => {
    const named = new RegExp(`"?${kernel}"?$`);
    for (const call of [
      () => model.logDensity(places),
      () => model.quantile(0.5),
      () => model.sample(3, { uniform: draw, normal: noise, integer: () => 0 } as never),
      () => new KernelDensity({ kernel }).fit(x),
      () => new KernelDensity({ kernel, bandwidth: 'likelihood' }).fit(x),
      () => new KernelClassifier({ kernel }),
      () => new KernelRegressor({ kernel, bandwidth: 1 }).fit(x, x).quantile(0, 0.5),
      () => new KernelRegressor({ kernel, bandwidth: 1 }).fit(x, x).distribution(0, 0.5),
    ]) {
      expectError(call, UnsupportedError, /must be/);
      expect(call).toThrow(named);
    }
  });
});
