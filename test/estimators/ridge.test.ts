import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { expectError } from '../expectError.js';

/** A saddle on places that thin out, with noise. */
function saddle(n: number, seed = 7) {
  const random = createRandom(seed);
  const x = Array.from({ length: n }, () => [random.normal(), random.normal()]);
  const y = x.map(([a, b]) => a! * b! + random.normal(0, 0.3));
  return { x, y };
}

const { x, y } = saddle(120);
/** Beyond most of the observations. */
const edge = [
  [2.6, -0.4],
  [-2.4, 1.5],
  [0.3, 3],
];

describe('a ridge on the higher terms', () => {
  it('is there where the data choose the degree, and keeps the edge in place', () => {
    const byDefault = new KernelRegressor().fit(x, y);
    expect(byDefault.bandwidthChoice?.degree).toBe(2);
    const same = new KernelRegressor({ ridge: 1 }).fit(x, y);
    expect(same.predict(edge)).toEqual(byDefault.predict(edge));
    const { bandwidth } = byDefault;
    const quadratic = { degree: 2, bandwidth } as const;
    const held = new KernelRegressor({ ...quadratic, ridge: 1 }).fit(x, y);
    expect(held.predict(edge)).toEqual(byDefault.predict(edge));
  });

  it('is not there for a degree that is given, and halves the error where few observations are', () => {
    const options = { degree: 2, bandwidth: 0.5 } as const;
    let [free, ridged] = [0, 0];
    for (let seed = 1; seed <= 10; seed++) {
      const { x, y } = saddle(120, seed);
      const fresh = saddle(300, 100 + seed).x.filter(([a, b]) => Math.hypot(a!, b!) > 2);
      const errorOf = (ridge: number | undefined) =>
        new KernelRegressor({ ...options, ...(ridge !== undefined && { ridge }) })
          .fit(x, y)
          .predict(fresh)
          .reduce((sum, fit, i) => sum + (fit - fresh[i]![0]! * fresh[i]![1]!) ** 2, 0);
      expect(errorOf(0)).toBe(errorOf(undefined));
      free += errorOf(0);
      ridged += errorOf(1);
    }
    expect(ridged).toBeLessThan(free / 2);
  });

  it('grows into a local mean, on a line into a local line', () => {
    const first = x.map(([a]) => a!);
    for (const [places, left] of [
      [x, 0],
      [first, 1],
    ] as const) {
      const wanted = new KernelRegressor({ degree: left, bandwidth: 0.6 }).fit(places, y);
      const distances = [1, 1e3, 1e9].map((ridge) => {
        const model = new KernelRegressor({ degree: 2, bandwidth: 0.6, ridge }).fit(places, y);
        const [fits, others] = [model.predict(places), wanted.predict(places)];
        return fits.reduce((most, fit, i) => Math.max(most, Math.abs(fit - others[i]!)), 0);
      });
      expect(distances[0]).toBeGreaterThan(10 * distances[1]!);
      expect(distances[2]).toBeLessThan(1e-5);
    }
  });

  it('pulls slopes in several columns: an isolated place is guessed from the nearest', () => {
    const few = [...x.slice(0, 60), [9, 9]];
    const values = [...y.slice(0, 60), 0];
    const errorsOf = (ridge: number) =>
      new KernelRegressor({ degree: 1, bandwidth: 0.7, ridge }).fit(few, values).looResiduals;
    // A plane through a few places that lie nearly in a row goes anywhere.
    expect(Math.abs(errorsOf(0)[60]!)).toBeGreaterThan(4 * Math.abs(errorsOf(1)[60]!));
    const range = Math.max(...values) - Math.min(...values);
    expect(Math.abs(errorsOf(1)[60]!)).toBeLessThan(range);
  });

  it('does not change with the units of x, y and weights, nor with rows of weight 0', () => {
    const options = { degree: 2, ridge: 1 } as const;
    const plain = new KernelRegressor({ ...options, bandwidth: [0.6, 0.8] }).fit(x, y);
    const scaled = new KernelRegressor({ ...options, bandwidth: [0.6e9, 0.8e-7] }).fit(
      x.map(([a, b]) => [a! * 1e9, b! * 1e-7]),
      y.map((value) => 1e6 * value),
      { sampleWeights: y.map(() => 1e-30) },
    );
    const idle = new KernelRegressor({ ...options, bandwidth: [0.6, 0.8] }).fit(
      [...x, [1e6, -1e6]],
      [...y, 1e9],
      { sampleWeights: [...y.map(() => 1), 0] },
    );
    const wanted = plain.predict(edge);
    const again = scaled.predict(edge.map(([a, b]) => [a! * 1e9, b! * 1e-7]));
    const without = idle.predict(edge);
    wanted.forEach((fit, i) => {
      expect(Math.abs(again[i]! / 1e6 - fit)).toBeLessThan(1e-10);
      expect(Math.abs(without[i]! - fit)).toBeLessThan(1e-12);
    });
  });

  it('is kept by JSON, whether it was chosen or given', () => {
    for (const options of [{}, { degree: 2, bandwidth: 0.7, ridge: 0.4 }] as const) {
      const model = new KernelRegressor(options).fit(x, y);
      const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
      expect(again.predict(edge)).toEqual(model.predict(edge));
      expect(again.toJSON()).toEqual(model.toJSON());
    }
    expect(
      new KernelRegressor({ degree: 2, bandwidth: 1 }).fit(x, y).toJSON().options,
    ).not.toHaveProperty('ridge');
  });

  it('is refused where it is no number, and with kernels that are negative somewhere', () => {
    for (const ridge of [-1, Number.NaN, Infinity, '1', null])
      expectError(
        () => new KernelRegressor({ ridge } as never),
        OptionError,
        /^KernelRegressor: ridge must be a finite number of at least 0, got /,
      );
    expectError(
      () => new KernelRegressor({ ridge: 1, kernel: 'gaussian4', bandwidth: 1 }).fit(x, y),
      UnsupportedError,
      'KernelRegressor.fit: ridge must be 0 with a kernel of higher order, got 1',
    );
  });
});
