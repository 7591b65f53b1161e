import type { PlottedModel } from '../../src/plot/PlottedModel.js';

/** A model of y = 2x at x = 0 to 3 with an outlier; its band is ±1 and its interval ±3. */
export const fake = (changes: Partial<PlottedModel> = {}): PlottedModel => ({
  columns: { x: [{ name: 'age', type: 'number' }], y: [{ name: 'pay', type: 'number' }] },
  observations: [0, 1, 2, 3].map((age) => ({ age, pay: age < 3 ? 2 * age : 10 })),
  rows: [0, 1, 2, 4],
  residuals: [0, 0, 0, 4],
  looResiduals: [0, 0, 0, 8],
  leverage: [0.5, 0.25, 0.25, 0.5],
  predict: (xq) => xq.map(([x]) => 2 * x!),
  curve: ({ band } = {}) =>
    [0, 1.5, 3].map((age) => ({
      age,
      pay: 2 * age,
      ...(band && { lower: 2 * age - 1, upper: 2 * age + 1, standardError: 0.5 }),
    })),
  slice: () => [],
  predictionInterval: (xq: number[]) => ({
    lower: xq.map((age) => 2 * age - 3),
    upper: xq.map((age) => 2 * age + 3),
  }),
  ...changes,
});

/** The same by day from 2024-01-01 on. */
export const dated = (): PlottedModel => {
  const day = (age: number) => new Date(Date.UTC(2024, 0, 1) + age * 864e5);
  const model = fake();
  const moved = (rows: readonly object[]) =>
    rows.map(({ age, ...row }: any) => ({ day: day(age), ...row }));
  return fake({
    columns: { ...model.columns, x: [{ name: 'day', type: 'time' }] },
    observations: moved(model.observations),
    curve: (options) => moved(model.curve(options)),
  });
};
