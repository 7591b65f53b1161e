import { describe, expect, it } from 'vitest';
import { gridGeometry, gridSpacing } from '../../src/sums/cells.js';
import { GaussianGrid } from '../../src/sums/gaussianField.js';

describe('GaussianGrid', () => {
  it('writes a Gaussian as a product of two over the grid, near and far', () => {
    const delta = gridSpacing(1e-14, 0);
    for (const u of [0, 0.5, 3, 12]) {
      let sum = 0;
      for (let j = -80; j <= 80; j++) sum += Math.exp(-((j * delta) ** 2) - (u - j * delta) ** 2);
      const product = Math.sqrt(2 / Math.PI) * delta * sum;
      expect(Math.abs(product / Math.exp(-0.5 * u * u) - 1)).toBeLessThan(1e-13);
    }
  });

  it.each([0, 1, 4])('tabulates u^%i e^{−u²/2} when summed with the other factor', (power) => {
    const bandwidth = 1;
    const binning = { exponent: -4, order: 10 };
    const grid = new GaussianGrid(binning, bandwidth, power, 1e-13);
    const { spacing, side, taps } = grid.geometry;
    const tables = [grid.tables(0), grid.tables(power)];
    const at = (table: Float64Array, phase: number, j: number, t: number) => {
      let sum = 0;
      for (let k = 9; k >= 0; k--) sum = sum * t + table[(phase * 10 + k) * taps + j];
      return sum;
    };
    // A point and a query in cells of the same block.
    const [from, to, s, t] = [0, spacing - 1, 0.3, -0.4];
    let sum = 0;
    for (let j = 0; j < taps; j++) sum += at(tables[0], from, j, s) * at(tables[1], to, j, t);
    const u = (from + s - (to + t)) / 16;
    expect(side).toBeGreaterThan(0);
    expect(grid.weight * sum).toBeCloseTo(u ** power * Math.exp(-0.5 * u * u), 12);
  });

  it('uses wider grids for wider tolerances', () => {
    expect(gridSpacing(1e-8, 0)).toBeGreaterThan(gridSpacing(1e-14, 0));
    expect(gridGeometry(0.05, 1e-8, 0).taps).toBeLessThan(gridGeometry(0.05, 1e-14, 0).taps);
  });
});
