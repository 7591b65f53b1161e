import { describe, expect, it } from 'vitest';
import {
  BinnedSample,
  createRandom,
  KernelRegressor,
  NumericalError,
  OptionError,
  ShapeError,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(3);
const x = Float64Array.from({ length: 5000 }, () => random.uniform(-1, 4));
const y = x.map((t) => 1e4 + Math.cos(5 * t) + random.normal(0, 0.1));
const sampleWeights = x.map(() => random.uniform(0.2, 3));
const options = { bandwidth: 0.04 };
const places = [-0.9, 0.1, 0.5, 0.93, 3.99];

/** The rows [from, to), as a chunk. */
const slice = (from: number, to: number, weighted: boolean) => ({
  x: x.subarray(from, to),
  y: y.subarray(from, to),
  ...(weighted && { sampleWeights: sampleWeights.subarray(from, to) }),
});

/** What a model of a sample says: curve, band, degrees of freedom. */
function said(sample: BinnedSample): number[] {
  const model = new KernelRegressor({ bandwidth: 0.1, degree: 2 }).fit(sample);
  const { lower } = model.confidenceBand(places, { variance: 'hc0' });
  return [model.effectiveDegreesOfFreedom, ...model.predict(places), ...lower];
}

describe.each([false, true])('BinnedSample, weights: %s', (weighted) => {
  const from = (start: number, end: number) =>
    BinnedSample.from(slice(start, end, weighted), options);
  const whole = from(0, 5000);

  it('is the same from chunks, one by one or as they come', async () => {
    const bounds = [0, 1200, 1200, 4000, 5000];
    const chunks = bounds.slice(1).map((end, i) => slice(bounds[i]!, end, weighted));
    const chunked = BinnedSample.from(chunks, options);
    async function* later() {
      yield* chunks;
    }
    const awaited = await BinnedSample.fromAsync(later(), options);
    expect(chunked.count).toBe(5000);
    expect(awaited.toJSON()).toEqual(chunked.toJSON());
    expectClose(said(chunked), said(whole), 1e-11);
  });

  it('is the same merged in any order, whatever was taken from the outputs', () => {
    const parts = [from(0, 100), from(100, 3000), from(3000, 5000)];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const [a, b, c] = order.map((i) => parts[i]!);
      expectClose(said(a!.merge(b!).merge(c!)), said(whole), 1e-11);
      expectClose(said(a!.merge(b!.merge(c!))), said(whole), 1e-11);
    }
  });

  it('forgets what is taken out', () => {
    const part = from(0, 2000);
    const left = whole.subtract(part);
    expect(left.count).toBe(3000);
    expectClose(said(left), said(from(2000, 5000)), 1e-10);
    expectError(() => part.subtract(whole), OptionError, /taken out must be part of the sample/);
    expectError(() => part.subtract(part), OptionError, /something must be left/);
    expect(whole.range).toEqual([
      x.reduce((a, b) => Math.min(a, b)),
      x.reduce((a, b) => Math.max(a, b)),
    ]);
  });

  it('slides a window over a stream', () => {
    const days = Array.from({ length: 50 }, (_, day) => from(100 * day, 100 * (day + 1)));
    let sliding = days.slice(0, 10).reduce((a, b) => a.merge(b));
    for (let day = 10; day < 50; day++)
      sliding = sliding.merge(days[day]!).subtract(days[day - 10]!);
    expectClose(said(sliding), said(from(4000, 5000)), 1e-9);
  });

  it('is the same in wider cells', () => {
    const fine = BinnedSample.from(slice(0, 5000, weighted), { bandwidth: 0.02 });
    const wide = fine.coarser().coarser();
    expect(wide.bandwidth).toBe(0.08);
    expectClose(
      said(wide),
      said(BinnedSample.from(slice(0, 5000, weighted), { bandwidth: 0.08 })),
      1e-11,
    );
    expect(JSON.stringify(wide).length).toBeLessThan(0.35 * JSON.stringify(fine).length);
  });

  it('reads what it wrote, and nothing else', () => {
    const copy = BinnedSample.fromJSON(JSON.parse(JSON.stringify(whole)));
    expect(copy.toJSON()).toEqual(whole.toJSON());
    expect(said(copy)).toEqual(said(whole));
    const json = whole.toJSON();
    for (const wrong of [
      null,
      {},
      'text',
      { ...json, version: 1 },
      { ...json, sums: [] },
      { ...json, sums: json.sums.slice(1) },
      { ...json, sums: json.sums.map(() => null) },
      { ...json, cells: [...json.cells].reverse() },
      { ...json, cells: 'many' },
      { ...json, weighted: 1 },
      { ...json, weighted: !weighted },
      { ...json, range: [1, 0] },
      { ...json, shift: undefined },
      { ...json, bandwidth: 0 },
      { ...json, exponent: 0.5 },
      { ...json, exponent: json.exponent + 1 },
      { ...json, bandwidth: json.bandwidth / 2 },
      { ...json, bandwidth: String(json.bandwidth) },
      { ...json, heaviest: String(json.heaviest) },
      { ...json, range: [json.range[0]! + 1, json.range[1]] },
      { ...json, range: [json.range[0], json.range[1]! - 1] },
    ])
      expectError(
        () => BinnedSample.fromJSON(wrong as never),
        OptionError,
        /^BinnedSample.fromJSON: json must /,
      );
  });

  it('says that big integers are no numbers', () => {
    const data = { x: BigInt64Array.of(1n), y: [1] };
    expectError(
      () => BinnedSample.from(data as never, options),
      OptionError,
      'BinnedSample.from: x must hold numbers, got a BigInt64Array of 8 bytes',
    );
  });

  it('counts several outputs as each by itself', () => {
    const two = Float64Array.from({ length: 10_000 }, (_, at) =>
      at % 2 === 0 ? y[at >> 1]! : -y[at >> 1]! / 3,
    );
    const data = { ...slice(0, 5000, weighted) };
    const rows = Array.from({ length: 5000 }, (_, i) => [two[2 * i]!, two[2 * i + 1]!]);
    const model = new KernelRegressor({ bandwidth: 0.1, degree: 1 }).fit(
      BinnedSample.from({ ...data, y: rows }, options),
    );
    const first = new KernelRegressor({ bandwidth: 0.1, degree: 1 }).fit(whole);
    const [all, one] = [model.confidenceBand(places), first.confidenceBand(places)];
    expectClose(
      all.upper.filter((_, at) => at % 2 === 0),
      one.upper,
      1e-12,
    );
    expectClose(
      all.lower.filter((_, at) => at % 2 === 1).map((v) => -3 * v),
      one.upper,
      1e-12,
    );
  });
});

describe('BinnedSample', () => {
  it('leaves out weights of 0, and multiplies by the others', () => {
    const weights = x.map((_, i) => (i % 2 === 0 ? 0 : 3));
    const weighted = BinnedSample.from({ x, y, sampleWeights: weights }, options);
    const odd = (_: number, i: number) => i % 2 === 1;
    const few = BinnedSample.from({ x: x.filter(odd), y: y.filter(odd) }, options);
    expect(weighted.count).toBe(2500);
    expect(weighted.range).toEqual(few.range);
    expectClose(said(weighted), said(few), 1e-11);
  });

  it('loses no digits to values of weight 0, and refuses values that it cannot square', () => {
    const data = { x: [0, 1, 2], y: [1e15, 1.2345, 2.3456], sampleWeights: [0, 1, 1] };
    const sample = BinnedSample.from(data, { bandwidth: 1 });
    expect(new KernelRegressor({ bandwidth: 1 }).fit(sample).predict(99)).toBeCloseTo(2.3456, 14);
    expectError(
      () => BinnedSample.from({ x: [0, 1], y: [1, 1e160] }, { bandwidth: 1 }),
      NumericalError,
      /y must be within 1e\+140 of 0/,
    );
    expectError(
      () => BinnedSample.from({ x: [0, 1e18], y: [1, 2] }, { bandwidth: 1 }),
      NumericalError,
      /x must be within 2\^53 cells of 0.125 of 0, wide enough for the bandwidth, got 1000000000000000000/,
    );
  });

  it('holds one observation, one place, and places that are far apart', () => {
    const one = BinnedSample.from({ x: [3], y: [7] }, { bandwidth: 1 });
    const model = new KernelRegressor({ bandwidth: 1 }).fit(one);
    expect([one.count, model.predict(3), model.predict(-50)]).toEqual([1, 7, 7]);
    expect(model.confidenceBand([3]).lower).toEqual(Float64Array.of(Number.NaN));
    const same = BinnedSample.from({ x: [2, 2, 2, 2], y: [1, 2, 3, 6] }, { bandwidth: 1 });
    const flat = new KernelRegressor({ bandwidth: 1, degree: 1 });
    const [few, all] = [flat.fit(same).summary(), flat.fit([2, 2, 2, 2], [1, 2, 3, 6]).summary()];
    const facts = (text: string) =>
      text.split('\n').filter((line) => /freedom|deviation|error|squared/.test(line));
    expect(facts(few)).toEqual(facts(all));
    const far = BinnedSample.from({ x: [-1e9, 0, 1e9], y: [1, 2, 4] }, { bandwidth: 1 });
    expectClose(
      new KernelRegressor({ bandwidth: 1 }).fit(far).predict([-2e9, 1, 1e9]),
      [1, 2, 4],
      1e-14,
    );
  });

  it('is merged with and made of nothing else', async () => {
    const whole = BinnedSample.from({ x, y }, options);
    for (const wrong of [null, {}, 3, undefined, Object.create(BinnedSample.prototype)])
      expectError(() => whole.merge(wrong), OptionError, /the other must be a BinnedSample/);
    const others = [
      BinnedSample.from({ x, y }, { bandwidth: 0.02 }),
      BinnedSample.from({ x, y, sampleWeights }, options),
      BinnedSample.from({ x: [1], y: [[1, 2]] }, options),
    ];
    for (const other of others)
      expectError(
        () => whole.merge(other),
        OptionError,
        /same cells and outputs, and weights or none/,
      );
    for (const wrong of [null, {}, 3, { [Symbol.iterator]: 1 }])
      await expect(BinnedSample.fromAsync(wrong as never, options)).rejects.toThrow(
        'BinnedSample.fromAsync: chunks must be iterable, got',
      );
    expect(() => BinnedSample.from({ [Symbol.iterator]: 1 } as never, options)).toThrow(
      OptionError,
    );
  });

  it('refuses data that are none', () => {
    const from = (data: unknown, more: object = options) =>
      BinnedSample.from(data as never, more as never);
    expectError(() => from([]), OptionError, /at least one observation/);
    expectError(() => from({ x: [1], y: [1], sampleWeights: [0] }), OptionError, /at least one/);
    expectError(() => from(3), OptionError, /an object with x and y/);
    expectError(() => from(x), OptionError, /an object with x and y/);
    expectError(() => from({ x, y: y.subarray(1) }), ShapeError, /same number of rows/);
    expectError(() => from({ x: [[1, 2]], y: [1] }), ShapeError, /x must have one column/);
    expectError(() => from({ x: [Number.NaN], y: [1] }), NumericalError, /x must be finite/);
    expectError(() => from({ x: [1], y: [Infinity] }), NumericalError, /y must be finite/);
    expectError(() => from({ x: [1], y: [1], z: [1] }), OptionError, /among x, y, sampleWeights/);
    expectError(() => from({ x: [1], y: [1], sampleWeights: [-1] }), NumericalError, /at least 0/);
    expectError(() => from({ x: [1], y: [1], sampleWeights: [] }), ShapeError, /one entry/);
    expectError(() => from({ x, y }, { bandwidth: 0 }), OptionError, /bandwidth must be/);
    expectError(() => from({ x, y }, { width: 1 }), OptionError, /options must be among/);
    const first = { x, y };
    expectError(() => from([first, { x: [1], y: [[1, 2]] }]), ShapeError, /as many outputs/);
    expectError(
      () => from([first, { x: [1], y: [1], sampleWeights: [1] }]),
      OptionError,
      /sampleWeights must be in all chunks or in none/,
    );
  });
});
