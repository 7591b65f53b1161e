// Rows with columns of every kind, and models of them.

import { createRandom, type KernelRegressor, kernelRegression } from '../../src/index.js';

const random = createRandom(11);
export const regions = ['north', 'south', 'west'];
export const sizes = ['small', 'medium', 'large'];
export const rows = Array.from({ length: 90 }, (_, i) => {
  const region = regions[Math.floor(random.uniform(0, 3))]!;
  const size = sizes[Math.floor(random.uniform(0, 3))]!;
  const grade = [1, 2, 5][Math.floor(random.uniform(0, 3))]!;
  const income = random.uniform(0, 10);
  const hour = random.uniform(0, 24);
  const lat = (Math.asin(random.uniform(-1, 1)) * 180) / Math.PI;
  const lon = random.uniform(-180, 180);
  const open = i % 4 === 0;
  const truth =
    Math.sin(income / 2) + regions.indexOf(region) + grade / 4 + Math.cos((hour * Math.PI) / 12);
  return {
    region,
    size,
    grade,
    income,
    hour,
    lat,
    lon,
    open,
    spend: truth + random.normal(0, 0.2),
  };
});
export type Row = (typeof rows)[number];
export const y = rows.map(({ spend }) => spend);
export const some = rows.filter((_, i) => i % 13 === 0);

/** Models are made of columns that a table holds, so that their types are not known. */
export const modelOf = (x: unknown, options: object = {}, data: readonly object[] = rows) =>
  kernelRegression(data, { x, y: 'spend', ...options } as never) as unknown as KernelRegressor<
    any,
    any
  >;

export const region = { column: 'region', kind: 'category' } as const;
export const hour = { column: 'hour', kind: 'periodic', period: 24 } as const;
export const globe = { column: ['lat', 'lon'], kind: 'geographic' } as const;
export const grade = { column: 'grade', kind: 'ordered', kernel: 'wangVanRyzin' } as const;
export const size = { column: 'size', kind: 'ordered', levels: sizes } as const;
