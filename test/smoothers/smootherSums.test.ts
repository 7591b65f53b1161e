import { describe, expect, it } from 'vitest';
import { centredSample, smootherRequest, smootherSums } from '../../src/smoothers/smootherSums.js';
import { kernelSums } from '../../src/sums/kernelSums.js';
import { observationsOf, specOf } from './observations.js';

describe('centredSample', () => {
  it('takes the middle out of y and the largest weight to 1', () => {
    const { sample, middle, half } = centredSample(
      observationsOf([0, 1, 2], [10, 99, 14], [2, 0, 4]),
    );
    expect([...sample.columns]).toEqual([0.5, 0, 1, -0.5, 0, 1]);
    expect([middle[0], half[0]]).toEqual([12, 2]);
  });
});

describe('smootherRequest', () => {
  const { sample } = centredSample(observationsOf([0, 4], [1, 2]));
  const ask = (h: number, degree: number) =>
    smootherRequest(sample, specOf('gaussian', [h], degree), sample.points);

  it('wants twice the degree of the weights', () => {
    expect(ask(0.5, 2).degrees).toEqual([4, 2]);
    expect(ask(0.5, 2).inverseBandwidth[0]).toBe(2);
    expect(ask(0.5, 0).tolerance).toBe(1e-12);
    expect(ask(0.5, 1).tolerance).toBe(1e-13);
  });

  it('keeps u within numbers', () => {
    expect(ask(Number.POSITIVE_INFINITY, 1).inverseBandwidth[0]).toBe(1e-17 / 4);
    expect(ask(1e-305, 1).inverseBandwidth[0]).toBe(1e300 / 4);
  });
});

describe('smootherSums', () => {
  const { sample } = centredSample(observationsOf([0, 1, 4], [1, 5, 2]));

  it('leaves out queries so far that squares of u are no numbers, and tells no other of them', () => {
    for (const degree of [0, 1]) {
      const request = smootherRequest(sample, specOf('gaussian', [1], degree), sample.points);
      const near = Float64Array.of(0.5, 2);
      const plain = kernelSums('test', sample, near, request);
      const found = smootherSums('test', sample, Float64Array.of(0.5, 1e160, 2), request, 'auto');
      const size = plain.sums.length / 2;
      expect(found.sums.slice(0, size)).toEqual(plain.sums.slice(0, size));
      expect(found.sums.slice(size, 2 * size).every(Number.isNaN)).toBe(true);
      expect(found.sums.slice(2 * size)).toEqual(plain.sums.slice(size));
      const [none] = smootherSums('test', sample, Float64Array.of(-1e200), request, 'auto').sums;
      expect(none).toBeNaN();
    }
  });
});
