import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { BinnedSample } from '../../src/summary/BinnedSample.js';
import { normal, uniform } from '../bandwidth/observations.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const [draw, noise] = [uniform(3), normal(4)];
const x = Float64Array.from({ length: 5000 }, draw);
const y = x.map((v) => 1e4 + Math.cos(5 * v) + 0.1 * noise());
const options = { bandwidth: 0.04 };
const slices = [0, 1200, 1200, 4000, 5000].map((from, i, all) => ({
  x: x.subarray(from, all[i + 1] ?? from),
  y: y.subarray(from, all[i + 1] ?? from),
}));
const meansOf = (sample: BinnedSample, q: number[]) => {
  const request = {
    kernel: gaussian,
    product: false,
    inverseBandwidth: Float64Array.of(10),
    degrees: [0, 0, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
  const { sums } = sample.sums(Float64Array.from(q), request);
  return q.map((_, i) => sample.shift[0]! + sums[3 * i + 1]! / sums[3 * i]!);
};

describe('BinnedSample.from', () => {
  const whole = BinnedSample.from({ x, y }, options);
  const at = [0.1, 0.5, 0.93];

  it('gives the same from chunks, as from an async iterable', async () => {
    const chunked = BinnedSample.from(slices, options);
    async function* later() {
      for (const slice of slices) yield slice;
    }
    const awaited = await BinnedSample.fromAsync(later(), options);
    expect(chunked.count).toBe(5000);
    expect(awaited).toEqual(chunked);
    expectClose(meansOf(chunked, at), meansOf(whole, at), 1e-14);
    expect(whole.outputs).toBe(1);
  });

  it('merges samples whose outputs were shifted differently', () => {
    const high = BinnedSample.from({ x, y: y.map((v) => v + 1e3) }, options);
    const both = whole.merge(high);
    const expected = meansOf(whole, at).map((v) => v + 500);
    expectClose(meansOf(both, at), expected, 1e-13);
    expect(both.count).toBe(10_000);
    const squares = both.cells.moments[2]!;
    expect(squares).toBeGreaterThan(0);
  });

  it('leaves out weights of 0 and multiplies by the others', () => {
    const sampleWeights = x.map((_, i) => (i % 2 === 0 ? 0 : 3));
    const weighted = BinnedSample.from({ x, y, sampleWeights }, options);
    const odd = { x: x.filter((_, i) => i % 2 === 1), y: y.filter((_, i) => i % 2 === 1) };
    expect(weighted.count).toBe(2500);
    expectClose(meansOf(weighted, at), meansOf(BinnedSample.from(odd, options), at), 1e-13);
  });

  it('loses no digits to values of weight 0, and refuses values that it cannot square', () => {
    const data = { x: [0, 1, 2], y: [1e15, 1.2345, 2.3456], sampleWeights: [0, 1, 1] };
    const sample = BinnedSample.from(data, { bandwidth: 1 });
    expect(sample.shift[0]).toBeCloseTo(1.79005, 14);
    expectError(
      () => BinnedSample.from({ x: [0, 1], y: [1, 1e160] }, { bandwidth: 1 }),
      NumericalError,
      /y must be within 1e\+140 of its mean/,
    );
  });

  it('is merged with and made of nothing else', async () => {
    for (const wrong of [null, {}, 3, undefined, Object.create(BinnedSample.prototype)])
      expectError(() => whole.merge(wrong), OptionError, /what is merged must be a BinnedSample/);
    for (const wrong of [null, {}, 3, { [Symbol.iterator]: 1 }])
      await expect(BinnedSample.fromAsync(wrong as never, options)).rejects.toThrow(
        'BinnedSample.fromAsync: chunks must be iterable, got',
      );
    expect(() => BinnedSample.from({ [Symbol.iterator]: 1 } as never, options)).toThrow(
      OptionError,
    );
  });

  it('reads what it wrote, and nothing else', () => {
    const copy = BinnedSample.fromJSON(JSON.parse(JSON.stringify(whole)));
    expect(meansOf(copy, at)).toEqual(meansOf(whole, at));
    const { toJSON } = whole;
    const json = toJSON.call(whole);
    for (const wrong of [
      null,
      {},
      { ...json, version: 2 },
      { ...json, moments: [] },
      { ...json, runs: [[3, 2]] },
      { ...json, counts: 'many' },
      { ...json, isolated: undefined },
    ])
      expectError(
        () => BinnedSample.fromJSON(wrong as never),
        OptionError,
        /^BinnedSample.fromJSON: json must /,
      );
  });

  it('refuses data that are none', () => {
    const from = (data: unknown, more: object = options) =>
      BinnedSample.from(data as never, more as never);
    expectError(() => from([]), OptionError, /at least one observation/);
    expectError(() => from(3), OptionError, /an object with x and y/);
    expectError(() => from(x), OptionError, /an object with x and y/);
    expectError(() => from({ x, y: y.subarray(1) }), ShapeError, /same number of rows/);
    expectError(() => from({ x: [[1, 2]], y: [1] }), ShapeError, /x must have one column/);
    expectError(() => from({ x: [Number.NaN], y: [1] }), NumericalError, /x must be finite/);
    expectError(() => from({ x: [1], y: [1], z: [1] }), OptionError, /among x, y, sampleWeights/);
    expectError(() => from({ x: [1], y: [1], sampleWeights: [-1] }), NumericalError, /at least 0/);
    expectError(() => from({ x: [1], y: [1], sampleWeights: [] }), ShapeError, /one entry/);
    expectError(() => from({ x, y }, { bandwidth: 0 }), OptionError, /bandwidth must be/);
    expectError(() => from({ x, y }, { width: 1 }), OptionError, /options must be among/);
    expectError(
      () =>
        from([
          { x, y },
          { x: [1], y: [[1, 2]] },
        ]),
      ShapeError,
      /as many outputs/,
    );
  });
});
