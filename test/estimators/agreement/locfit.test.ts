import { describe, expect, it } from 'vitest';
import { createKernel, KernelRegressor } from '../../../src/index.js';
import { expectClose } from '../../expectClose.js';
import { readReference } from '../../reference/readReference.js';
import { normsOf } from '../../smoothers/observations.js';

// locfit's `gauss` has standard deviation h/2.5. Its own solver keeps seven digits of the largest y for degree 2.
const kernels = {
  tcub: 'tricube',
  epan: 'epanechnikov',
  bisq: 'biweight',
  gauss: 'gaussian',
} as const;
const all = readReference('R_locfit.json').cases as any[];
const cases = all.filter(({ input }) => input.nn === 0);

describe("R's locfit at fixed bandwidths", () => {
  it.each(cases)('$name', ({ input, output }) => {
    const kernel = kernels[input.kern as keyof typeof kernels];
    const bandwidth = input.kern === 'gauss' ? input.h / 2.5 : input.h;
    const model = new KernelRegressor({ kernel, bandwidth, degree: input.deg });
    model.fit(input.x, input.y);
    const tolerance = input.deg < 2 ? 1e-10 : 1e-7;
    const floor = input.deg < 2 ? 1 : Math.max(...input.y.map(Math.abs));
    expectClose(model.predict(output.ev), output.fit, tolerance, floor);
    expectClose(model.predict(input.x), output.fitted_at_data, tolerance, floor);
    expectClose([model.effectiveDegreesOfFreedom], [output.dp.df1], tolerance);
    const y = Float64Array.from(input.y);
    const norms = normsOf(
      { n: y.length, d: 1, p: 1, x: Float64Array.from(input.x), y },
      {
        kernel: createKernel(kernel),
        product: true,
        bandwidth: Float64Array.of(bandwidth),
        degree: input.deg,
        method: 'auto',
        tolerance: 1e-12,
      },
      Float64Array.from(output.ev),
    );
    expectClose(norms.map(Math.sqrt), output.norm_of_weights, tolerance);
  });

  it('covers every kernel and degree', () => {
    expect(new Set(cases.map(({ input }) => `${input.kern} ${input.deg}`)).size).toBe(5);
  });
});

describe("R's locfit in windows by neighbours", () => {
  const shares = all.filter(({ input }) => input.nn > 0);

  it.each(shares)('$name', ({ input, output }) => {
    const { x, y, deg: degree, nn: span, kern } = input;
    const kernel = kernels[kern as keyof typeof kernels];
    const model = new KernelRegressor({ kernel, bandwidth: { span }, degree }).fit(x, y);
    const floor = Math.max(...y.map(Math.abs));
    expectClose(model.predict(output.ev), output.fit, 1e-7, floor);
    expectClose(model.predict(x), output.fitted_at_data, 1e-7, floor);
    const unit = x.map((_: number, i: number) =>
      x.map((_: number, j: number) => (i === j ? 1 : 0)),
    );
    const operator = new KernelRegressor({ kernel, bandwidth: { span }, degree }).fit(x, unit);
    const squares = (rows: Float64Array, q: number) =>
      rows.subarray(q * x.length, (q + 1) * x.length).reduce((sum, each) => sum + each * each, 0);
    const pulls = operator.predict(output.ev as number[]);
    const norms = output.ev.map((_: number, q: number) => Math.sqrt(squares(pulls, q)));
    expectClose(norms, output.norm_of_weights, 1e-7, 0);
    const hat = operator.predict(x as number[]);
    const frobenius = hat.reduce((sum, each) => sum + each * each, 0);
    expectClose([model.effectiveDegreesOfFreedom, frobenius], [output.dp.df1, output.dp.df2], 1e-7);
  });

  it('has a case of each data set', () => expect(shares.length).toBe(3));
});
