import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createKernel,
  createRandom,
  KernelDensity,
  type KernelInput,
  KernelRegressor,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { readColumns } from '../reference/readDataset.js';
import { readReference } from '../reference/readReference.js';

const random = createRandom(2);
const names = weightKernelNames.filter((name) => name !== 'constant');
const x = Float64Array.from({ length: 120 }, () => Math.abs(random.normal()));
const s = x.map(() => random.uniform(0.2, 3));
const h = 0.3;
const inside = Float64Array.from({ length: 33 }, (_, i) => i / 8);

/** What bounds leave: none, one, two. */
const boundsOf = [undefined, [0, Infinity], [-Infinity, 4], [0, 4]] as const;

/** x with its images, as far as any kernel but one without end reaches. */
function images(value: number, bounds: readonly [number, number] | undefined): number[] {
  const [low, high] = bounds ?? [-Infinity, Infinity];
  if (low === -Infinity && high === Infinity) return [value];
  if (high === Infinity) return [value, 2 * low - value];
  if (low === -Infinity) return [value, 2 * high - value];
  const rounds = Array.from({ length: 21 }, (_, k) => 2 * (high - low) * (k - 10));
  return rounds.flatMap((round) => [value + round, 2 * low - value + round]);
}

function weighted(of: (value: number) => number): number {
  let [sum, total] = [0, 0];
  for (const [i, xi] of x.entries()) {
    sum += s[i]! * of(xi);
    total += s[i]!;
  }
  return sum / total;
}

/** Gauss–Legendre with 5 points on many pieces. */
function integral(
  of: (points: Float64Array) => ArrayLike<number>,
  from: number,
  to: number,
): number {
  const nodes = [0, 0.5384693101056831, 0.906179845938664];
  const weights = [0.5688888888888889, 0.47862867049936647, 0.23692688505618908];
  const pieces = 2000;
  const half = (to - from) / pieces / 2;
  const points: number[] = [];
  const own: number[] = [];
  for (let piece = 0; piece < pieces; piece++)
    for (const k of [0, 1, 2])
      for (const sign of k === 0 ? [1] : [-1, 1]) {
        points.push(from + (2 * piece + 1 + sign * nodes[k]!) * half);
        own.push(weights[k]! * half);
      }
  const values = of(Float64Array.from(points));
  return own.reduce((sum, weight, i) => sum + weight * values[i]!, 0);
}

function modelOf(kernel: KernelInput, bounds: (typeof boundsOf)[number]) {
  const options = { kernel, bandwidth: h, ...(bounds && { bounds }) };
  return new KernelDensity(options).fit(x, { sampleWeights: s });
}

describe('KernelDensity', () => {
  for (const { data, x: column, density_nrd0, grid } of readReference('R_density_bandwidths.json')
    .cases)
    it(`${data}: the density is that of R`, () => {
      const values = readColumns(data, column, column).x;
      const model = new KernelDensity({ bandwidth: 'nrd0' }).fit(values);
      expectClose(model.density(grid), density_nrd0, 1e-12, 0);
    });

  for (const name of names) {
    const kernel = createKernel(name);
    for (const bounds of boundsOf) {
      if (name === 'cauchy' && bounds?.every(Number.isFinite)) continue;

      it(`${name}, bounds ${bounds}: density, logarithm and distribution are the sums of their formulas`, () => {
        const model = modelOf(name, bounds);
        const density = Array.from(inside, (q) =>
          weighted((xi) =>
            images(xi, bounds).reduce((sum, at) => sum + kernel.value((q - at) / h) / h, 0),
          ),
        );
        expectClose(model.density(inside), density, 1e-12, 1e-12);
        expectClose(model.logDensity(inside), density.map(Math.log), 1e-11);
        const from = Math.max(-1e9, bounds?.[0] ?? -1e9);
        const distribution = Array.from(inside, (q) =>
          weighted((xi) =>
            images(xi, bounds).reduce(
              (sum, at) =>
                sum +
                kernel.distribution!((q - at) / h) -
                (from === -1e9 ? 0 : kernel.distribution!((from - at) / h)),
              0,
            ),
          ),
        );
        expectClose(model.distribution(inside), distribution, 1e-12);
      });

      it(`${name}, bounds ${bounds}: quantiles invert the distribution, and what is drawn follows it`, () => {
        const model = modelOf(name, bounds);
        const levels = Float64Array.from({ length: 99 }, (_, k) => (k + 1) / 100);
        const places = model.quantile(levels);
        expectClose(model.distribution(places), levels, 1e-13);
        expect(places.every((at, k) => k === 0 || at >= places[k - 1]!)).toBe(true);
        const count = 4000;
        const drawn = model.sample(count, createRandom(8)).sort();
        const shares = model.distribution(drawn);
        let distance = 0;
        shares.forEach((share, i) => {
          distance = Math.max(distance, Math.abs(share - (i + 0.5) / count));
        });
        // Kolmogorov and Smirnov: 1.95/√n is passed once in a thousand times
        expect(distance * Math.sqrt(count)).toBeLessThan(1.95);
      });
    }
  }

  it('integrates to 1, with reflection too, and the distribution is its integral', () => {
    for (const name of ['gaussian', 'epanechnikov', 'triweight', 'logistic'] as const)
      for (const bounds of boundsOf) {
        const model = modelOf(name, bounds);
        const [from, to] = [bounds?.[0] ?? -Infinity, bounds?.[1] ?? Infinity];
        const [low, high] = [Math.max(from, -13), Math.min(to, 18)];
        const density = (points: Float64Array) => model.density(points);
        // kinks at the edges of compact kernels leave the quadrature 5 digits
        expect(integral(density, low, high)).toBeCloseTo(1, 5);
        expect(integral(density, low, 0.7)).toBeCloseTo(model.distribution(0.7), 5);
        if (bounds)
          expect([...model.density([-1e-9, 5])]).toEqual([
            from === 0 ? 0 : expect.any(Number),
            to === 4 ? 0 : expect.any(Number),
          ]);
      }
  });

  it('integrates to 1 in two dimensions, and its distribution is the product of integrals', () => {
    const rows = Array.from(x.subarray(0, 40), (a, i) => [a, x[i + 40]!]);
    const options = {
      bandwidth: [0.3, 0.5],
      bounds: [
        [0, Infinity],
        [-Infinity, Infinity],
      ] as const,
    };
    for (const kernel of ['gaussian', 'biweight'] as const) {
      const model = new KernelDensity({ kernel, ...options }).fit(rows);
      const steps = 220;
      const grid = Array.from({ length: steps * steps }, (_, at) => [
        (((at % steps) + 0.5) / steps) * 6,
        -3 + ((Math.floor(at / steps) + 0.5) / steps) * 10,
      ]);
      const cell = (6 / steps) * (10 / steps);
      const density = model.density(grid);
      expect(density.reduce((sum, f) => sum + f * cell, 0)).toBeCloseTo(1, 3);
      const below = grid.reduce(
        (sum, [a, b], i) => sum + (a! < 1.5 && b! < 1 ? density[i]! * cell : 0),
        0,
      );
      expect(model.distribution([[1.5, 1]])[0]).toBeCloseTo(below, 2);
      expectClose(
        model.distribution([
          [20, 20],
          [-1, 20],
        ]),
        [1, 0],
        1e-12,
      );
    }
  });

  it('of many queries the distribution comes from integrals of polynomials, with the same digits', () => {
    for (const kernel of ['gaussian', 'logistic'] as const)
      for (const values of [
        Float64Array.from({ length: 2000 }, () => random.normal()),
        Float64Array.from({ length: 2000 }, (_, i) => (i % 4) * 1000 + random.normal()),
      ]) {
        const model = new KernelDensity({ kernel, bandwidth: 0.2 }).fit(values);
        const one = new KernelDensity({ kernel, bandwidth: 0.2 }).fit(values);
        const many = Float64Array.from({ length: 50_000 }, (_, i) => -12 + (i * 3030) / 50_000);
        const all = model.distribution(many);
        for (let i = 0; i < many.length; i += 97)
          expect(Math.abs(all[i]! - one.distribution(many[i]!))).toBeLessThan(1e-13);
        expect(all.every((share, i) => i === 0 || share >= all[i - 1]! - 1e-15)).toBe(true);
      }
  });

  it('logarithms of far places are exact, and −∞ only where a kernel ends', () => {
    const gaussian = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 5]);
    expectClose(
      [gaussian.logDensity(1e6)],
      [-Math.log(3) - 0.5 * Math.log(2 * Math.PI) - (1e6 - 5) ** 2 / 2],
      1e-13,
      0,
    );
    expectClose([gaussian.logDensity(-1e152)], [-5e303], 1e-13, 0);
    const cauchy = new KernelDensity({ kernel: 'cauchy', bandwidth: 1 }).fit([0, 1, 5]);
    expectClose([cauchy.logDensity(1e200)], [-Math.log(Math.PI) - 2 * Math.log(1e200)], 1e-13, 0);
    const laplace = new KernelDensity({ kernel: 'laplace', bandwidth: 2 }).fit([0]);
    expectClose([laplace.logDensity(1e160)], [-1e160 / 2], 1e-12, 0);
    const compact = new KernelDensity({ kernel: 'biweight', bandwidth: 1 }).fit([0, 1, 5]);
    expect([...compact.logDensity([3, 1e300, 5.5])]).toEqual([
      -Infinity,
      -Infinity,
      expect.any(Number),
    ]);
  });

  it('bandwidths far wider and far narrower than the data count as they are', () => {
    const wide = new KernelDensity({ bandwidth: 1e20 }).fit([0, 1, 5]);
    const log = -Math.log(1e20) - 0.5 * Math.log(2 * Math.PI);
    expectClose(wide.logDensity([0, 1e20, -3e20]), [log, log - 0.5, log - 4.5], 1e-13);
    expectClose([wide.distribution(1e20)], [createKernel('gaussian').distribution!(1)], 1e-13);
    const narrow = new KernelDensity({ bandwidth: 1e-200 }).fit([0, 1, 5]);
    const peak = Math.log(1e200 / 3) - 0.5 * Math.log(2 * Math.PI);
    expectClose(
      narrow.logDensity([0, 1e-200, 1, 1 + 2 ** -52]),
      [peak, peak - 0.5, peak, -Infinity],
      1e-13,
    );
    expectClose(narrow.distribution([-1, 0.5, 3]), [0, 1 / 3, 2 / 3], 1e-15);
    expectError(
      () => new KernelDensity({ bandwidth: 1e-320 }).fit([0, 1e5]),
      OptionError,
      /bandwidth must be within 300 decades of the range of x/,
    );
    const tiny = new KernelDensity({ bandwidth: 1e-150 }).fit([
      [0, 0, 0],
      [1e-150, 1e-150, 1e-150],
    ]);
    expectError(() => tiny.density([[0, 0, 0]]), NumericalError, /logDensity holds them/);
    expect(tiny.logDensity([[0, 0, 0]])[0]).toBeCloseTo(
      3 * Math.log(1e150) - 1.5 * Math.log(2 * Math.PI) + Math.log((1 + Math.exp(-1.5)) / 2),
      9,
    );
  });

  it('no queries have no densities', () => {
    const model = modelOf('gaussian', undefined);
    for (const none of [
      model.density([]),
      model.logDensity([]),
      model.distribution([]),
      model.quantile([]),
    ])
      expect(none).toEqual(new Float64Array(0));
    expect(model.sample(0, createRandom(1))).toEqual(new Float64Array(0));
  });

  it('at one bound the shape of a density is looked at with the images of the observations', () => {
    const below = x.filter((xi) => xi < 3);
    const images = below.map((xi) => 6 - xi);
    for (const bandwidth of ['sj', 'ucv', 'bcv'] as const) {
      const model = new KernelDensity({ bandwidth, bounds: [-Infinity, 3] }).fit(below);
      const both = new KernelDensity({ bandwidth }).fit([...below, ...images]);
      expectClose(model.bandwidth, both.bandwidth, 1e-7, 0);
      expect(new KernelDensity({ bandwidth, bounds: [0, 9] }).fit(x).bandwidth).toEqual(
        new KernelDensity({ bandwidth }).fit(x).bandwidth,
      );
    }
    const rule = new KernelDensity({ bandwidth: 'nrd0', bounds: [0, Infinity] }).fit(x);
    expect(rule.bandwidth).toEqual(new KernelDensity({ bandwidth: 'nrd0' }).fit(x).bandwidth);
  });

  it('every method of the kernel sums gives the same', () => {
    const rows = Array.from(x.subarray(0, 60), (a, i) => [a, x[i + 60]!]);
    const queries = rows.map(([a, b]) => [a! + 0.1, b! - 0.2]);
    for (const [kernel, methods, d] of [
      ['gaussian', ['direct', 'binned'], 1],
      ['epanechnikov', ['direct', 'windowed'], 1],
      ['gaussian', ['direct', 'binned', 'tree'], 2],
      ['epanechnikov', ['direct', 'tree'], 2],
    ] as const)
      for (const method of methods) {
        const model = (how: 'auto' | (typeof methods)[number]) =>
          new KernelDensity({ kernel, method: how, bandwidth: 0.4 }).fit(d === 1 ? x : rows);
        const q: any = d === 1 ? inside : queries;
        expectClose(model(method).density(q), model('auto').density(q), 1e-11, 1e-11);
      }
    expectError(
      () =>
        new KernelDensity({ kernel: 'epanechnikov', method: 'binned', bandwidth: 1 })
          .fit(x)
          .density(1),
      UnsupportedError,
      /method must serve the request/,
    );
  });

  it('weights count rows: 2 is the row twice, 0 is no row', () => {
    const counts = [2, 0, 3, 1];
    const values = [0.5, 9, 1, 3];
    const repeated = values.flatMap((value, i) => Array<number>(counts[i]!).fill(value));
    const some = new KernelDensity({ bandwidth: 1 }).fit(values, { sampleWeights: counts });
    const all = new KernelDensity({ bandwidth: 1 }).fit(repeated);
    expectClose(some.density(inside), all.density(inside), 1e-14);
    expectClose(some.distribution(inside), all.distribution(inside), 1e-14);
    expectClose([some.quantile(0.3)], [all.quantile(0.3)], 1e-13);
    expect(some.sample(1000, createRandom(1)).every((at) => at < 8)).toBe(true);
    // and no unit matters
    const scaled = new KernelDensity({ bandwidth: 1 }).fit(values, {
      sampleWeights: counts.map((c) => c / 6e200),
    });
    expectClose(scaled.density(inside), some.density(inside), 1e-14);
  });

  it('a power of two changes no digit', () => {
    for (const power of [-700, -30, 30, 700]) {
      const unit = 2 ** power;
      const options = { bounds: [0, Infinity] as const };
      const model = new KernelDensity(options).fit(x);
      const scaled = new KernelDensity(options).fit(x.map((xi) => xi * unit));
      const q = inside.map((at) => at * unit);
      expect(scaled.bandwidth[0]! / unit).toBe(model.bandwidth[0]);
      expectClose(
        scaled.density(q).map((f) => f * unit),
        model.density(inside),
        1e-15,
      );
      expectClose(scaled.distribution(q), model.distribution(inside), 1e-15);
      expectClose(
        scaled.logDensity(q),
        model.logDensity(inside).map((log) => log - power * Math.LN2),
        1e-12,
      );
    }
  });

  it('rows, dates, names that are hostile, and missing entries', () => {
    const rows = Array.from(x, (value, i) => ({ toString: 0, constructor: value, w: s[i]! }));
    const model = new KernelDensity({ bandwidth: h }).fit(rows, { x: 'constructor', weight: 'w' });
    expectClose(model.density(rows), modelOf('gaussian', undefined).density(x), 1e-14);
    expect(Object.keys(model.curve({ points: 2 })[0]!)).toEqual(['constructor', 'density']);
    const proto = new KernelDensity({ bandwidth: 1 }).fit([1, 2], { names: { x: '__proto__' } });
    expect(Object.keys(proto.curve({ points: 2 })[0]!)).toEqual(['__proto__', 'density']);
    const days = [1, 2, 5].map((day) => new Date(Date.UTC(2024, 0, day)));
    const dated = new KernelDensity({ bandwidth: 86_400_000 }).fit(days);
    expect(dated.quantile(0.5)).toBeInstanceOf(Date);
    expect(dated.sample(2, createRandom(1))[0]).toBeInstanceOf(Date);
    expect(dated.curve({ points: 2, from: days[0]!, to: days[1]! }).map(({ x: at }) => at)).toEqual(
      days.slice(0, 2),
    );
    expect(dated.density(days[1]!) * 86_400_000).toBeCloseTo(
      new KernelDensity({ bandwidth: 1 }).fit([1, 2, 5]).density(2),
      10,
    );
    const gaps = new KernelDensity({ bandwidth: 1, missing: 'omit' }).fit([
      1,
      Number.NaN,
      null,
      2,
      5,
    ]);
    expect([...gaps.density([2, Number.NaN])]).toEqual([
      expect.closeTo(new KernelDensity({ bandwidth: 1 }).fit([1, 2, 5]).density(2), 12),
      Number.NaN,
    ]);
    expect(gaps.distribution([Number.NaN])[0]).toBeNaN();
    expect(String(gaps)).toContain('3, 2 left out');
  });

  it('tells quantiles and bounds to what their spread asks for', () => {
    const lineOf = (model: KernelDensity, name: string) =>
      model
        .summary()
        .split('\n')
        .find((line) => line.startsWith(name))!
        .slice(name.length)
        .trim();
    const levels = '5 %, 25 %, 50 %, 75 %, 95 %';
    const numbersOf = (x: number[]) =>
      lineOf(new KernelDensity({ bandwidth: 1 }).fit(x), levels)
        .split(', ')
        .map(Number);
    const plain = numbersOf(Array.from({ length: 50 }, (_, i) => i));
    for (const offset of [20240100, -20240100, 2 ** 40]) {
      const moved = numbersOf(Array.from({ length: 50 }, (_, i) => offset + i));
      moved.forEach((at, k) => {
        expect(Math.abs(at - offset - plain[k]!)).toBeLessThan(2e-3);
      });
    }
    expect(numbersOf([20240100, 20240100])).toHaveLength(5);
    const bounds: [number, number] = [20240100, 20240150];
    const bounded = new KernelDensity({ bandwidth: 1, bounds }).fit([20240110, 20240120]);
    expect(lineOf(bounded, 'bounds')).toBe('20240100 to 20240150');
  });

  it('is the same after JSON, and says what it is', () => {
    const rows = Array.from(x, (value, i) => ({ income: value, w: s[i]! }));
    const model = new KernelDensity({ kernel: 'biweight', bounds: [0, Infinity] }).fit(rows, {
      x: 'income',
      weight: 'w',
    });
    const copy = KernelDensity.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy.density(inside)).toEqual(model.density(inside));
    expect(copy.toJSON()).toEqual(model.toJSON());
    expect(copy.summary()).toBe(model.summary());
    expect(String(copy)).toMatch(
      /^KernelDensity of income: biweight kernel\nbandwidth: .* \(by sj\)\nbounds: 0 to Infinity\nobservations: 120, weighted$/,
    );
    expect(copy.density(rows.slice(0, 3))).toEqual(model.density(rows.slice(0, 3)));
    const rounded = new KernelDensity({ bandwidth: 'ucv' }).fit(x.map((xi) => Math.round(3 * xi)));
    expect(rounded.summary()).toContain('warning');
    for (const [json, type, message] of [
      [
        { ...model.toJSON(), version: 2 },
        OptionError,
        /json must be of format nadaraya\/KernelDensity, version 1/,
      ],
      [{ ...model.toJSON(), search: 'best' }, OptionError, /json.search must be one of/],
      [{ ...model.toJSON(), more: 1 }, OptionError, /json must be among/],
      [{ ...model.toJSON(), bandwidth: 'x' }, OptionError, /bandwidth must be one of/],
      [undefined, OptionError, /json must be an object, got undefined/],
      [
        JSON.stringify(model),
        OptionError,
        /json must be an object \(JSON.parse makes it of a text\), got /,
      ],
    ] as const)
      expectError(() => KernelDensity.fromJSON(json as never), type, message);
  });

  it('a curve goes on for three bandwidths, not beyond the bounds, and through given points', () => {
    const model = new KernelDensity({ bandwidth: 1, bounds: [0, Infinity] }).fit([1, 4]);
    const rows = model.curve();
    expect([rows.length, rows[0]!.x, rows.at(-1)!.x]).toEqual([200, 0, 7]);
    expect(model.curve({ points: [2] }).map(({ density }) => density)).toEqual([model.density(2)]);
    expectError(
      () => model.curve({ band: true } as never),
      OptionError,
      /options must be among points, from, to/,
    );
    const named = new KernelDensity({ bandwidth: 1 }).fit([{ density: 2 }], { x: 'density' });
    expectError(() => named.curve(), OptionError, /must not be called density/);
  });

  it('a kernel of your own needs its integral', () => {
    const value = (u: number) => (Math.abs(u) <= 1 ? 0.5 : 0);
    expectError(
      () => new KernelDensity({ kernel: { value, name: 'mine' } }),
      UnsupportedError,
      'KernelDensity: kernel must have distribution(u), its integral from −∞ to u, for densities, got mine without',
    );
    expectError(
      () => new KernelDensity({ kernel: 'constant' }),
      UnsupportedError,
      /distribution\(u\)/,
    );
    expectError(
      () => new KernelDensity({ kernel: { value, distribution: (u) => (u + 1) / 4, support: 1 } }),
      OptionError,
      /kernel.distribution must go from 0 to 1, got custom up to 0.5/,
    );
    const own = new KernelDensity({
      kernel: { value, distribution: (u) => (u + 1) / 2, support: 1 },
      bandwidth: h,
    }).fit(x);
    expectClose(
      own.density(inside),
      new KernelDensity({ kernel: 'uniform', bandwidth: h }).fit(x).density(inside),
      1e-13,
    );
    expectError(() => own.toJSON(), UnsupportedError, /built-in/);
  });

  it('refuses what it cannot take', () => {
    const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1, 2]);
    const plane = new KernelDensity({ bandwidth: 1 }).fit([
      [0, 1],
      [2, 3],
    ]);
    const wrong: [() => unknown, any, RegExp][] = [
      [
        () => new KernelDensity().density(1),
        NotFittedError,
        /KernelDensity.density: fit must be called first/,
      ],
      [() => new KernelDensity({ bandwith: 1 } as never), OptionError, /options must be among/],
      [
        () => new KernelDensity({ bandwidth: 'plugin' as never }),
        OptionError,
        /bandwidth must be one of auto, nrd0, nrd, ucv/,
      ],
      [
        () => new KernelDensity({ bandwidth: 0 }),
        OptionError,
        /bandwidth must be a finite number above 0/,
      ],
      [
        () => new KernelDensity({ bandwidth: Infinity }),
        OptionError,
        /bandwidth must be a finite number above 0/,
      ],
      [
        () => new KernelDensity({ bandwidth: [1, -1] }),
        OptionError,
        /bandwidth\[1\] must be a finite number above 0/,
      ],
      [
        () => new KernelDensity({ bandwidth: [1, 2] }).fit([1, 2]),
        ShapeError,
        /an entry for each of the 1 columns/,
      ],
      [() => new KernelDensity({ tolerance: 0 }), OptionError, /tolerance/],
      [
        () => new KernelDensity({ bounds: [1, 0] }),
        OptionError,
        /bounds must be two numbers, a lower and an upper bound, got 1 and 0/,
      ],
      [() => new KernelDensity({ bounds: 5 as never }), OptionError, /bounds must be two numbers/],
      [
        () => new KernelDensity({ bounds: [0] as never }),
        OptionError,
        /bounds must be two numbers/,
      ],
      [
        () => new KernelDensity({ bounds: ['0', '9'] as never }),
        OptionError,
        /bounds must be two numbers/,
      ],
      [
        () => new KernelDensity({ bounds: [0, Number.NaN] }),
        OptionError,
        /bounds must be two numbers/,
      ],
      [
        () => new KernelDensity({ bounds: [[0, 1], [2]] as never }),
        OptionError,
        /bounds\[1\] must be two numbers/,
      ],
      [
        () => new KernelDensity({ bandwidth: 1, bounds: [0, 1] }).fit([0.5, 3]),
        OptionError,
        /x must lie within bounds, from 0 to 1, got 3/,
      ],
      [
        () => new KernelDensity({ bandwidth: 1, bounds: [0, 1] }).fit([[0, 0.5]]),
        ShapeError,
        /bounds must be a pair for each of the 2 columns/,
      ],
      [
        () => new KernelDensity({ kernel: 'cauchy', bandwidth: 1, bounds: [0, 1] }).fit([0.5]),
        UnsupportedError,
        /two bounds must be/,
      ],
      [() => new KernelDensity().fit([]), ShapeError, /at least one row/],
      [() => new KernelDensity().fit([1, Number.NaN]), NumericalError, /x must be finite/],
      [() => new KernelDensity().fit([1, Infinity]), NumericalError, /x must be finite/],
      [
        () => new KernelDensity().fit([3, 3]),
        NumericalError,
        /at least 2 different values in each column for sj/,
      ],
      [() => new KernelDensity().fit('no' as never), OptionError, /x must be/],
      [() => new KernelDensity().fit(['1'] as never), OptionError, /x must hold numbers/],
      [() => new KernelDensity().fit([[1, 2, 3, 4]]), UnsupportedError, /at most 3 columns/],
      [
        () =>
          new KernelDensity({ bandwidth: 'sj' }).fit([
            [1, 2],
            [3, 5],
          ]),
        UnsupportedError,
        /bandwidth must be 'auto'/,
      ],
      [
        () => new KernelDensity().fit([1, 2], { sampleWeights: [1] }),
        ShapeError,
        /x and sampleWeights/,
      ],
      [
        () => new KernelDensity().fit([1, 2], { sampleWeights: [1, -1] }),
        OptionError,
        /sampleWeights must be at least 0/,
      ],
      [
        () => new KernelDensity().fit([1, 2], { groups: [1, 2] } as never),
        OptionError,
        /options must be among sampleWeights, names/,
      ],
      [
        () => new KernelDensity().fit([1, 2], { names: { y: 'a' } } as never),
        OptionError,
        /names must be among x/,
      ],
      [
        () => new KernelDensity().fit([1, 2], { x: 'a' } as never),
        OptionError,
        /rows must be objects/,
      ],
      [
        () => new KernelDensity().fit([{ a: 1 }], { x: 'b' } as never),
        OptionError,
        /rows must have a column "b"/,
      ],
      [
        () => new KernelDensity().fit([{ a: 1 }] as never),
        OptionError,
        /columns must be an object/,
      ],
      [
        () => new KernelDensity().fit([{ a: 1 }], { x: 'a', y: 'a' } as never),
        OptionError,
        /columns must be among x, weight/,
      ],
      [
        () =>
          new KernelDensity().fit([{ a: 'red' }, { a: 'blue' }], {
            x: { column: 'a', kind: 'category' },
          } as never),
        UnsupportedError,
        /x must hold numbers or Dates for a density, got a, category/,
      ],
      [() => model.density([[1, 2]]), ShapeError, /xq must have shape/],
      [() => model.density(Number.NaN), NumericalError, /xq must be finite/],
      [() => model.density([Infinity]), NumericalError, /xq must be finite/],
      [() => model.quantile(1.5), OptionError, /levels must be from 0 to 1, got 1.5/],
      [() => model.quantile([0.5, -1]), OptionError, /levels\[1\] must be from 0 to 1/],
      [() => plane.quantile(0.5), UnsupportedError, /x must have one column for quantiles/],
      [() => plane.curve(), UnsupportedError, /x must have one column for a curve/],
      [() => model.sample(-1, createRandom(1)), OptionError, /count must be an integer/],
      [
        () => model.sample(1, Math.random as never),
        OptionError,
        /random must be a source of random numbers/,
      ],
    ];
    for (const [call, type, message] of wrong) expectError(call, type, message);
  });

  it('a refused fit leaves the model as it was', () => {
    const model = new KernelDensity({ bandwidth: 1 }).fit([0, 1]);
    expectError(() => model.fit([]), ShapeError, /at least one row/);
    expect(model.observations.length).toBe(2);
  });

  it('takes copies, and gives the ends of the density for levels 0 and 1', () => {
    const given = Float64Array.of(0, 1, 5);
    const model = new KernelDensity({ kernel: 'uniform', bandwidth: 1 }).fit(given);
    given[0] = 100;
    expect([...model.quantile([0, 1])]).toEqual([-1, 6]);
    expect([
      ...new KernelDensity({ bandwidth: 1, bounds: [0, Infinity] }).fit([1, 2]).quantile([0, 1]),
    ]).toEqual([0, Infinity]);
  });

  it('types tell what comes back', () => {
    const plain = new KernelDensity({ bandwidth: 1 }).fit([1, 2, 3]);
    expectTypeOf(plain.density(1)).toEqualTypeOf<number>();
    expectTypeOf(plain.density([1])).toEqualTypeOf<Float64Array>();
    expectTypeOf(plain.curve()[0]!.x).toEqualTypeOf<number>();
    const dated = new KernelDensity({ bandwidth: 1 }).fit([new Date(0), new Date(1)]);
    expectTypeOf(dated.curve()[0]!.x).toEqualTypeOf<Date>();
    expectTypeOf(dated.quantile(0.5)).toEqualTypeOf<Date>();
    const rows = new KernelDensity({ bandwidth: 1 }).fit([{ age: 3, name: 'a' }], { x: 'age' });
    expectTypeOf(rows.curve()[0]!.age).toEqualTypeOf<number>();
    expectTypeOf(rows.density({ age: 5 })).toEqualTypeOf<number>();
    const named = new KernelDensity({ bandwidth: 1 }).fit([1, 2], { names: { x: 'age' } });
    expectTypeOf(named.curve()[0]!.age).toEqualTypeOf<number>();
    const days = new KernelDensity({ bandwidth: 1 }).fit([{ day: new Date(0) }], { x: 'day' });
    expectTypeOf(days.quantile(0.5)).toEqualTypeOf<Date>();
    expectTypeOf(days.sample(1, createRandom(1))).toEqualTypeOf<Date[]>();
    expectTypeOf(plain.quantile([0.5])).toEqualTypeOf<Float64Array>();
    const plane = new KernelDensity({ bandwidth: 1 }).fit([{ a: 1, b: 2 }], { x: ['a', 'b'] });
    expectTypeOf(plane.sample(1, createRandom(1))).toEqualTypeOf<Float64Array>();
    const unfitted = new KernelDensity({ bandwidth: 1 });
    // @ts-expect-error a text is no column of numbers
    expect(() => unfitted.fit([{ age: 3, name: 'a' }], { x: 'name' })).toThrow(OptionError);
  });

  it('a density times n is what kernel regression divides by', () => {
    const model = new KernelDensity({ bandwidth: h }).fit(x);
    const regressor = new KernelRegressor({ bandwidth: h, degree: 0 }).fit(x, x);
    expect(regressor.predict(1) * model.density(1)).toBeCloseTo(
      x.reduce(
        (sum, xi) =>
          sum + (xi * Math.exp(-(((1 - xi) / h) ** 2) / 2)) / (h * Math.sqrt(2 * Math.PI)),
        0,
      ) / x.length,
      12,
    );
  });

  it('has the same bandwidth however far away one value is', () => {
    for (const bandwidth of ['sj', 'ucv'] as const) {
      const at = (far: number) => {
        const x = Array.from({ length: 200 }, (_, i) => 10 + 2 * Math.sin(1.7 * i) + (i % 7) / 5);
        x[7] = far;
        return new KernelDensity({ bandwidth }).fit(x).bandwidth;
      };
      const near = at(1e6);
      for (const far of [1e15, 1e25, 9.96921e36, 1e100, 1e300]) expectClose(at(far), near, 1e-6, 0);
    }
  });
});
