import { describe, expect, it } from 'vitest';
import { KernelRegressor, kernelRegression, NumericalError, OptionError } from '../../src/index.js';
import { expectError } from '../expectError.js';

const rows = [
  { time: 0, place: 1, value: 1, count: 1 },
  { time: 1, place: 3, value: 3, count: 2 },
  { time: 2, place: 2, value: 2, count: 1 },
];

describe('kernelRegression', () => {
  it('takes columns by name or by a function', () => {
    const model = kernelRegression(rows, {
      x: 'time',
      y: (row) => -row.value,
      weight: 'count',
      bandwidth: 1,
    });
    const same = new KernelRegressor({ bandwidth: 1 });
    same.fit([0, 1, 2], [-1, -3, -2], { sampleWeights: [1, 2, 1] });
    expect(model.predict([0.5, 9])).toEqual(same.predict([0.5, 9]));
  });

  it('takes several columns', () => {
    const model = kernelRegression(rows, {
      x: ['time', 'place'],
      y: ['value', 'count'],
      bandwidth: 1,
    });
    const same = new KernelRegressor({ bandwidth: 1 });
    same.fit(
      [
        [0, 1],
        [1, 3],
        [2, 2],
      ],
      [
        [1, 1],
        [3, 2],
        [2, 1],
      ],
    );
    expect(model.predict([[1, 1]])).toEqual(same.predict([[1, 1]]));
  });

  it('counts null and undefined as missing', () => {
    const gaps = [...rows, { time: 3, place: 1, value: null, count: 1 }];
    const options = { x: 'time', y: 'value', bandwidth: 1 } as const;
    expect(kernelRegression(gaps, { ...options, missing: 'omit' }).residuals).toHaveLength(3);
    expectError(
      () => kernelRegression(gaps, options),
      NumericalError,
      "KernelRegressor.fit: value must be finite (missing: 'omit' leaves such rows out), got null in rows[3]",
    );
  });

  it('names what is wrong', () => {
    const call = (data: unknown, options: unknown) => () =>
      kernelRegression(data as object[], options as never);
    const good = { x: 'time', y: 'value', bandwidth: 1 };
    expectError(
      call(rows, { ...good, z: 1 }),
      OptionError,
      /options must be among x, y, weight, groups, dependence, onProgress, signal, kernel/,
    );
    expectError(
      call(rows, { ...good, x: 'day' }),
      OptionError,
      'KernelRegressor.fit: rows must have a column "day", got time, place, value, count',
    );
    expectError(
      call(rows, { ...good, x: 5 }),
      OptionError,
      /x must be the name of a column or a function of a row, got 5/,
    );
    expectError(
      call(rows, { ...good, y: ['value', null] }),
      OptionError,
      /y\[1\] must be the name/,
    );
    expectError(
      call([{ time: 'a', value: 1 }], good),
      OptionError,
      'KernelRegressor.fit: time of rows[0] must be a number or a Date ({ column: "time", kind: \'category\' } takes texts and booleans), got "a"',
    );
    expectError(call([rows[0], null], good), OptionError, /rows\[1\] must be an object, got null/);
    expectError(
      call(rows, { ...good, x: class Row {} }),
      OptionError,
      /x must be the name of a column or a function of a row, got a class/,
    );
    expectError(call('rows', good), OptionError, /rows must be objects, at least one, in an array/);
    expectError(call([], good), OptionError, /at least one, .* got an array of length 0$/);
    expectError(call(rows, undefined), OptionError, /options must be an object/);
    expectError(
      call([{ time: 1 }], { x: 'toString', y: 'time', bandwidth: 1 }),
      OptionError,
      /must have a column "toString"/,
    );
  });
});
