import { describe, expect, it } from 'vitest';
import type { CriterionName } from '../../src/bandwidth/BandwidthChoice.js';
import { chooseBandwidth } from '../../src/bandwidth/chooseBandwidth.js';
import { lineOf } from '../../src/bandwidth/Line.js';
import { LineCriterion } from '../../src/bandwidth/LineCriterion.js';
import { smootherCriterion } from '../../src/bandwidth/smootherCriterion.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { readReference } from '../reference/readReference.js';
import { dataset, observed, wishFor } from './observations.js';

const criterionOf: Record<string, CriterionName> = {
  lscv: 'loo',
  'cv.ls': 'loo',
  cv_ls: 'loo',
  gcv: 'gcv',
  aicc: 'aicc',
  'cv.aic': 'aicc',
  aic: 'aicc',
};

describe('criteria', () => {
  const cases: any[] = readReference('ref_criteria.json').cases;
  it.each(cases.map((c): [string, any] => [c.name, c]))(
    '%s: as from the hat matrix',
    (_name, c: any) => {
      const { input, output } = c;
      const observations = dataset(input.dataset);
      const wish = wishFor({ kernel: createKernel(input.kernel), degree: input.degree });
      const smoother = { ...wish, degrees: [input.degree], emptyWindow: 'nan' as const };
      for (const [theirs, ours] of [
        ['lscv', 'loo'],
        ['gcv', 'gcv'],
        ['aicc', 'aicc'],
      ] as const) {
        const expected = output[theirs];
        if (typeof expected !== 'number' || !Number.isFinite(expected)) continue;
        const line = new LineCriterion('test', lineOf(observations), smoother, ours);
        const direct = smootherCriterion('test', observations, wish, ours);
        const { value } = direct.at({ bandwidth: Float64Array.of(input.h) }, 1e-13, input.degree);
        const values = [value, line.trial(input.h, 'full').value];
        for (const found of values)
          expect(Math.abs(found / expected - 1), `${ours} ${found}`).toBeLessThan(1e-10);
      }
    },
  );
});

describe('the global bandwidth', () => {
  const cases: any[] = readReference('ref_global_bandwidths.json').cases;
  it.each(cases.map((c): [string, any] => [c.name, c]))('%s', (_name, { input, output }: any) => {
    const wish = wishFor({ criterion: criterionOf[input.criterion]!, degree: input.degree });
    const { bandwidth, value } = chooseBandwidth('test', dataset(input.dataset), wish);
    expect(Math.abs(bandwidth[0]! / output.global_h - 1)).toBeLessThan(1e-6);
    expect(value).toBeLessThanOrEqual(output.global_value + 1e-10 * Math.abs(output.global_value));
  });
});

describe('np', () => {
  const scale: Record<string, number> = { epanechnikov: Math.sqrt(5) };
  const cases: any[] = ['mcycle', 'cps71', 'faithful_ethanol', 'kernels_bwtypes'].flatMap((name) =>
    readReference(`R_np_${name}.json`).cases.filter(
      ({ input }: any) => input.bwtype === 'fixed' && criterionOf[input.bwmethod],
    ),
  );
  it.each(cases.map((c): [string, any] => [c.name, c]))(
    '%s: no higher than theirs',
    (_name, c: any) => {
      const { input, output } = c;
      const wish = wishFor({
        criterion: criterionOf[input.bwmethod]!,
        kernel: createKernel(
          input.ckerorder > 2 ? `${input.ckertype}${input.ckerorder}` : input.ckertype,
        ),
        degree: input.regtype === 'll' ? 1 : 0,
      });
      const observations = observed(input.x, input.y);
      const { bandwidth, value } = chooseBandwidth('test', observations, wish);
      expect(value).toBeLessThanOrEqual(output.fval + 1e-9 * Math.abs(output.fval));
      if (input.ckertype === 'gaussian')
        expect(bandwidth[0]! / (output.bw * (scale[input.ckertype] ?? 1))).toBeCloseTo(1, 5);
    },
  );
});

describe('statsmodels', () => {
  const cases: any[] = readReference('statsmodels_KernelReg_1d.json').cases;
  const searched: any[] = cases.filter(
    ({ name, input }: any) => / c l[cl] /.test(name) && input.bw === 'cv_ls',
  );
  it.each(searched.map((c): [string, any] => [c.name, c]))(
    '%s',
    (_name, { input, output }: any) => {
      const wish = wishFor({ degree: input.reg_type === 'll' ? 1 : 0 });
      const { bandwidth, value } = chooseBandwidth('test', observed(input.X.flat(), input.y), wish);
      const theirs = output.cv_loo_reference_logspace;
      expect(value).toBeLessThanOrEqual(theirs * (1 + 1e-10));
      expect(Math.abs(bandwidth[0]! / [output.bw].flat()[0] - 1)).toBeLessThan(1e-3);
    },
  );
});
