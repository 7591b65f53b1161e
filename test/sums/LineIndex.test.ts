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
    const index = LineIndex.of(sample);
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
    const index = LineIndex.of({ ...sample, points });
    expect([...index.keys]).toEqual([0, 1, 2, 3, 4]);
    expect([...index.columns]).toEqual([5, 5, 5, 5, 5, 4, 2, 3, 1, 5, 7, 6, 6, 6, 6]);
    expect([...index.place]).toEqual([3, 1, 2, 0, 4]);
  });

  it('merges what is within a distance into its weighted mean', () => {
    const columns = new Float64Array([1, 1, 3, 2, 1]);
    const index = LineIndex.of({ ...sample, c: 1, columns }, { within: 1e-6 });
    expect([...index.keys]).toEqual([1, 2 + 2 ** -42, 3]);
    expect([...index.columns]).toEqual([3, 4, 1]);
    expect([...index.start]).toEqual([0, 2, 4, 5]);
  });

  it('a run ends where it is longer than the distance, and weights of 0 leave the least of it', () => {
    const points = Float64Array.of(0, 0.4, 0.8, 1.2, 1.6);
    const columns = new Float64Array([0, 0, 0, 1, 1]);
    const index = LineIndex.of({ ...sample, c: 1, points, columns }, { within: 1 });
    expect([...index.start]).toEqual([0, 3, 5]);
    expect(index.keys[0]).toBe(0);
    expect(index.keys[1]).toBeCloseTo(1.4, 15);
  });

  it('holds an empty sample', () => {
    const none = { n: 0, d: 1, c: 2, points: new Float64Array(0), columns: new Float64Array(0) };
    const index = LineIndex.of(none);
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
          const index = LineIndex.of({ n, d: 1, c: 1, points, columns }, { within: 1e-9 });
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
