import { describe, expect, it } from 'vitest';
import { noiseSmoother } from '../../src/bandwidth/noiseWidth.js';
import {
  residualVariances,
  smoothedSquares,
  smootherResiduals,
  squaresOf,
} from '../../src/inference/SmootherResiduals.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import { fitAt, valuesOf, variedFitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { expectClose } from '../expectClose.js';
import { readDataset } from './readDataset.js';
import { readReference } from './readReference.js';

const observe = ({ x, y }: { x: number[]; y: number[] }): Observations => ({
  n: x.length,
  d: 1,
  p: 1,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});

const specOf = (kernel: Kernel, h: number, degree: number): SmootherSpec => ({
  kernel,
  product: true,
  bandwidth: Float64Array.of(h),
  degree,
  method: 'auto',
  tolerance: 1e-12,
});

describe('standard errors, against formulas with the whole matrix of weights', () => {
  for (const { name, input, output } of readReference('ref_inference.json').cases) {
    it(name, () => {
      const observations = observe(readDataset(input.dataset));
      const spec = specOf(createKernel(input.kernel), input.h, input.degree);
      const q = Float64Array.from(input.q);
      const left = smootherResiduals('test', observations, spec);
      expect(Math.abs(left.freedom / output.delta1 - 1)).toBeLessThan(1e-10);
      expect(Math.abs(left.variance[0] / output.sigma2_delta1 - 1)).toBeLessThan(1e-10);
      expect(Math.abs(Math.max(...left.own.leverage) / output.leverage_max - 1)).toBeLessThan(
        1e-10,
      );
      const looFirst = left.looResiduals.slice(0, 5);
      expectClose(looFirst, output.loo_residuals_first5, 1e-10, output.sigma2_delta1 ** 0.5);
      for (const [variance, expected] of [
        ['constant', output.se_homoscedastic],
        ['hc0', output.se_hc0],
        ['hc2', output.se_hc2],
        ['hc3', output.se_hc3],
      ] as const) {
        const v = residualVariances(observations, left, variance);
        const found = variedFitAt('test', observations, spec, q, v);
        expectClose(valuesOf(found, 1), output.estimate, 1e-10, Math.max(...output.estimate));
        expectClose(found.variance.map(Math.sqrt), expected, 1e-10, 0);
      }
    });
  }

  it('local variance: squared residuals smoothed', () => {
    for (const { input, output } of readReference('ref_inference.json').cases) {
      if (input.kernel !== 'gaussian') continue;
      const observations = observe(readDataset(input.dataset));
      const spec = specOf(createKernel('gaussian'), input.h, input.degree);
      const left = smootherResiduals('test', observations, spec);
      const shares = left.shares.map(() => 1); // the file knows no shares
      const q = Float64Array.from(input.q);
      const h = Float64Array.of(input.h);
      const plain = { ...left, shares };
      const squares = squaresOf(observations, plain);
      const noise = smoothedSquares('test', squares, plain, noiseSmoother(spec, h), q, 0);
      // The file knows nothing of how few residuals are made up for.
      const known = (values: ArrayLike<number>) =>
        Array.from(values).filter((_, at) => noise.freedom[at]! > 4);
      const expected = known(output.local_variance_of_residuals_nw_same_h);
      expect(expected.length).toBeGreaterThan(0.7 * q.length);
      expectClose(known(noise.variance), expected, 1e-10, 0);
    }
  });
});

describe('standard errors, against locfit', () => {
  const kernels: Record<string, readonly [string, number]> = {
    tcub: ['tricube', 1],
    gauss: ['gaussian', 2.5],
    epan: ['epanechnikov', 1],
    bisq: ['biweight', 1],
  };
  for (const { name, input, output } of readReference('R_locfit.json').cases) {
    if (input.nn > 0) continue;
    it(name, () => {
      const observations = observe(input);
      const [kernel, over] = kernels[input.kern]!;
      const spec = specOf(createKernel(kernel as 'tricube'), input.h / over, input.deg);
      const left = smootherResiduals('test', observations, spec);
      const v = residualVariances(observations, left, 'constant');
      const found = variedFitAt('test', observations, spec, Float64Array.from(output.ev), v);
      // its own solver keeps about eight digits of a quadratic
      const tolerance = input.deg > 1 ? 1e-7 : 1e-10;
      expectClose(found.variance.map(Math.sqrt), output.se, tolerance, 0);
      const trace = left.own.leverage.reduce((sum, each) => sum + each, 0);
      expectClose([trace], [output.dp.df1], tolerance, 0);
      expectClose([left.variance[0]], [output.dp.rv], tolerance, 0);
    });
  }
});

describe('standard errors, against direct loess', () => {
  let compared = 0;
  for (const { name, input, output } of readReference('R_stats_loess.json').cases) {
    if (input.family !== 'gaussian' || input.span > 1) continue;
    it(name, () => {
      const { x } = input;
      const observations = observe(input);
      const ones = new Float64Array(x.length).fill(1);
      input.grid.forEach((q: number, at: number) => {
        const distances = x
          .map((each: number) => Math.abs(each - q))
          .sort((a: number, b: number) => a - b);
        const h = distances[Math.floor(x.length * input.span + 1e-5) - 1]!;
        // loess gives weight 1 below 0.001h and 0 above 0.999h
        const same = distances.every(
          (r: number) => r === 0 || r >= h || (r > 1e-3 * h && r < 0.999 * h),
        );
        if (!same) return;
        compared++;
        const spec = specOf(createKernel('tricube'), h, input.degree);
        const found = variedFitAt('test', observations, spec, Float64Array.of(q), ones);
        expectClose(valuesOf(found, 1), [output.direct_fit[at]], 1e-10, output.s);
        const se = Math.sqrt(found.variance[0]) * output.direct_residual_scale;
        expectClose([se], [output.direct_se[at]], 1e-10, 0);
      });
    });
  }

  it('found most weights to coincide', () => {
    expect(compared).toBeGreaterThan(200);
  });
});

describe('bias-corrected estimates with their standard errors, against nprobust', () => {
  const kernels: Record<string, string> = {
    epa: 'epanechnikov',
    tri: 'triangular',
    uni: 'uniform',
    gau: 'gaussian',
  };
  for (const { name, input, output } of readReference('R_nprobust.json').cases) {
    const { p = 1, deriv = 0, kernel = 'epa', vce = 'nn', b } = input.args;
    if (b !== undefined) continue; // another bandwidth for the bias
    it(name, () => {
      const observations = observe(input.dataset ? readDataset(input.dataset) : input);
      const { x, y, n } = observations;
      output.eval.forEach((at: number, e: number) => {
        const q = Float64Array.of(at);
        const plain = specOf(createKernel(kernels[kernel] as 'gaussian'), output.h[e], p);
        const corrected = { ...plain, degree: p + 1 };
        const leverage = localLeverage(observations, plain, at);
        for (const [spec, estimate, se] of [
          [plain, output['tau.us'][e], output['se.us'][e]],
          [corrected, output['tau.bc'][e], output['se.rb'][e]],
        ] as const) {
          const { coefficients } = fitAt('test', observations, spec, q);
          const variances = Float64Array.from({ length: n }, (_, i) => {
            let local = 0;
            for (const [a, c] of coefficients.entries()) local += c * (x[i] - at) ** a;
            const residual = (y[i] - local) ** 2;
            if (vce === 'hc1') return (residual * output.N[e]) / (output.N[e] - spec.degree - 1);
            if (vce === 'hc2') return residual / (1 - leverage[i]);
            return vce === 'hc3' ? residual / (1 - leverage[i]) ** 2 : residual;
          });
          const found = variedFitAt('test', observations, spec, q, variances, deriv);
          expectClose(
            [found.coefficients[deriv]],
            [estimate],
            1e-10,
            Math.abs(output['tau.us'][e]),
          );
          if (vce !== 'nn') expectClose(found.variance.map(Math.sqrt), [se], 1e-10, 0);
        }
      });
    });
  }
});

/** Leverages within the local regression at one query: K_i · p(x_i)'A⁻¹p(x_i), from fits to unit vectors. */
function localLeverage(observations: Observations, spec: SmootherSpec, at: number): Float64Array {
  const { n, x } = observations;
  const y = new Float64Array(n * n);
  for (let i = 0; i < n; i++) y[i * n + i] = 1;
  const { coefficients, terms } = fitAt(
    'test',
    { ...observations, y, p: n },
    spec,
    Float64Array.of(at),
  );
  return Float64Array.from({ length: n }, (_, i) => {
    let value = 0;
    for (let a = 0; a < terms; a++) value += coefficients[a * n + i] * (x[i] - at) ** a;
    return value;
  });
}
