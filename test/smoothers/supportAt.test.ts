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

  it('tells how far the nearest observation is, in bandwidths', () => {
    const data = observationsOf([0, 1, 2, 8], [0, 0, 0, 0]);
    const { nearest } = supportAt('test', data, specOf('gaussian', [0.5], 0), queries);
    expectClose(nearest, [0, 5, 24, 2e7], 1e-14);
    const plane = { n: 2, d: 2, p: 0, x: Float64Array.of(0, 0, 3, 4), y: new Float64Array(0) };
    const spec = specOf('gaussian', [1, 2], 0);
    expectClose(supportAt('test', plane, spec, Float64Array.of(3, 0)).nearest, [2], 1e-14);
  });

  it('finds queries beyond the shape of the data, not only outside their box', () => {
    // Along the diagonal of a square; its corners are far from all.
    const along = Array.from({ length: 200 }, (_, i) => i / 200);
    const x = Float64Array.from(along.flatMap((t, i) => [t, t + 0.05 * Math.sin(i)]));
    const data = { n: 200, d: 2, p: 0, x, y: new Float64Array(0) };
    for (const h of [0.05, 0.1, 0.3, 1]) {
      const spec = specOf('gaussian', [h, h], 0);
      const at = Float64Array.of(0.5, 0.5, 0.05, 0.95, 0.9, 0.1, 0.3, 0.32, 0.7, 0.66, 0.3, 0.6);
      const { extrapolation } = supportAt('test', data, spec, at);
      expect([...extrapolation], `h = ${h}`).toEqual([0, 1, 1, 0, 0, 1]);
    }
    // At the ends of evenly spread data nothing is said yet.
    const line = observationsOf(along, along);
    const ends = supportAt('test', line, specOf('gaussian', [0.1], 0), Float64Array.of(0, 0.99));
    expect([...ends.extrapolation]).toEqual([0, 0]);
  });

  it('does so where a polynomial goes through all, of infinite bandwidths', () => {
    const at = Float64Array.of(0.5, 0.5, 0.05, 0.95, 0.9, 0.1, 0.3, 0.32, 2, 2);
    const along = Array.from({ length: 200 }, (_, i) => i / 200);
    const x = along.flatMap((t, i) => [t, t + 0.05 * Math.sin(i)]);
    for (const unit of [1, 1e-9, 1e9]) {
      const data = {
        n: 200,
        d: 2,
        p: 0,
        x: Float64Array.from(x, (each) => unit * each),
        y: new Float64Array(0),
      };
      const found = ([h1, h2]: number[], degree: number) => {
        const spec = specOf('gaussian', [unit * h1!, unit * h2!], degree);
        const queries = at.map((each) => unit * each);
        return supportAt('test', data, spec, queries);
      };
      for (const h of [
        [Infinity, Infinity],
        [0.3, Infinity],
        [1e6, 1e6],
      ])
        expect([...found(h, 1).extrapolation], `h = ${h}`).toEqual([0, 1, 1, 0, 1]);
      // a mean of all does not change across them
      expect([...found([Infinity, Infinity], 0).extrapolation]).toEqual([0, 0, 0, 0, 1]);
      expect([...found([Infinity, Infinity], 1).effectiveSampleSize]).toEqual(Array(5).fill(200));
    }
  });

  it('in gaps and far away only the nearest count', () => {
    const data = observationsOf([0, 1, 2, 8], [0, 0, 0, 0]);
    const found = supportAt('test', data, specOf('gaussian', [0.5], 0), queries);
    expectClose(found.effectiveSampleSize.subarray(2), [1, 1], 1e-12);
    expect([...found.extrapolation]).toEqual([0, 1, 1, 1]);
  });
});
