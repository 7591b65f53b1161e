import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KernelRegressionError,
  KernelRegressor,
  kernelNames,
  kernelRegression,
} from '../../src/index.js';

/** Numbers of every size, and what is none. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 2 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, -0, 1e-308, 5e-324, 1e-150, 1e8, -1e8, 1e154, -1e300, 1.7e308),
  },
);
const wild = fc.oneof(
  { weight: 12, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
);

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    'gaussian',
    [],
    [[]],
    {},
    -1,
    0,
    Number.NaN,
    1e300,
    () => 1,
  ),
  fc.constantFrom<unknown>(new Map(), Symbol('x'), 1n, '__proto__', [1, 'a'], new Float64Array(2)),
  fc.anything({ maxDepth: 2, withBigInt: true, withTypedArray: true, withNullPrototype: true }),
);

const options = fc.record(
  {
    kernel: fc.constantFrom(...kernelNames),
    degree: fc.integer({ min: 0, max: 3 }),
    multivariate: fc.constantFrom('product', 'spherical'),
    method: fc.constantFrom('auto', 'auto', 'direct', 'windowed', 'binned', 'tree'),
    tolerance: fc.constantFrom(1e-15, 1e-12, 1e-6),
    emptyWindow: fc.constantFrom('nan', 'nearest', 'throw'),
    missing: fc.constantFrom('throw', 'omit'),
  },
  { requiredKeys: ['kernel'] },
);

/** Points and outputs of shapes that fit. */
const data = fc
  .record({
    n: fc.integer({ min: 1, max: 12 }),
    d: fc.constantFrom(1, 1, 1, 2, 3),
    p: fc.constantFrom(1, 1, 2),
    m: fc.integer({ min: 0, max: 5 }),
  })
  .chain(({ n, d, p, m }) => {
    const rows = (count: number, width: number, entry: fc.Arbitrary<number>) =>
      fc.array(fc.array(entry, { minLength: width, maxLength: width }), {
        minLength: count,
        maxLength: count,
      });
    return fc.record({
      x: rows(n, d, wild),
      y: rows(n, p, wild),
      xq: rows(m, d, wild),
      sampleWeights: fc.option(
        fc.array(
          fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1e-300, 1e300)),
          {
            minLength: n,
            maxLength: n,
          },
        ),
        { nil: undefined },
      ),
      bandwidth: fc.constantFrom(1, 0.1, 10, 1e-5, 1e5, 1e-300, 1e300, 3e-308, Infinity),
    });
  });

/** A result, or an error of the library. */
function survives(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof KernelRegressionError)) throw error;
    expect(error.message).toMatch(/^.+: .+ must .+, got .+/s);
    return undefined;
  }
}

describe('estimators', () => {
  it('give finite numbers, documented NaN or typed errors for any numbers', () => {
    fc.assert(
      fc.property(options, data, (given, { x, y, xq, sampleWeights, bandwidth }) => {
        const model = survives(() =>
          new KernelRegressor({ ...given, bandwidth } as never).fit(x, y, {
            ...(sampleWeights && { sampleWeights }),
          }),
        ) as KernelRegressor | undefined;
        if (!model) return;
        const { degree } = (survives(() => model.support(xq)) ?? {}) as { degree?: number[] };
        const calls: (() => unknown)[] = [() => model.predict(xq), () => model.derivative(xq)];
        for (const call of calls) {
          const values = survives(call) as Float64Array | undefined;
          if (!values || !degree) continue;
          const width = values.length / xq.length;
          values.forEach((value, at) => {
            const empty = degree[Math.floor(at / width)]! < 0;
            expect(empty ? Number.isNaN(value) : Number.isFinite(value)).toBe(true);
          });
        }
        survives(() => model.predict(0.5));
        survives(() => model.score(x, y));
        survives(() => model.curve({ points: 3 }));
        survives(() => model.summary());
        survives(() => model.residuals);
        survives(() => model.looResiduals);
        const leverage = survives(() => model.leverage) as Float64Array | undefined;
        if (leverage) expect(leverage.every((each) => each >= 0 && each <= 1)).toBe(true);
        const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
        expect(survives(() => again.predict(xq))).toEqual(survives(() => model.predict(xq)));
      }),
      { numRuns: 1500 },
    );
  });

  it('give typed errors or results for anything', () => {
    fc.assert(
      fc.property(junk, junk, junk, junk, (a, b, c, d) => {
        survives(() => new KernelRegressor(a as never));
        survives(() => new KernelRegressor({ bandwidth: a, kernel: b, degree: c } as never));
        survives(() => KernelRegressor.fromJSON(a as never));
        const json = new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [0, 1]).toJSON();
        survives(() => KernelRegressor.fromJSON({ ...json, x: a, y: b, options: c } as never));
        survives(() => KernelRegressor.fromJSON({ ...json, bandwidth: d } as never));
        const model = new KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2], [0, 1, 1]);
        survives(() => model.predict(a as never));
        survives(() => model.derivative(a as never, b as never));
        survives(() => model.derivative([1], { order: a } as never));
        survives(() => model.support(a as never));
        survives(() => model.score(a as never, b as never));
        survives(() => model.curve(a as never));
        survives(() => model.curve({ from: a, to: b } as never));
        survives(() => model.fit(a as never, b as never, c as never));
        survives(() => model.fit([0, 1], [0, 1], { sampleWeights: d } as never));
        survives(() => kernelRegression(a as never, b as never));
        survives(() =>
          kernelRegression([{ t: 1, v: a }], { x: 't', y: b, weight: c, bandwidth: 1 } as never),
        );
      }),
      { numRuns: 1500 },
    );
  });
});
