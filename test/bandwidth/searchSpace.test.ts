import { describe, expect, it } from 'vitest';
import type { Coordinate, SpaceTrial } from '../../src/bandwidth/descend.js';
import { type SpaceSearch, searchSpace } from '../../src/bandwidth/searchSpace.js';

const box = (d: number): Coordinate[] =>
  Array.from({ length: d }, () => ({ low: -4, high: 4, start: 0 }));

function search(
  value: (place: Float64Array) => number,
  coordinates: readonly Coordinate[],
): SpaceSearch & { yielded: SpaceTrial[] } {
  const yielded: SpaceTrial[] = [];
  const steps = searchSpace({ value, noise: 1e-13 }, coordinates);
  for (;;) {
    const next = steps.next();
    if (next.done) return { ...next.value, yielded };
    yielded.push(next.value);
  }
}

const squares = (place: Float64Array, ...at: number[]) =>
  at.reduce((sum, t, j) => sum + Math.min(50, (place[j]! - t) ** 2), 0);

describe('searchSpace', () => {
  it('finds the lowest of several basins, and keeps the others', () => {
    const wells = [
      [-2.5, 2, -1],
      [2, 1.5, -0.8],
      [0.5, -2.7, -1.3],
    ];
    const value = (place: Float64Array) =>
      place.some((t) => t === Infinity)
        ? 1
        : wells.reduce((sum, [a, b, c]) => sum + c! * Math.exp(-squares(place, a!, b!)), 0);
    const { best, basins, path, yielded } = search(value, box(2));
    expect(best.place[0]).toBeCloseTo(0.5, 3);
    expect(best.place[1]).toBeCloseTo(-2.7, 3);
    expect(best).toBe(basins[0]);
    for (const [a, b] of wells)
      expect(basins.some(({ place }) => squares(place, a!, b!) < 1e-2)).toBe(true);
    expect(yielded).toEqual(path);
  });

  it('ends exactly at a lower bound where the slope leads there', () => {
    const coordinates = [
      { low: 0, high: 0.5, start: 0.1 },
      { low: -4, high: 4, start: 0 },
    ];
    const value = (place: Float64Array) =>
      place[1] === Infinity ? 9 : Math.min(0.5, place[0]!) + squares(place.subarray(1), 1);
    const { best } = search(value, coordinates);
    expect(best.place[0]).toBe(0);
    expect(best.place[1]).toBeCloseTo(1, 5);
  });

  it('follows a narrow curved valley', () => {
    const value = (place: Float64Array) =>
      place.some((t) => t === Infinity)
        ? 1e4
        : (1 - place[0]!) ** 2 + 100 * (place[1]! - place[0]! ** 2) ** 2;
    const { best } = search(value, box(2));
    expect(best.place[0]).toBeCloseTo(1, 3);
    expect(best.place[1]).toBeCloseTo(1, 3);
  });

  it('drops a coordinate that does not help, and tries no place twice', () => {
    const value = ([a, b]: Float64Array) =>
      Math.min(9, (a! - 1) ** 2) + (b === Infinity ? 0 : Math.exp(-b!));
    const { best, path } = search(value as (place: Float64Array) => number, box(2));
    expect(best.place[0]).toBeCloseTo(1, 5);
    expect(best.place[1]).toBe(Infinity);
    expect(new Set(path.map(({ place }) => place.join())).size).toBe(path.length);
  });

  it('leaves out what cannot be searched', () => {
    const nothing = { low: 2, high: 2, start: 2 };
    const value = (place: Float64Array) => Math.min(9, (place[1]! + 2) ** 2);
    const { best } = search(value, [nothing, ...box(1)]);
    expect(best.place[0]).toBe(Infinity);
    expect(best.place[1]).toBeCloseTo(-2, 5);
    const { path } = search(value, [nothing, nothing]);
    expect(path.map(({ place }) => [...place])).toEqual([[Infinity, Infinity]]);
  });

  it('gets over jumps and places where nothing is defined', () => {
    const value = (place: Float64Array) => {
      if (place.some((t) => t === Infinity)) return 100;
      if (place[0]! < -1) return Infinity;
      return squares(place, -0.9, 2) + 0.02 * Math.floor(7 * place[0]!) ** 2;
    };
    const { best, path } = search(value, box(2));
    expect(best.value).toBe(Math.min(...path.map((trial) => trial.value)));
    expect(Math.abs(best.place[1]! - 2)).toBeLessThan(1e-4);
  });

  it('gives the same digits again', () => {
    const value = (place: Float64Array) =>
      place.reduce((sum, t) => sum + (t === Infinity ? 3 : Math.sin(3 * t) + 0.1 * t * t), 0);
    expect(search(value, box(3))).toEqual(search(value, box(3)));
  });
});
