import { readFileSync } from 'node:fs';
import type { BandwidthWish } from '../../src/bandwidth/BandwidthChoice.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import type { Observations } from '../../src/smoothers/Observations.js';

const columns: Record<string, readonly [string, string, string]> = {
  mcycle: ['mcycle', 'times', 'accel'],
  faithful: ['faithful', 'eruptions', 'waiting'],
  cps71: ['cps71', 'age', 'logwage'],
  lidar: ['SemiPar_lidar', 'range', 'logratio'],
  ethanol: ['ethanol', 'E', 'NOx'],
  cars: ['cars', 'speed', 'dist'],
  engel: ['engel', 'income', 'foodexp'],
};

/** A data set of the reference files; rows with gaps are left out. */
export function dataset(name: string): Observations {
  const [file, first, second] = columns[name]!;
  const url = new URL(`../reference/data/${file}.csv`, import.meta.url);
  const lines = readFileSync(url, 'utf8').trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
  const [i, j] = [cells[0]!.indexOf(first), cells[0]!.indexOf(second)];
  const rows = cells
    .slice(1)
    .map((row) => [row[i]!, row[j]!])
    .filter((row) => row.every((cell) => cell !== '' && cell !== 'NA'));
  return observed(
    rows.map((row) => Number(row[0])),
    rows.map((row) => Number(row[1])),
  );
}

/** Observations of one predictor and one output. */
export function observed(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Observations {
  const flat = { n: x.length, d: 1, p: 1, x: Float64Array.from(x), y: Float64Array.from(y) };
  return weights ? { ...flat, weights: Float64Array.from(weights) } : flat;
}

/** A wish for the Gaussian kernel, local constant. */
export function wishFor(parts: Partial<BandwidthWish> = {}): BandwidthWish {
  return {
    criterion: 'loo',
    kernel: gaussian,
    degree: 0,
    product: false,
    method: 'auto',
    tolerance: 1e-12,
    ...parts,
  };
}

/** Numbers in [0, 1), the same ones for a seed. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Standard normal numbers, the same ones for a seed. */
export function normal(seed: number): () => number {
  const draw = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}
