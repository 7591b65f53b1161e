import { describe, expect, it } from 'vitest';
import { supportAt } from '../../src/smoothers/supportAt.js';
import { expectClose } from '../expectClose.js';
import { observationsOf, specOf } from './observations.js';

describe('supportAt', () => {
  const queries = Float64Array.of(1, 4.5, 20, -1e7);

  it('counts what equal weights would be as many', () => {
    const data = observationsOf([0, 1, 2, 8], [0, 0, 0, 0], [1, 1, 2, 1]);
    const { effectiveSampleSize, extrapolation } = supportAt(
      'test',
      data,
      specOf('uniform', [1.5], 0),
      queries,
    );
    expectClose(effectiveSampleSize, [16 / 6, 0, 0, 0], 1e-14);
    expect([...extrapolation]).toEqual([0, 1, 1, 1]);
  });

  it('in gaps and far away only the nearest count', () => {
    const data = observationsOf([0, 1, 2, 8], [0, 0, 0, 0]);
    const found = supportAt('test', data, specOf('gaussian', [0.5], 0), queries);
    expectClose(found.effectiveSampleSize.subarray(2), [1, 1], 1e-12);
    expect([...found.extrapolation]).toEqual([0, 1, 1, 1]);
  });
});
