// What holds of chances of classes, whatever the data.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelClassifier, KernelRegressionError, KernelRegressor } from '../../src/index.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';

const number = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-300, 1e8, -1e8) },
);
const CLASSES = ['a', 'b', 'c', '__proto__'];

/** Observations of at least two classes, over one or two columns. */
const data = fc
  .record({ n: fc.integer({ min: 2, max: 14 }), d: fc.constantFrom(1, 1, 2) })
  .chain(({ n, d }) =>
    fc.record({
      x: fc.array(fc.array(number, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
      labels: fc
        .array(fc.constantFrom(...CLASSES), { minLength: n, maxLength: n })
        .filter((labels) => new Set(labels).size > 1),
      weights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: n, maxLength: n }),
      queries: fc.array(fc.array(number, { minLength: d, maxLength: d }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  );
const options = fc.record({
  kernel: fc.constantFrom(...weightKernelNames),
  bandwidth: fc.constantFrom(1e-8, 0.3, 1, 20, Infinity),
  multivariate: fc.constantFrom('product', 'spherical'),
  emptyWindow: fc.constantFrom('nan', 'nearest'),
} as const);

/** Rows of a matrix. */
function rowsOf(values: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: values.length / width }, (_, i) =>
    values.subarray(i * width, (i + 1) * width),
  );
}

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-12): void {
  expect(found.length).toBe(expected.length);
  for (let at = 0; at < found.length; at++) {
    if (Number.isNaN(expected[at])) expect(found[at]).toBe(expected[at]);
    else expect(Math.abs(found[at]! - expected[at]!)).toBeLessThanOrEqual(within);
  }
}

describe('chances', () => {
  it('are at least 0, sum to 1, and are those of indicators', () => {
    fc.assert(
      fc.property(data, options, ({ x, labels, weights, queries }, given) => {
        const fit = { sampleWeights: weights };
        const model = new KernelClassifier(given).fit(x, labels, fit);
        const { classes } = model;
        const indicators = labels.map((label) => classes.map((each) => (each === label ? 1 : 0)));
        const regression = new KernelRegressor({ ...given, degree: 0 }).fit(x, indicators, fit);
        const found = model.predictProbability(queries);
        for (const row of rowsOf(found, classes.length)) {
          if (Number.isNaN(row[0])) continue;
          for (const share of row) expect(share).toBeGreaterThanOrEqual(0);
          expect(Math.abs(row.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
        }
        expectNear(found, regression.predict(queries));
        const left = regression.looResiduals.map((residual, at) => {
          const i = Math.floor(at / classes.length);
          return indicators[i]![at % classes.length]! - residual;
        });
        expectNear(model.leaveOneOutProbability, left);
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(data, options, ({ x, labels, queries }, given) => {
        const model = new KernelClassifier(given).fit(x, labels);
        const other = new KernelClassifier(given).fit([...x].reverse(), [...labels].reverse());
        expect(other.classes).toEqual(model.classes);
        expectNear(other.predictProbability(queries), model.predictProbability(queries));
      }),
    );
  });

  it('take a whole weight for as many rows', () => {
    fc.assert(
      fc.property(data, options, ({ x, labels, weights, queries }, given) => {
        const model = new KernelClassifier(given).fit(x, labels, { sampleWeights: weights });
        const again = <T>(all: readonly T[]) =>
          all.flatMap((each, i) => Array.from({ length: weights[i]! }, () => each));
        const other = new KernelClassifier(given).fit(again(x), again(labels));
        expectNear(other.predictProbability(queries), model.predictProbability(queries));
      }),
    );
  });

  it('of predictors that are no numbers are those of indicators', () => {
    const row = fc.tuple(
      fc.constantFrom('u', 'v', 'w'),
      fc.double({ min: 0, max: 24, noNaN: true }),
      fc.double({ min: -80, max: 80, noNaN: true }),
      fc.double({ min: -170, max: 170, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 4, maxLength: 12 }),
        fc.constantFrom(0, 0.2, 2 / 3),
        fc.constantFrom('gaussian', 'tricube', 'laplace'),
        (rows, lambda, kernel) => {
          const x = [...rows, ['u', 1, 2, 3], ['v', 20, -2, -3], ['w', 9, 9, 9]] as (
            | string
            | number
          )[][];
          const labels = x.map((_, i) => CLASSES[(i * i) % 4]!);
          const given = {
            kernel,
            bandwidth: [lambda, 3, 4000, 4000],
            predictors: ['category', { kind: 'periodic', period: 24 }, 'geographic'],
          } as const;
          const model = new KernelClassifier(given).fit(x, labels);
          const { classes } = model;
          const indicators = labels.map((label) => classes.map((each) => (each === label ? 1 : 0)));
          const regression = new KernelRegressor({ ...given, degree: 0 }).fit(x, indicators);
          expectNear(model.predictProbability(x), regression.predict(x));
          const left = regression.looResiduals.map(
            (each, at) => indicators[Math.floor(at / classes.length)]![at % classes.length]! - each,
          );
          expectNear(model.leaveOneOutProbability, left);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the likelihood', () => {
  it('is that of the chances without each observation', () => {
    fc.assert(
      fc.property(data, options, ({ x, labels, weights }, given) => {
        const model = new KernelClassifier(given).fit(x, labels, { sampleWeights: weights });
        const { classes, leaveOneOutProbability: shares } = model;
        const counts = (label: string) => labels.filter((each) => each === label).length > 1;
        const expected = labels.reduce((sum, label, i) => {
          const share = shares[i * classes.length + classes.indexOf(label)]!;
          return counts(label) ? sum + weights[i]! * Math.log(share) : sum;
        }, 0);
        const found = model.logLikelihood;
        expect(found).toBeLessThanOrEqual(0);
        if (Number.isNaN(expected)) expect(found).toBe(-Infinity);
        // A chance too small for a number still has a logarithm.
        else if (expected === -Infinity) expect(found).toBeLessThan(-700);
        else
          expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected)));
      }),
      { numRuns: 300 },
    );
  });

  it('is no lower at the bandwidth that is chosen than at others', () => {
    fc.assert(
      fc.property(
        data,
        fc.constantFrom('gaussian', 'tricube', 'laplace'),
        ({ x, labels }, kernel) => {
          let model: KernelClassifier<string>;
          try {
            model = new KernelClassifier({ kernel }).fit(x, labels);
          } catch (error) {
            expect(error).toBeInstanceOf(KernelRegressionError);
            return;
          }
          if (x[0]!.length > 1) return;
          const own = model.logLikelihood;
          // A search begins at a quarter of the median distance to the nearest.
          const least = model.bandwidthChoice!.path[0]!.bandwidth[0]!;
          for (const bandwidth of [0.1, 0.5, 1, 2, 5, 20, Infinity]) {
            if (bandwidth < least) continue;
            const other = new KernelClassifier({ kernel, bandwidth }).fit(x, labels);
            expect(other.logLikelihood).toBeLessThanOrEqual(own + 1e-9 * Math.abs(own) + 1e-12);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

it('garbage gets an error with a code', () => {
  const junk = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      [],
      [[]],
      {},
      new Map(),
      'a',
      1n,
      Number.NaN,
      () => 1,
    ),
    fc.anything({ maxDepth: 2, withBigInt: true, withTypedArray: true, withNullPrototype: true }),
  );
  fc.assert(
    fc.property(junk, junk, junk, junk, (given, x, labels, more) => {
      const calls: (() => unknown)[] = [
        () => new KernelClassifier(given as object),
        () => new KernelClassifier().fit(x as number[], labels as string[], more as object),
        () => new KernelClassifier().fit([1, 2, 3], labels as string[], more as object),
        () => new KernelClassifier().fit(x as number[], ['a', 'a', 'b']),
        () => new KernelClassifier({ bandwidth: 1 }).fit([1, 2], ['a', 'b']).predict(x as number[]),
        () => new KernelClassifier({ bandwidth: 1 }).fit([1, 2], ['a', 'b']).curve(x as object),
        () =>
          new KernelClassifier({ bandwidth: 1 })
            .fit([1, 2], ['a', 'b'])
            .score(x as number[], labels as string[], more as object),
        () => KernelClassifier.fromJSON(x as never),
      ];
      for (const call of calls) {
        try {
          call();
        } catch (error) {
          expect(error).toBeInstanceOf(KernelRegressionError);
        }
      }
    }),
    { numRuns: 150 },
  );
});
