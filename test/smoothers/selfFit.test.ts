import { describe, expect, it } from 'vitest';
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
