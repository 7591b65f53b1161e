import { expect, it } from 'vitest';
import { CellMoments, CellRuns } from '../../src/sums/cells.js';
import { sampleOf, uniform } from './lineSamples.js';

const random = uniform(12);
const points = Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? 20 : -1) + 2 * random());
const order = 6;
const oneRun = CellRuns.from([[-4, 100]]);
const twoRuns = CellRuns.from([
  [-4, 4],
  [80, 88],
]);

it.each([
  [1, oneRun],
  [2, twoRuns],
  [3, oneRun],
  [4, twoRuns],
])('sums c·tᵏ and |c| of %i columns cell by cell', (c, runs) => {
  const sample = sampleOf(points, c, random);
  const cells = CellMoments.of(sample, { exponent: -2, order }, runs);
  const moments = new Float64Array(cells.moments.length);
  const masses = new Float64Array(runs.cells * c);
  points.forEach((x, i) => {
    const id = Math.floor(4 * x);
    const t = 4 * x - id - 0.5;
    const cell = runs.indexOf(id);
    for (let j = 0; j < c; j++) {
      const value = sample.columns[j * points.length + i];
      masses[cell * c + j] += Math.abs(value);
      for (let k = 0; k < order; k++) moments[(cell * order + k) * c + j] += value * t ** k;
    }
  });
  for (let i = 0; i < moments.length; i++) expect(cells.moments[i]).toBeCloseTo(moments[i], 10);
  for (let cell = 0; cell < runs.cells; cell++)
    for (let j = 0; j < c; j++) expect(cells.mass(cell, j)).toBeCloseTo(masses[cell * c + j], 10);
  const pair = new Float64Array(2 * runs.cells * order);
  cells.pairInto(c - 1, pair);
  for (let i = 0; i < pair.length / 2; i++)
    expect([pair[2 * i], pair[2 * i + 1]]).toEqual([cells.moments[i * c + c - 1], 0]);
});
