import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../src/sums/LineIndex.js';

const sample = {
  n: 5,
  d: 1,
  c: 3,
  points: new Float64Array([3, 1, 2, 1, 2 + 2 ** -40]),
  columns: new Float64Array([5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 6, 6, 6, 7, 6]),
};

describe('LineIndex', () => {
  it('sorts a sample and merges its ties', () => {
    const index = new LineIndex(sample);
    expect([index.sample, index.places]).toEqual([sample, 4]);
    expect([...index.keys]).toEqual([1, 2, 2 + 2 ** -40, 3]);
    expect([...index.order]).toEqual([1, 3, 2, 4, 0]);
    expect([...index.start]).toEqual([0, 2, 3, 4, 5]);
    expect([...index.place]).toEqual([3, 0, 1, 0, 2]);
    expect([...index.columns]).toEqual([10, 5, 5, 5, 6, 3, 5, 1, 13, 6, 6, 6]);
    expect([...sample.points]).toEqual([3, 1, 2, 1, 2 + 2 ** -40]);
  });

  it('without ties carries every column along, constant or not', () => {
    const points = new Float64Array([3, 1, 2, 0, 4]);
    const index = new LineIndex({ ...sample, points });
    expect([...index.keys]).toEqual([0, 1, 2, 3, 4]);
    expect([...index.columns]).toEqual([5, 5, 5, 5, 5, 4, 2, 3, 1, 5, 7, 6, 6, 6, 6]);
    expect([...index.place]).toEqual([3, 1, 2, 0, 4]);
  });

  it('holds an empty sample', () => {
    const none = { n: 0, d: 1, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    const index = new LineIndex(none);
    expect([index.keys.length, [...index.start], index.place.length]).toEqual([0, [0], 0]);
  });

  it('keeps the very number of ties, and every observation once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0.1, 0.2, 0.3, 7e11 + 0.1, -4), { minLength: 1 }),
        (x) => {
          const n = x.length;
          const points = Float64Array.from(x);
          const columns = points.map((_, i) => i + 0.1);
          const index = new LineIndex({ n, d: 1, c: 1, points, columns });
          expect([...index.keys]).toEqual([...new Set(x)].sort((a, b) => a - b));
          expect([...index.order].sort((a, b) => a - b)).toEqual(x.map((_, i) => i));
          x.forEach((value, i) => {
            expect(index.keys[index.place[i]]).toBe(value);
          });
        },
      ),
    );
  });
});
