import { describe, expect, it } from 'vitest';
import { createRandom, KernelRegressor, loess } from '../../src/index.js';
import { variedFitAt } from '../../src/smoothers/fitAt.js';
import { rowsAt } from '../../src/smoothers/rowsOf.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { expectClose } from '../expectClose.js';
import { observationsOf, specOf } from './observations.js';

describe('selfFit', () => {
  it('of a mean over everything', () => {
    const { fitted, looFitted, leverage } = selfFit(
      'test',
      observationsOf([0, 1, 2], [1, 2, 6]),
      specOf('uniform', [9], 0),
    );
    expectClose(fitted, [3, 3, 3], 1e-15);
    expectClose(looFitted, [4, 3.5, 1.5], 1e-15);
    expectClose(leverage, [1 / 3, 1 / 3, 1 / 3], 1e-15);
  });

  it('an observation alone in its window is met exactly, and has no fit without itself', () => {
    const { fitted, looFitted, leverage } = selfFit(
      'test',
      observationsOf([0, 1, 9], [1 / 3, 2, 0.1]),
      specOf('tricube', [3], 1),
    );
    expect(fitted[2]).toBe(0.1);
    expect(leverage[2]).toBe(1);
    expect(looFitted[2]).toBeNaN();
    expectClose(fitted.subarray(0, 2), [1 / 3, 2], 1e-14);
    const nearest = specOf('tricube', [3], 1, { emptyWindow: 'nearest' });
    expect(selfFit('test', observationsOf([0, 1, 9], [1, 2, 3]), nearest).looFitted[2]).toBe(2);
  });

  it('leave-one-out is defined for every bandwidth of a kernel that never vanishes', () => {
    const data = observationsOf([0, 1, 3, 7], [1, 2, 3, 4]);
    for (const h of [1e-300, 1e-9, 1e-3, 1e9, Number.POSITIVE_INFINITY]) {
      const { looFitted, leverage } = selfFit('test', data, specOf('gaussian', [h], 0));
      const none = h < 1;
      expectClose(looFitted, none ? [2, 1, 2, 3] : [3, 8 / 3, 7 / 3, 2], 1e-8);
      expectClose(leverage, none ? [1, 1, 1, 1] : [0.25, 0.25, 0.25, 0.25], 1e-8);
    }
  });

  it('an observation of weight 0 has no leverage', () => {
    const data = observationsOf([0, 1, 2], [1, 2, 6], [1, 0, 1]);
    const { fitted, looFitted, leverage } = selfFit('test', data, specOf('uniform', [9], 0));
    expectClose(fitted, [3.5, 3.5, 3.5], 1e-15);
    expectClose(looFitted, [6, 3.5, 1], 1e-15);
    expectClose(leverage, [0.5, 0, 0.5], 1e-15);
  });

  it('a curve that goes through an observation whatever it is has leverage 1 there', () => {
    const x = [
      [1, 0],
      [1, 1],
      [1, 4],
      [2, 3],
    ];
    // alone the first three carry a parabola along their line, with the fourth a plane that is free at the fourth
    for (const kernel of ['gaussian', 'uniform'] as const) {
      const bandwidth = [1.5, 5];
      const model = new KernelRegressor({ kernel, degree: 2, bandwidth }).fit(x, [0, 1, 4, 2]);
      expectClose(model.residuals, [0, 0, 0, 0], 1e-14);
      expect(model.leverage[3]).toBe(1);
    }
  });

  const bandwidth = [1.5, 9, 1.5];
  const line = (random: ReturnType<typeof createRandom>) => [
    random.integer(4),
    random.integer(3) * 5 + (random.uniform() < 0.3 ? random.uniform() : 0),
  ];
  const lattice = (random: ReturnType<typeof createRandom>) =>
    [3, 3, 4].map((count) => random.integer(count));
  it.each([
    ['epanechnikov', line, 0],
    ['uniform', line, 0],
    ['gaussian', lattice, 0],
    ['uniform', lattice, 0],
    ['loess', line, 0.3],
  ] as const)(
    'is the curve at its observations, with ties in several columns: %s',
    (kernel, rowOf, span) => {
      const random = createRandom(5);
      for (const n of [6, 12, 30]) {
        for (let round = 0; round < 3; round++) {
          const x = Array.from({ length: n }, () => rowOf(random));
          const y = x.map((row) => row[0]! + random.normal());
          const d = x[0]!.length;
          const smooth = (values: number[]) =>
            kernel === 'loess'
              ? loess(x, values, { span })
              : new KernelRegressor({ kernel, degree: 2, bandwidth: bandwidth.slice(0, d) }).fit(
                  x,
                  values,
                );
          const model = smooth(y);
          const curve = model.predict(x);
          const { residuals, leverage } = model;
          // a curve is linear in y
          for (let i = 0; i < n; i++) {
            const raised = smooth(y.map((value, j) => value + (i === j ? 1 : 0))).predict(x);
            expect(Math.abs(y[i]! - residuals[i]! - curve[i]!)).toBeLessThan(1e-6);
            expect(Math.abs(leverage[i]! - (raised[i]! - curve[i]!))).toBeLessThan(1e-6);
          }
        }
      }
    },
  );

  it('norms without an observation are those of a fit to the others', () => {
    const x = [0, 0, 0.1, 0.4, 0.4, 0.5, 0.7, 1, 3, 9];
    const y = x.map(Math.sin);
    const weights = [1, 0.5, 1, 1, 0.25, 0.5, 1, 1, 0.5, 1];
    for (const degree of [0, 1, 2]) {
      const data = observationsOf(x, y, weights);
      const spec = specOf('gaussian', [0.5], degree);
      const { looNorms } = selfFit('test', data, spec, true);
      x.forEach((at, i) => {
        const others = rowsAt(
          data,
          x.map((_, j) => j).filter((j) => j !== i),
        );
        const found = variedFitAt('test', others, spec, Float64Array.of(at), 'ones');
        expectClose(looNorms!.subarray(i, i + 1), found.variance, 1e-10);
      });
    }
  });
});
