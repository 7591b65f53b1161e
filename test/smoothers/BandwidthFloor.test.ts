import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/kernels/createKernel.js';
import { BandwidthFloor } from '../../src/smoothers/BandwidthFloor.js';
import { uniform } from '../bandwidth/observations.js';
import { expectClose } from '../expectClose.js';

const gaussian = createKernel('gaussian');
/** The mean of the four smallest distances. */
const meanOfFour = (points: ArrayLike<number>, at: number): number =>
  Array.from(points, (x) => Math.abs(x - at))
    .sort((a, b) => a - b)
    .slice(0, 4)
    .reduce((sum, each) => sum + each / Math.min(4, points.length), 0);

/** The least bandwidths at places. */
const leastAt = (floor: BandwidthFloor, places: Float64Array): Float64Array =>
  floor.scaleAt(places, 1e-9)!.map((scale) => 1e-9 / scale);

describe('BandwidthFloor', () => {
  const draw = uniform(3);
  const points = Float64Array.from({ length: 60 }, (_, i) => draw() ** 4 + (i % 20 === 0 ? 7 : 0));
  const places = Float64Array.from({ length: 81 }, (_, i) => (i - 10) / 7).sort();
  const floor = new BandwidthFloor(points, 4, gaussian);

  it('is the mean distance to the nearest, in standard deviations of the kernel', () => {
    expectClose(
      leastAt(floor, places),
      places.map((at) => meanOfFour(points, at)),
      1e-14,
    );
    const { secondMoment } = createKernel('tricube');
    expectClose(
      leastAt(new BandwidthFloor(points, 4, createKernel('tricube')), places),
      places.map((at) => meanOfFour(points, at) / Math.sqrt(secondMoment!)),
      1e-14,
    );
    // The Cauchy kernel has no standard deviation.
    expectClose(
      leastAt(new BandwidthFloor(points, 4, createKernel('cauchy')), places),
      places.map((at) => meanOfFour(points, at)),
      1e-14,
    );
  });

  it.each([1e-6, 0.003, 0.05, 0.4, 2, 5])('makes bandwidths below it wider: %d', (h) => {
    const shuffled = places.map((_, i) => places[(i * 37) % places.length]!);
    const scale = floor.scaleAt(shuffled, h);
    const expected = shuffled.map((at) => Math.min(1, h / meanOfFour(points, at)));
    if (expected.every((each) => each === 1)) expect(scale).toBeUndefined();
    else expectClose(scale!, expected, 1e-14);
  });

  it('leaves an infinite bandwidth, ties of four and more, and all where none is below', () => {
    expect(floor.scaleAt(places, Infinity)).toBeUndefined();
    expect(floor.scaleAt(points, 8)).toBeUndefined();
    const tied = new BandwidthFloor(Float64Array.of(1, 1, 1, 1, 5), 4, gaussian);
    expect(tied.scaleAt(Float64Array.of(1), 1e-9)).toBeUndefined();
    expect(tied.scaleAt(Float64Array.of(5), 1)).toEqual(Float64Array.of(1 / 3));
  });

  it('is the distance to the nearest where it looks at one', () => {
    const one = new BandwidthFloor(Float64Array.of(0, 1, 9), 1, gaussian);
    const scale = one.scaleAt(Float64Array.of(0, 0.5, 1, 5, 8, 12), 0.5);
    expectClose(scale!, [1, 1, 1, 1 / 8, 1 / 2, 1 / 6], 1e-14);
  });

  it('takes all of fewer observations', () => {
    const two = new BandwidthFloor(Float64Array.of(0, 2), 4, gaussian);
    expectClose(leastAt(two, Float64Array.of(-1, 0, 1)), [2, 1, 1], 1e-14);
    expect(new BandwidthFloor(Float64Array.of(3), 4, gaussian).scaleAt(places, 1)).toBeDefined();
  });

  it('tells how far the nearest observation is beside the bandwidths about it', () => {
    // At 0 to 3 the four nearest are 1.5 or 1 away on average; at 100 73.5.
    const line = new BandwidthFloor(Float64Array.of(0, 1, 2, 3, 100), 4, gaussian);
    const away = line.awayAt(Float64Array.of(2, 2.5, 6, 50, 98.5, 101, -3), 0.1);
    expectClose(away, [0, 0.5, 3 / 1.5, 47 / 1.5, 1.5 / 1.5, 1 / 73.5, 3 / 1.5], 1e-14);
    expectClose(line.awayAt(Float64Array.of(6, 101), 2), [3 / 2, 1 / 73.5], 1e-14);
  });
});
