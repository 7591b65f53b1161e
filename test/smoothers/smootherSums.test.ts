import { describe, expect, it } from 'vitest';
import { centredSample, smootherRequest } from '../../src/smoothers/smootherSums.js';
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
    smootherRequest(sample, Float64Array.of(-1), specOf('gaussian', [h], degree));

  it('wants twice the degree of the weights', () => {
    expect(ask(0.5, 2).degrees).toEqual([4, 2]);
    expect(ask(0.5, 2).inverseBandwidth[0]).toBe(2);
    expect(ask(0.5, 0).tolerance).toBe(1e-12);
    expect(ask(0.5, 1).tolerance).toBe(1e-13);
  });

  it('keeps powers of u within numbers', () => {
    expect(ask(Number.POSITIVE_INFINITY, 1).inverseBandwidth[0]).toBe(1e-17 / 5);
    expect(ask(1e-300, 1).inverseBandwidth[0]).toBe(1e150 / 5);
  });
});
