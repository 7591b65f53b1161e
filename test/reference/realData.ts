import { readFileSync } from 'node:fs';
import type { KernelRegressor } from '../../src/index.js';
import { readDataset } from './readDataset.js';

/** A data set, with mgcv's curve and band on a grid over its x. */
export interface RealData {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
  readonly grid: number[];
  readonly mgcv: { readonly edf: number; readonly lower: number[]; readonly upper: number[] };
}

const file = new URL('./R_mgcv_loess_real_data.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Omit<RealData, 'x' | 'y'>[] };

/** The ten data sets of the reference file. */
export const realData: readonly RealData[] = cases.map(({ name, grid, mgcv }) => ({
  name,
  grid,
  mgcv,
  ...readDataset(name),
}));

/** Width of the default band over that of mgcv's, straight between places of its grid, at every observation, [n]. */
export function widthsBesideMgcv({ x, grid, mgcv }: RealData, model: KernelRegressor): number[] {
  const { lower, upper } = model.confidenceBand(x);
  const widths = mgcv.upper.map((up, q) => up - mgcv.lower[q]!);
  return x.map((at, i) => {
    const above = grid.findIndex((place) => place >= at);
    const q = Math.max(1, above < 0 ? grid.length - 1 : above);
    const share = (at - grid[q - 1]!) / (grid[q]! - grid[q - 1]!);
    const theirs = widths[q - 1]! + share * (widths[q]! - widths[q - 1]!);
    return (upper[i]! - lower[i]!) / theirs;
  });
}
