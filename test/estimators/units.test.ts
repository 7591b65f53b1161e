import { describe, expect, it } from 'vitest';
import { createRandom, KernelRegressor, NumericalError } from '../../src/index.js';
import { expectClose } from '../expectClose.js';

const random = createRandom(1);
const x = Float64Array.from({ length: 50 }, () => random.uniform(0, 5));
const y = x.map((t) => 2 + Math.sin(t) + random.normal(0, 0.1));
const weights = x.map(() => random.uniform(0.5, 2));
const times = (values: Float64Array, factor: number) => values.map((value) => value * factor);

/** All that an estimator says, with what each scales as: [values, power of y, power of x]. */
function told(model: KernelRegressor, q: Float64Array): [ArrayLike<number>, number, number][] {
  const band = model.confidenceBand(q);
  const plain = model.confidenceBand(q, { method: 'standard', variance: 'hc2' });
  const drawn = model.confidenceBand(q, { method: 'bootstrap', draws: 99 });
  const interval = model.predictionInterval(q);
  const conformal = model.predictionInterval(q, { method: 'conformal' });
  const choice = model.bandwidthChoice;
  const square = choice?.criterion === 'aicc' ? 0 : 2;
  const { statistic, pValue } = model.testAgainst('linear', { draws: 99 });
  return [
    [model.predict(q), 1, 0],
    [model.derivative(q), 1, -1],
    [model.residuals, 1, 0],
    [model.looResiduals, 1, 0],
    [model.leverage, 0, 0],
    [model.support(q).effectiveSampleSize, 0, 0],
    [model.bandwidth, 0, 1],
    ...(choice && square ? ([[choice.path.map(({ value }) => value), 2, 0]] as const) : []).map(
      ([values, a, b]): [number[], number, number] => [values, a, b],
    ),
    ...[band, plain, drawn].flatMap(({ fit, standardError, lower, upper }) =>
      [fit, standardError, lower, upper].map((each): [Float64Array, number, number] => [
        each,
        1,
        0,
      ]),
    ),
    ...[interval, conformal].flatMap(({ fit, lower, upper }) =>
      [fit, lower, upper].map((each): [Float64Array, number, number] => [each, 1, 0]),
    ),
    [[statistic, pValue], 0, 0],
  ];
}

describe('units', () => {
  const q = Float64Array.of(0.1, 1.3, 4.9, 6);
  const settings = [
    { bandwidth: 'loo', degree: 1 },
    { bandwidth: 'aicc', degree: 2 },
    { bandwidth: 'gcv', degree: 0 },
    { bandwidth: 'aicc', degree: 1, kernel: 'biweight' },
    { bandwidth: 'plugin', degree: 1 },
    { bandwidth: 0.5, degree: 1, kernel: 'uniform' },
  ] as const;

  for (const { bandwidth, ...rest } of settings) {
    it(`a power of two changes no digit: ${JSON.stringify({ bandwidth, ...rest })}`, () => {
      for (const [ofX, ofY, ofWeight] of [
        [0, 530, 0],
        [-500, -540, 3],
        [530, 0, -900],
        [-3, 7, 900],
      ].map((powers) => powers.map((power) => 2 ** power))) {
        const modelOf = (a: number, b: number, c: number) =>
          new KernelRegressor({
            ...rest,
            bandwidth: typeof bandwidth === 'number' ? bandwidth * a : bandwidth,
          }).fit(
            times(x, a),
            times(y, b),
            bandwidth === 'plugin' ? {} : { sampleWeights: times(weights, c) },
          );
        const plain = told(modelOf(1, 1, 1), q);
        const scaled = told(modelOf(ofX!, ofY!, ofWeight!), times(q, ofX!));
        for (const [at, [values, a, b]] of plain.entries()) {
          if (ofY! ** 2 === Infinity && a === 2) continue;
          // intervals are for a weight of 1, which a factor of the weights makes another
          if (ofWeight !== 1 && at >= plain.length - 7 && at < plain.length - 4) continue;
          const expected = Array.from(values, (value) => value * ofY! ** a * ofX! ** b);
          expect(Array.from(scaled[at]![0])).toEqual(expected);
        }
      }
    });
  }

  it('any factor gives the same in its units, or says that 64 bits do not hold it', () => {
    const modelOf = (a: number, b: number) =>
      new KernelRegressor({ degree: 1 }).fit(times(x, a), times(y, b));
    const plain = told(modelOf(1, 1), q);
    for (const [a, b] of [
      [1, 1e-170],
      [1, 1e160],
      [1e160, 1],
      [1e-8, 3e299],
    ] as const) {
      const scaled = told(modelOf(a, b), times(q, a));
      for (const [at, [values, ofY, ofX]] of plain.entries()) {
        if (ofY === 2) continue; // mean squares need not be numbers
        const back = Array.from(scaled[at]![0], (v) => v * a ** -ofX * (ofY === 1 ? 1 / b : 1));
        expectClose(back, Array.from(values), 1e-6, 1e-6);
      }
    }
    const most = Number.MAX_VALUE;
    const jump = new KernelRegressor({ bandwidth: 1 }).fit([0, 0, 5], [most, -most, 0]);
    expect(jump.predict(0)).toBe(0);
    expectClose(times(jump.residuals, 1 / most), [1, -1, 0], 1e-15);
    expect(() => jump.looResiduals).toThrow(NumericalError);
    expect(() => jump.looResiduals).toThrow(/numbers that 64 bits can hold/);
    expect(() => jump.confidenceBand([0])).toThrow(NumericalError);
  });

  it('adding to x or y changes nothing but rounding', () => {
    const model = new KernelRegressor({ degree: 1 }).fit(x, y);
    const far = new KernelRegressor({ degree: 1 }).fit(
      x.map((t) => t + 1e9),
      y.map((v) => v + 1e9),
    );
    expectClose(far.bandwidth, model.bandwidth, 1e-5);
    const [near, band] = [model.confidenceBand([2]), far.confidenceBand([2 + 1e9])];
    expectClose([band.upper[0]! - band.lower[0]!], [near.upper[0]! - near.lower[0]!], 1e-5);
  });

  it('rounds of a circle change nothing but rounding', () => {
    const hours = x.map((t) => t * 4.8);
    const level = hours.map((hour) => Math.sin((hour * Math.PI) / 12) + random.normal(0, 0.1));
    const predictors = [{ kind: 'periodic', period: 24 }] as const;
    const model = new KernelRegressor({ predictors }).fit(hours, level);
    expect(model.bandwidth[0]).toBeLessThan(6);
    for (const round of [(i: number) => 24 * i, (i: number) => -24 * (i % 3)]) {
      const days = new KernelRegressor({ predictors }).fit(
        hours.map((hour, i) => hour + round(i)),
        level,
      );
      expectClose(days.bandwidth, model.bandwidth, 1e-5);
      expectClose(days.predict([3, 27, -21]), model.predict([3, 3, 3]), 1e-5);
    }
  });

  it('columns of any range share the bandwidth of a spherical kernel', () => {
    const places = Array.from(x, (t, i) => [t, 40 * Math.cos(i), i % 2 ? 'odd' : 'even']);
    const predictors = ['number', 'number', 'category'] as const;
    const model = new KernelRegressor({ predictors, multivariate: 'spherical' }).fit(places, y);
    const [first, second, lambda] = model.bandwidth;
    expect(first).toBe(second);
    expect(lambda).toBeLessThanOrEqual(0.5);
    for (const { bandwidth } of model.bandwidthChoice!.path)
      expect(bandwidth[0]).toBe(bandwidth[1]);
  });

  it('progress and choice speak in the units of the data', () => {
    const seen: number[] = [];
    const model = new KernelRegressor({ bandwidth: 'loo', degree: 1 });
    const onProgress = ({ bandwidth, value }: { bandwidth: Float64Array; value: number }) => {
      if (bandwidth[0]! < Infinity) seen.push(bandwidth[0]!, value);
    };
    model.fit(times(x, 1e6), times(y, 1e3), { onProgress });
    expect(Math.max(...seen)).toBeGreaterThan(1e6);
    const { bandwidth, value } = model.bandwidthChoice!;
    expect(model.bandwidth).toEqual(Array.from(bandwidth));
    const loo = model.looResiduals.reduce((sum, e) => sum + e * e, 0) / 50;
    expectClose([value!], [loo], 1e-9);
    const aicc = new KernelRegressor({ bandwidth: 'aicc', degree: 1 }).fit(x, times(y, 1e3));
    const mean = aicc.residuals.reduce((sum, e) => sum + e * e, 0) / 50;
    const free = 1 - aicc.effectiveDegreesOfFreedom / 50;
    expectClose(
      [aicc.bandwidthChoice!.value!],
      [Math.log(mean) + (2 - free) / (free - 2 / 50)],
      1e-9,
    );
  });

  it('a query or an observation far away changes no other answer', () => {
    const [x, y] = [
      [0, 1, 2, 3, 4],
      [0, 1, 4, 9, 16],
    ];
    for (const kernel of ['gaussian', 'laplace', 'cauchy', 'logistic', 'triweight'] as const)
      for (const degree of [0, 1, 2] as const) {
        const modelOf = (a: number[], b: number[]) =>
          new KernelRegressor({ kernel, degree, bandwidth: 1.5 }).fit(a, b);
        const model = modelOf(x, y);
        const alone = model.predict([1, 2, 3]);
        const far = degree === 2 ? 1e153 : 1e160;
        const slopes = model.derivative([1, 2, 3]);
        for (const q of [far, -far]) {
          expectClose(model.predict([1, 2, 3, q]).subarray(0, 3), alone, 1e-12);
          expectClose(model.derivative([1, 2, 3, q]).subarray(0, 3), slopes, 1e-12);
        }
        const sizes = model.support([1, 2, 3]).effectiveSampleSize;
        expectClose(model.support([1, 2, 3, far]).effectiveSampleSize.subarray(0, 3), sizes, 1e-12);
        const wide = modelOf([...x, 1e160], [...y, 7]);
        if (kernel !== 'cauchy') expectClose(wide.predict([1, 2, 3]), alone, 1e-12);
        expect(wide.predict(1e160)).toBe(7);
        const band = model.confidenceBand([1, 2], { method: 'standard' });
        const wider = model.confidenceBand([1, 2, -1e100], { method: 'standard' });
        expectClose([wider.upper[1]!], [band.upper[1]!], 1e-12);
      }
    // The line through the two nearest, seven a unit.
    const line = new KernelRegressor({ degree: 1, bandwidth: 1 }).fit(x, y);
    expectClose([line.predict(1e160) / 1e160], [7], 1e-12);
    expect(() => line.predict(1e308)).toThrow(/xq must be within 1e300 times the range of x/);
    expect(new KernelRegressor({ bandwidth: 1 }).fit(x, y).predict(1e308)).toBe(16);
  });
});
